"""What the exchange itself says: a message was not taken, a task goes forward, a letter could not be read."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields, validate

from services.routing.domain.exchange import Direction, ExchangeEntry, Outcome, digest_of
from services.routing.domain.message_refusals import Reason
from services.routing.published.example import ACKNOWLEDGED, LETTERS, OPENED, TASK_ID
from services.routing.use_cases import exchange_facts
from shared.bus.published import Published
from shared.store.change import Address, Fact

_MESSAGE = "0199b1c8-7a00-7000-8000-00000000000a"
_PROGRESSED = ACKNOWLEDGED.progressed(TASK_ID, datetime(2026, 10, 6, 2, 0, tzinfo=UTC), "Đã kiểm tra thực tế cơ sở")
_REFUSED = ExchangeEntry(
    id=f"H99-11-02:{_MESSAGE}",
    agency_key="H99-11-02",
    direction=Direction.IN,
    outcome=Outcome.REFUSED,
    at=datetime(2026, 10, 6, 2, 0, tzinfo=UTC),
    message_id=_MESSAGE,
    type="agency.task.decided.v1",
    dossier=OPENED.id,
    task_id=TASK_ID,
    digest=digest_of(b"the message as it came"),
    jws="",
    details="data: note: a denial needs its reason",
)


class RefusalWords(Schema):
    """The same in both languages, for people."""

    vi = fields.String(required=True, metadata={"description": "in Vietnamese"})
    en = fields.String(required=True, metadata={"description": "in English"})


class MessageRefused(Schema):
    """The letter by which an agency learns that a message of its was not taken and had no effect. ``reason`` is for
    programs, ``words`` are for people, ``details`` for whoever mends the program.

    What could not be read of the message is null; ``sha256`` is the fingerprint of its body's bytes. Never answer this
    letter with an error of yours.
    """

    message_id = fields.String(
        required=True, allow_none=True, metadata={"description": "id of the message that was not taken"}
    )
    type = fields.String(required=True, allow_none=True, metadata={"description": "its type"})
    task_id = fields.String(required=True, allow_none=True)
    sha256 = fields.String(required=True, metadata={"description": "SHA-256 of the bytes of its body, hexadecimal"})
    reason = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Reason]),
        metadata={"description": "why it was not taken, a word for programs"},
    )
    words = fields.Nested(
        RefusalWords, required=True, metadata={"description": "why, and what to do, in words for people"}
    )
    details = fields.String(
        required=True, metadata={"description": "for whoever mends the sender's program; empty where nothing is to add"}
    )
    refused_at = fields.AwareDateTime(required=True, metadata={"description": "when the message was not taken"})


class ProgressWanted(Schema):
    """Tell how far the task is, as often as it is worth telling, between acknowledgement and decision. The ``note``
    names no person. It counts in the envelope's ``sequence`` as every answer does."""

    task_id = fields.String(required=True)
    note = fields.String(validate=validate.Length(max=4000), metadata={"description": "how far it is"})


class LetterRefusalWanted(Schema):
    """A letter of the centre could not be taken: its signature did not fit, it could not be read, or it means nothing
    to you. People at the centre look at it; it changes no task. The envelope's ``subject`` is the letter's, or your own
    key where that could not be read; its ``sequence`` is 1."""

    letter_id = fields.String(required=True, metadata={"description": "the letter's id; unknown where unreadable"})
    task_id = fields.String(allow_none=True)
    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"description": "why, a word of the agency's program"},
    )
    note = fields.String(
        validate=validate.Length(max=4000), metadata={"description": "more of it, in words for people"}
    )


class TaskProgressed(Schema):
    """An agency told how far it is with its task."""

    task_id = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    progressed_at = fields.AwareDateTime(required=True, metadata={"description": "when the agency told it"})
    note = fields.String(required=True, metadata={"description": "how far it is"})


def _reply(type: str, sequence: int, data: dict[str, object]) -> Fact:
    return Fact(type, OPENED.id, sequence, data, address=Address("agency.replies", f"H99-11-02.{type}"))


PUBLISHED = (
    Published(
        exchange_facts.MESSAGE_REFUSED,
        MessageRefused,
        exchange_facts.message_refused(_REFUSED, Reason.BAD_DATA, LETTERS),
    ),
    Published(
        exchange_facts.ROUTING_TASK_PROGRESSED,
        TaskProgressed,
        exchange_facts.task_progressed(_PROGRESSED, _PROGRESSED.task(TASK_ID)),
        unread_because="it moves no date and no status of the dossier: routing's own pages show it",
    ),
    Published(
        exchange_facts.TASK_PROGRESSED,
        ProgressWanted,
        _reply(
            exchange_facts.TASK_PROGRESSED, 2, {"task_id": TASK_ID, "note": "Đã kiểm tra thực tế, đang lập biên bản"}
        ),
        sender="agency",
    ),
    Published(
        exchange_facts.LETTER_REFUSED,
        LetterRefusalWanted,
        _reply(
            exchange_facts.LETTER_REFUSED,
            1,
            {
                "letter_id": "0199b1c8-7a00-7000-8000-00000000000b",
                "task_id": TASK_ID,
                "reason": "bad_signature",
                "note": "Chữ ký không khớp với khóa của trung tâm",
            },
        ),
        sender="agency",
    ),
)
