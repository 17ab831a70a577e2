"""What routing reads of papers: the file of a result, what an agency wants sent, and what intake answers."""

from __future__ import annotations

import base64
import binascii
import hashlib
from functools import partial
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.routing.consumed.texts import LONG_TEXT, TEXT
from services.routing.use_cases import check_reply
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import AddressOf, CheckSignature, UserOf
from services.routing.use_cases.send_papers import needs_case, refuse_result, request_papers, send_papers
from shared.bus.reading import Order, Reading

INLINE_BYTES = 256 * 1024  # of the file, before base64
MOST_ASKED = 100
SUM = validate.Regexp(r"[0-9a-f]{64}\Z")


class ResultFileSchema(Schema):
    """The file of a result: within the message, or uploaded before at the task's link. What comes within is held
    against its size and sum here, so that a damaged one is never taken for a decision."""

    inline = fields.String(load_default=None, allow_none=True)
    upload_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(min=1, max=100))
    sha256 = fields.String(required=True, validate=SUM)
    size = fields.Integer(required=True, validate=validate.Range(min=1))
    media_type = fields.String(required=True, validate=TEXT)

    @validates_schema
    def _one_way_and_whole(self, data: dict[str, Any], **_: object) -> None:
        if (data["inline"] is None) == (data["upload_id"] is None):
            raise ValidationError("result-one-way: either inline or upload_id", "inline")
        if data["inline"] is None:
            return
        if len(data["inline"]) > INLINE_BYTES * 4 // 3 + 4:
            raise ValidationError(f"result-too-large: inline takes {INLINE_BYTES} bytes, use the upload link", "inline")
        try:
            content = base64.b64decode(data["inline"], validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError("result-damaged: not base64", "inline") from None
        if len(content) > INLINE_BYTES:
            raise ValidationError(f"result-too-large: inline takes {INLINE_BYTES} bytes, use the upload link", "inline")
        if len(content) != data["size"]:
            raise ValidationError(f"result-damaged: has {len(content)} bytes", "size")
        if hashlib.sha256(content).hexdigest() != data["sha256"]:
            raise ValidationError("result-hash-differs: another sum than the content has", "sha256")


class PapersRequested(Schema):
    """``papers`` names those that are wanted, empty for all; ``inline``: small ones within the letter."""

    task_id = fields.String(required=True, validate=TEXT)
    papers = fields.List(
        fields.String(validate=validate.Length(min=1, max=100)),
        load_default=list,
        validate=validate.Length(max=MOST_ASKED),
    )
    inline = fields.Boolean(load_default=False)


class SentPaperSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    sha256 = fields.String(required=True)


class NotSentSchema(Schema):
    id = fields.String(required=True)
    reason = fields.String(required=True)


class PapersSent(Schema):
    """What the dossier has now; contents, where they were wanted, stand in the personal block."""

    task_id = fields.String(required=True, validate=TEXT)
    dossier = fields.String(required=True, validate=TEXT)
    papers = fields.List(fields.Nested(SentPaperSchema), required=True)
    not_sent = fields.List(fields.Nested(NotSentSchema), load_default=list)


class ResultRefused(Schema):
    """The file of a result was not taken."""

    task_id = fields.String(required=True, validate=TEXT)
    dossier = fields.String(required=True, validate=TEXT)
    reason = fields.String(required=True, validate=TEXT)
    words = fields.String(load_default="", validate=LONG_TEXT)


SCHEMAS: dict[str, type[Schema]] = {
    "agency.papers.requested.v1": PapersRequested,
    "intake.papers.sent.v1": PapersSent,
    "intake.result.refused.v1": ResultRefused,
}


def paper_replies(check_signature: CheckSignature, user_of: UserOf) -> tuple[Reading, ...]:
    """What agencies ask for."""
    return (
        Reading(
            "agency.papers.requested.v1",
            PapersRequested,
            check_reply.needs,
            partial(request_papers, check_signature=check_signature, user_of=user_of),
            Order.GUARDED,
        ),
    )


def paper_readings(address_of: AddressOf, links_of: LinksOf) -> tuple[Reading, ...]:
    """What intake answers; each is a letter and changes no case."""
    return (
        Reading(
            "intake.papers.sent.v1",
            PapersSent,
            needs_case,
            partial(send_papers, address_of=address_of, links_of=links_of),
            Order.GUARDED,
        ),
        Reading(
            "intake.result.refused.v1",
            ResultRefused,
            needs_case,
            partial(refuse_result, address_of=address_of, links_of=links_of),
            Order.GUARDED,
        ),
    )
