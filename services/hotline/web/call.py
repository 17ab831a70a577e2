"""The operator's form during a call: who calls, what they tell, and the dossier once its owner is verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import InvalidRequest, NotFound, NotVerified, TooManyAttempts
from services.hotline.domain.kinds import Channel
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases.calls.take_call import CallView
from services.hotline.use_cases.matching.find_matches import match_told, verify_told
from services.hotline.use_cases.petition_request import Claim, read_petition_request
from services.hotline.use_cases.track_petition import guide_of, track_petition
from services.hotline.use_cases.verify_caller import verify_caller
from services.hotline.web import petition_form
from services.hotline.web.file_once import file_once, keep_sent, kept_sent, new_once
from services.hotline.web.match_words import MatchCard, match_cards, told_in_call
from services.hotline.web.matter_part import matter_part
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.questions import guide_for, standing_of
from services.hotline.web.standing_words import dossier_words
from shared.http.correlation import current_caller, request_context
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.working_time.calendar import local

NEW, RECEIVED, CALLS = "/hotline/desk/new", "/hotline/desk/received", "/hotline/desk/calls"


@dataclass(frozen=True, slots=True)
class Before:
    """One line of what the same number told before; ``address`` is empty where there is nothing to open."""

    when: str
    what: str
    how: str
    address: str


def add_call_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the call's form and its confirmation onto the blueprint."""

    @pages.get(NEW)
    @needs("petition.record")
    def new_call() -> str:
        return call_page(parts, Form(new_form(), labels=petition_form.call_labels()))

    @pages.post(NEW)
    @needs("petition.record")
    def send_call() -> AnyResponse:
        return write_down(parts, request.form.to_dict())

    @pages.get(RECEIVED)
    @needs("petition.record")
    def call_received() -> AnyResponse:
        sent = kept_sent()
        if sent is None:
            return redirect("/hotline/desk")
        try:
            petition = track_petition(parts.ports, sent.code, sent.key, address=client_address())
        except NotFound:
            return redirect("/hotline/desk")
        guide = guide_of(parts.ports, petition)
        now = parts.now()
        page = render_template(
            "hotline/call_received.html",
            petition=petition,
            key=sent.key,
            now=now,
            guide=guide,
            matter=matter_part(parts, petition, now),
        )
        return unstored(page)


def new_form() -> dict[str, str]:
    """What stands in the form before anything is typed."""
    return {
        "once": new_once(),
        "who": "named",
        "channel": Channel.PHONE.value,
        "kind": "feedback",
        "topic": "lateness",
    }


def write_down(
    parts: Parts, values: dict[str, str], *, view: CallView | None = None, saved: Callable[[str], None] | None = None
) -> AnyResponse:
    """What the form asks for: verify a dossier's owner, or save and go on to code and key (``saved`` is told the code).

    Raises Forbidden, StoreAway.
    """
    names = petition_form.call_labels()
    if values.get("ask"):
        return make_response(call_page(parts, _asked(parts, values, names), view=view))
    if values.get("do") == "verify":
        return _verified(parts, Form(values, labels=names), view)
    if values.get("do", "").startswith("match"):
        return _matched(parts, Form(values, labels=names), values["do"].partition(":")[2], view)
    channel = Channel.COUNTER.value if values.get("channel") == Channel.COUNTER.value else Channel.PHONE.value
    try:
        sent = file_once(parts, values, read_petition_request(petition_form.read_form(values, channel)))
    except InvalidRequest as refused:
        return make_response(call_page(parts, petition_form.with_faults(values, refused, names), view=view), 422)
    if sent.changed:
        form = Form({**values, "once": new_once()}, labels=names)
        return make_response(call_page(parts, form, view=view, sent_before=sent.code), 409)
    if saved:
        saved(sent.code)
    return keep_sent(parts, redirect(RECEIVED, 303), sent, RECEIVED)


