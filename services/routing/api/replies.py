"""Where agencies without a connection send their replies: signed, and answered with what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import request
from marshmallow import Schema, fields

from services.routing.domain.letter import NotStuck
from services.routing.use_cases.http_replies import NotProved, ReplyOutcome, ReplyState, take_reply
from services.routing.use_cases.post_letters import NoSuchLetter
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.security.access import public

if TYPE_CHECKING:
    from services.routing.app import Parts
    from services.routing.composition.agencies import Connecting

MEDIA_TYPES = ("application/cloudevents+json", "application/json")


class ReplyOutcomeSchema(Schema):
    """``taken``: it took effect. ``waits``: it is kept until the reply before it has come."""

    id = fields.String(required=True, allow_none=True)
    outcome = fields.Enum(ReplyState, by_value=True, required=True, attribute="state")


def reply_blueprint(parts: Parts, office: Connecting) -> Blueprint:
    """The one view that agencies' programs call."""
    blueprint = Blueprint("replies", __name__, description="Replies of agencies whose letters are posted")

    @blueprint.route("/agencies/<key>/replies", methods=["POST"])
    @blueprint.doc(
        parameters=[{"in": "header", "name": "JWS", "required": True, "schema": {"type": "string"}}],
        requestBody={
            "required": True,
            "content": {
                MEDIA_TYPES[0]: {"schema": {"type": "object", "description": "a CloudEvent, as AsyncAPI has it"}}
            },
        },
    )
    @blueprint.response(202, ReplyOutcomeSchema)
    @public
    def reply(key: str) -> ReplyOutcome:
        """A reply to a letter: the CloudEvent itself as body, its detached signature in the header JWS. The same
        message again gets the same answer and has no effect."""
        if request.mimetype not in MEDIA_TYPES:
            raise Problem(415, "unsupported-type", detail=f"The body must be {MEDIA_TYPES[0]}.")
        body, jws = request.get_data(cache=True), request.headers.get("JWS", "")
        outcome = take_reply(parts.work, office.replies, office.check_signature, key, body, jws)
        if outcome.state is ReplyState.REFUSED:
            raise Problem(422, "reply-refused", "The reply is not taken", detail=outcome.reason)
        return outcome

    return blueprint


TRANSLATIONS: dict[type[Exception], Callable[[Any], Problem]] = {
    NotProved: lambda _: Problem(
        401,
        "signature-wanted",
        detail="The header JWS must hold a detached signature over the body by a key of this agency that holds.",
    ),
    NoSuchLetter: lambda _: Problem(404, "not-found", detail="There is no such letter."),
    NotStuck: lambda _: Problem(409, "letter-taken", detail="The agency has taken this letter."),
}
