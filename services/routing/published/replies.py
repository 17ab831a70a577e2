"""What routing wants agencies to answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.routing.published.cases import OUTCOME, ResultFile, ResultSchema
from services.routing.published.example import OPENED, RESULT, TASK_ID
from services.routing.published.papers import INLINE_FILE
from services.routing.use_cases import facts
from shared.bus.published import Published
from shared.store.change import Address, Fact


class AcknowledgementWanted(Schema):
    """The agency's first answer: we have it in hand. ``officer_unit`` is a room or team, never a person.

    The envelope's ``sequence`` counts the agency's answers to this task from 1: each waits for those before it.
    """

    task_id = fields.String(required=True)
    officer_unit = fields.String(validate=validate.Length(max=200))


class SupplementWanted(Schema):
    """Papers of the applicant are missing: asked for once, in full, after the acknowledgement and before the decision.

    The applicant reads ``wanted`` and ``reason``. The task waits until ``agency.task.resumed.v1`` comes.
    """

    task_id = fields.String(required=True)
    wanted = fields.String(required=True, validate=validate.Length(min=1, max=4000))
    reason = fields.String(validate=validate.Length(max=4000))


class ResultFileWanted(ResultFile):
    """The paper itself: within the message (``inline``, up to 256 KB) or uploaded before (``upload_id``)."""

    inline = fields.String(metadata={"description": "the file in base64; leave it out where upload_id is given"})


class ResultWanted(ResultSchema):
    """The paper that was issued, with its file where there is one."""

    file = fields.Nested(ResultFileWanted, allow_none=True)


class DecisionWanted(Schema):
    """The agency's last answer. ``note`` may be read by the applicant and is required where it is denied or returned. A
    task whose step does not decide the case is answered with ``done``; ``returned`` sends the dossier back to the step
    ``return_to``, one of the letter's ``returns_to``, which may be left out where there is only one."""

    task_id = fields.String(required=True)
    decision = fields.String(required=True, validate=OUTCOME)
    note = fields.String(validate=validate.Length(max=4000))
    result = fields.Nested(ResultWanted, allow_none=True)
    return_to = fields.String(validate=validate.Length(max=200))


def _reply(type: str, sequence: int, data: dict[str, object]) -> Fact:
    return Fact(type, OPENED.id, sequence, data, address=Address("agency.replies", f"H99-11-02.{type}"))


PUBLISHED = (
    Published(
        facts.AGENCY_ACKNOWLEDGED,
        AcknowledgementWanted,
        _reply(facts.AGENCY_ACKNOWLEDGED, 1, {"task_id": TASK_ID, "officer_unit": "Tổ thẩm định"}),
        sender="agency",
    ),
    Published(
        facts.AGENCY_SUPPLEMENT_REQUESTED,
        SupplementWanted,
        _reply(
            facts.AGENCY_SUPPLEMENT_REQUESTED,
            2,
            {
                "task_id": TASK_ID,
                "wanted": "Bản sao chứng chỉ hành nghề của người chịu trách nhiệm chuyên môn",
                "reason": "Bản trong hồ sơ đã hết hạn",
            },
        ),
        sender="agency",
    ),
    Published(
        facts.AGENCY_DECIDED,
        DecisionWanted,
        _reply(
            facts.AGENCY_DECIDED,
            2,
            {
                "task_id": TASK_ID,
                "decision": "granted",
                "note": "Đủ điều kiện theo quy định",
                "result": {**RESULT, "file": INLINE_FILE},
            },
        ),
        sender="agency",
    ),
)
