"""What intake tells of queue tickets: the number that somebody is to be told, or why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from marshmallow import Schema, fields

from services.intake.domain.errors import Words
from services.intake.domain.queue.estimate import Estimate
from services.intake.domain.queue.plan import Line
from services.intake.domain.queue.ticket import Holder, Ticket, Via
from services.intake.domain.reach import Reach, Way
from services.intake.use_cases.queue import facts
from shared.bus.published import Published

TAKEN_AT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)


class LineName(Schema):
    code = fields.String(required=True, metadata={"description": "letter of the line, with which its numbers begin"})
    name = fields.String(required=True)
    name_en = fields.String(required=True)


class TicketTaken(Schema):
    """Somebody has a number and is to be told of it; the subject is the ticket's id, with which one may look at it.
    Tickets of people who gave no telephone number are told to nobody."""

    number = fields.String(required=True, metadata={"description": "as it is called, such as A012"})
    line = fields.Nested(LineName, required=True, metadata={"description": "the line that it waits in"})
    day = fields.Date(required=True, metadata={"description": "the day on which it is called"})
    taken_at = fields.AwareDateTime(required=True, metadata={"description": "when it was taken"})
    via = fields.String(
        required=True, metadata={"description": "where it was taken: page, kiosk, telephone, sms or counter"}
    )
    first = fields.Boolean(required=True, metadata={"description": "whether it goes before others"})
    ahead = fields.Integer(required=True, metadata={"description": "how many are called before it"})
    earliest = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when it may be called soonest; null: not known yet"}
    )
    latest = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "by when it is called, as the day goes"}
    )


class TicketNotGiven(Schema):
    """Somebody asked for a ticket by a message outside the hours; where they are told stands in the personal block."""

    asked_at = fields.AwareDateTime(required=True, metadata={"description": "when it was asked for"})
    reason = fields.String(required=True, metadata={"description": "why there is none, in Vietnamese"})
    reason_en = fields.String(required=True, metadata={"description": "the same in English"})


_LINE = Line("B", Words("Trợ cấp, bảo trợ xã hội", "Allowances, social protection"), Words("", ""), frozenset())
_TICKET = Ticket(
    "Zk3vQ1x8aPwT", 1, "H99.11", date(2026, 10, 5), "B", 12, "B", TAKEN_AT, Via.SMS, language="vi", digits=3
)
_HOLDER = Holder(_TICKET.id, 1, "H99.11", _TICKET.day, Reach(Way.PHONE, "+84912345678"), "Nguyễn Thị Bích Đào")
_TOLD = Estimate(5, TAKEN_AT + timedelta(minutes=20), TAKEN_AT + timedelta(minutes=40))
_CLOSED = Words("Hôm nay lấy số từ 6:30 đến 16:45", "Tickets are given out today from 6:30 to 16:45")
PERSONAL = ("phone", "email", "name", "language")
PUBLISHED = (
    Published(facts.TICKET_TAKEN, TicketTaken, facts.ticket_taken(_TICKET, _HOLDER, _LINE, _TOLD), PERSONAL),
    Published(
        facts.TICKET_NOT_GIVEN,
        TicketNotGiven,
        facts.ticket_not_given(
            "0199b1c8-7a00-7000-8000-0000000000aa", replace(_HOLDER, name=None), _CLOSED, TAKEN_AT, "vi"
        ),
        PERSONAL,
    ),
)
