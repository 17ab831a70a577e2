"""What agencies say of the exchange itself: how far they are, and which letter they could not read."""

from __future__ import annotations

from functools import partial

from marshmallow import Schema, fields, validate

from services.routing.consumed.texts import LONG_TEXT, TEXT
from services.routing.use_cases import check_reply, record_letter_refusal
from services.routing.use_cases.exchange_facts import LETTER_REFUSED, TASK_PROGRESSED
from services.routing.use_cases.ports import CheckSignature, UserOf
from services.routing.use_cases.record_progress import record_progress
from shared.bus.reading import Order, Reading


class TaskProgressed(Schema):
    """The agency works on it; ``note`` says how far it is."""

    task_id = fields.String(required=True, validate=TEXT)
    note = fields.String(load_default="", validate=LONG_TEXT)


class LetterRefused(Schema):
    """A letter of the centre could not be taken; ``reason`` is a word of the agency's program."""

    letter_id = fields.String(required=True, validate=TEXT)
    task_id = fields.String(load_default=None, allow_none=True, validate=TEXT)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=100))
    note = fields.String(load_default="", validate=LONG_TEXT)


SCHEMAS: dict[str, type[Schema]] = {TASK_PROGRESSED: TaskProgressed, LETTER_REFUSED: LetterRefused}


def exchange_readings(check_signature: CheckSignature, user_of: UserOf) -> tuple[Reading, ...]:
    """Both come through ``routing.replies``."""
    return (
        Reading(
            TASK_PROGRESSED,
            TaskProgressed,
            check_reply.needs,
            partial(record_progress, check_signature=check_signature, user_of=user_of),
            Order.GUARDED,
        ),
        Reading(
            LETTER_REFUSED,
            LetterRefused,
            record_letter_refusal.needs,
            partial(record_letter_refusal.record_letter_refusal, check_signature=check_signature, user_of=user_of),
            Order.COMMUTES,
        ),
    )
