"""What people want to be told, for programs: an officer's by number, address or id, a person's own by their link."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response
from marshmallow import Schema, fields, validate

from services.notifications.access import ACCESS
from services.notifications.domain.preferences.preferences import Choice, How, MustSend, Preferences, UnknownChoice
from services.notifications.use_cases.preferences.change import (
    LONGEST_WHY,
    NotThere,
    PreferenceDesk,
    Whose,
    by_caller,
    change,
    find_recipient,
    view,
)
from services.notifications.use_cases.preferences.people import day_of
from shared.http.correlation import correlation_id, current_caller
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.http.problems import Problem, invalid
from shared.security.access import public

VIEW, CHANGE = "preference.view", "preference.change"
LONGEST_RECIPIENT = 600
NOT_THERE = "Nobody is known by this. Give a number, an address, an id, or the token of a person's own link."


class TextsSchema(Schema):
    """A text in both languages."""

    vi = fields.String(required=True)
    en = fields.String(required=True)


class NoticeSchema(Schema):
    """One kind of notice; ``must_send``: the law (``basis``, from ``since``) demands it, and it can't be left."""

    kind = fields.String(required=True)
    title = fields.Nested(TextsSchema, required=True)
    must_send = fields.Boolean(required=True)
    basis = fields.Nested(TextsSchema, required=True, allow_none=True)
    since = fields.Date(required=True, allow_none=True)
    on = fields.Boolean(required=True, metadata={"description": "whether it is sent"})


class PurposeSchema(Schema):
    """What needs consent; nobody agreed who did not say so."""

    purpose = fields.String(required=True)
    title = fields.Nested(TextsSchema, required=True)
    text = fields.Nested(TextsSchema, required=True, metadata={"description": "what is agreed to"})
    wording = fields.Date(required=True, metadata={"description": "the day of this wording"})
    agreed = fields.Boolean(required=True)
    agreed_at = fields.AwareDateTime(required=True, allow_none=True)


class EntrySchema(Schema):
    """One change."""

    at = fields.AwareDateTime(required=True)
    who = fields.String(required=True, metadata={"description": "owner, or staff:<account>"})
    how = fields.String(required=True, metadata={"description": "sms, email, link, one_click, staff, api"})
    what = fields.List(fields.String(), required=True)
    why = fields.String(required=True)


class PreferencesSchema(Schema):
    """All of one number or address."""

    recipient = fields.String(required=True, metadata={"description": "id of these preferences"})
    channel = fields.String(required=True)
    to_masked = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "0 where nothing was ever chosen"})
    stopped = fields.Boolean(required=True, metadata={"description": "nothing optional is sent"})
    notices = fields.List(fields.Nested(NoticeSchema), required=True)
    purposes = fields.List(fields.Nested(PurposeSchema), required=True)
    history = fields.List(fields.Nested(EntrySchema), required=True)


class ChoiceSchema(Schema):
    """What is wanted from now on; what is left out stays as it is."""

    stopped = fields.Boolean(load_default=None, allow_none=True)
    notices = fields.Dict(keys=fields.String(), values=fields.Boolean(), load_default=dict)
    purposes = fields.Dict(keys=fields.String(), values=fields.Boolean(), load_default=dict)
    why = fields.String(load_default="", validate=validate.Length(max=LONGEST_WHY))


def preference_blueprint(desk: PreferenceDesk) -> Blueprint:
    """``GET|PUT /preferences/{recipient}``."""
    blueprint = Blueprint("preferences", __name__, description="What people want to be told")

    @blueprint.route("/preferences/<recipient>", methods=["GET"])
    @blueprint.response(200, PreferencesSchema)
    @public
    def read(recipient: str) -> Response:
        """What one person is told and what not. The link's token opens their own, all others need an officer."""
        found = view(desk, _whose(desk, recipient, VIEW))
        return with_etag(_answer(desk, found), etag(found.version))

    @blueprint.route("/preferences/<recipient>", methods=["PUT"])
    @blueprint.arguments(ChoiceSchema)
    @blueprint.response(200, PreferencesSchema)
    @public
    def write(wanted: dict[str, Any], recipient: str) -> Response:
        """Choose. What the law demands can't be left."""
        whose = _whose(desk, recipient, CHANGE)
        choice = Choice(wanted["stopped"], wanted["notices"], wanted["purposes"])
        by = by_caller(current_caller(), How.API, desk, wanted["why"])
        try:
            after = change(desk, whose, choice, by, correlation_id(), check=lambda one: require_version(one.version))
        except MustSend as refusal:
            kind = refusal.kind
            source = f"{kind.law.basis['en']}, since {kind.law.since.isoformat()}" if kind.law else ""
            raise Problem(
                422, "must-send", "The law demands this notice", detail=f"The law demands this notice: {source}.",
                fields=[{"pointer": f"/notices/{kind.code}", "detail": f"must be sent: {source}"}],
            ) from None  # fmt: skip
        except UnknownChoice as unknown:
            pointer = f"/{unknown.place}/{unknown.code}"
            raise invalid([{"pointer": pointer, "detail": "There is no such kind or purpose."}]) from None
        answer = _answer(desk, after)
        answer.set_etag(etag(after.version))
        return answer

    return blueprint


def _whose(desk: PreferenceDesk, recipient: str, action: str) -> Whose:
    """Raises Forbidden, Problem."""
    whose = desk.links.read(recipient) if len(recipient) <= LONGEST_RECIPIENT else None
    if whose is not None:
        return whose
    ACCESS.grant(current_caller(), action)
    try:
        return find_recipient(desk, recipient[:LONGEST_RECIPIENT])
    except NotThere:
        raise Problem(404, "unknown-recipient", detail=NOT_THERE) from None


def _answer(desk: PreferenceDesk, one: Preferences) -> Response:
    return make_response(jsonify(PreferencesSchema().dump(_shown(desk, one))))


def _shown(desk: PreferenceDesk, one: Preferences) -> dict[str, Any]:
    day = day_of(desk.clock())
    notices = [
        {
            "kind": kind.code, "title": kind.title, "must_send": kind.must_be_sent(day),
            "basis": kind.law.basis if kind.law else None, "since": kind.law.since if kind.law else None,
            "on": one.wants(kind, day),
        }
        for kind in desk.notices.kinds
    ]  # fmt: skip
    purposes = [
        {
            "purpose": each.code, "title": each.title, "text": each.text, "wording": each.since,
            "agreed": each.code in one.consents,
            "agreed_at": one.consents[each.code].at if each.code in one.consents else None,
        }
        for each in desk.notices.purposes
    ]  # fmt: skip
    return {
        "recipient": one.id, "channel": one.channel.value, "to_masked": one.to_masked, "version": one.version,
        "stopped": one.stopped, "notices": notices, "purposes": purposes,
        "history": [
            {"at": entry.at, "who": entry.who, "how": entry.how.value, "what": entry.what, "why": entry.why}
            for entry in one.history
        ],
    }  # fmt: skip