def _asked(parts: Parts, values: dict[str, str], names: Mapping[str, str]) -> Form:
    """The form one question further; where the answers tell the kind, it is chosen."""
    found = standing_of(parts, values["ask"]).found
    kind = found.kind.value if found and found.kind else values.get("kind", "")
    return Form({**values, "answers": values["ask"], "kind": kind}, labels=names)


def _verified(parts: Parts, form: Form, view: CallView | None) -> AnyResponse:
    """The form as it was typed, with the dossier beside it; or with a refusal that tells not which was wrong."""
    claim = Claim(form.values.get("dossier-code", "").strip()[:80], form.values.get("dossier-digits", "").strip()[:40])
    if not (claim.dossier or claim.digits):
        return make_response(call_page(parts, form, view=view))
    try:
        dossier = verify_caller(parts.ports, current_caller(), claim, request_context(clock=parts.ports.clock))
    except (NotVerified, TooManyAttempts) as refused:
        told = refused.words.in_language(display.language())
        return make_response(call_page(parts, form, view=view, told=told))
    return make_response(call_page(parts, form, view=view, dossier=dossier))


def _matched(parts: Parts, form: Form, reference: str, view: CallView | None) -> AnyResponse:
    """The form with what may be meant beside it; or with the dossier of that match, once its number was read out."""
    told = told_in_call(form.values)
    try:
        if reference:
            digits, context = (
                form.values.get(f"digits-{reference}", "").strip()[:40],
                request_context(clock=parts.ports.clock),
            )
            dossier = verify_told(parts.ports, parts.matching, current_caller(), told, reference, digits, context)
            form = Form({**form.values, "dossier-code": dossier.id, "dossier-digits": digits}, labels=form.labels)
            return make_response(call_page(parts, form, view=view, dossier=dossier))
        found = match_cards(match_told(parts.ports, parts.matching, current_caller(), told))
    except (NotVerified, TooManyAttempts) as refused:
        return make_response(call_page(parts, form, view=view, told=refused.words.in_language(display.language())))
    return make_response(call_page(parts, form, view=view, matches=found))


def call_page(
    parts: Parts,
    form: Form,
    *,
    view: CallView | None = None,
    dossier: KnownDossier | None = None,
    told: str = "",
    sent_before: str | None = None,
    matches: tuple[MatchCard, ...] | None = None,
) -> str:
    """The form; ``view`` is the call that the telephone system told of, where it is one of those."""
    now, calendar = parts.now(), parts.ports.calendar()
    days = rules_in_force(parts.ports.rules, now.date()).answer_days
    standing = standing_of(parts, form.values.get("answers", ""))
    return render_template(
        "hotline/call.html",
        form=form,
        labels=form.labels,
        now=now,
        told=told,
        sent_before=sent_before,
        matches=matches,
        days={topic.value: count for topic, count in days.items()},
        applicant=dossier.name if dossier else None,
        dossier=dossier_words(dossier, now, calendar, _("Bộ phận Một cửa")) if dossier else None,
        action=f"{CALLS}/{view.call.id}" if view else NEW,
        view=view,
        standing=standing,
        guide=guide_for(parts, standing),
        before=told_before(view, now) if view else (),
    )


def told_before(view: CallView, now: datetime) -> list[Before]:
    """What the same number told before, petitions and calls together, the latest first."""
    tongue = display.language()
    petitions = [
        (one.received_at, Before(
            words.capital(words.moment(local(one.received_at), now, tongue)),
            f"{one.kind.words.in_language(tongue)}: {one.topic.words.in_language(tongue).lower()}",
            one.status.words.in_language(tongue),
            f"/hotline/desk/{one.code}",
        ))
        for one in view.petitions
    ]  # fmt: skip
    calls = [
        (one.started_at, Before(
            words.capital(words.moment(local(one.started_at), now, tongue)),
            _("Cuộc gọi"),
            one.outcome.words.in_language(tongue) if one.outcome else "",
            "",
        ))
        for one in view.calls
        if not one.petitions
    ]  # fmt: skip
    return [one for _at, one in sorted([*petitions, *calls], key=lambda one: one[0], reverse=True)]
