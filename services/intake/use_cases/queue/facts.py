"""The facts about queue tickets that intake tells, as data; who is told stands in the personal block alone."""

from __future__ import annotations

from datetime import datetime

from services.intake.domain.errors import Words
from services.intake.domain.queue.estimate import Estimate
from services.intake.domain.queue.plan import Line
from services.intake.domain.queue.ticket import Holder, Ticket
from shared.store.change import Fact
from shared.working_time.calendar import local

TICKET_TAKEN = "intake.ticket.taken.v1"
TICKET_NOT_GIVEN = "intake.ticket.not_given.v1"


def ticket_taken(ticket: Ticket, holder: Holder, line: Line, told: Estimate) -> Fact:
    """Its subject is the ticket's id, with which whoever is told may look at it."""
    data = {
        "number": ticket.number,
        "line": {"code": line.code, "name": line.name.vi, "name_en": line.name.en},
        "day": ticket.day.isoformat(),
        "taken_at": local(ticket.taken_at).isoformat(),
        "via": ticket.via.value,
        "first": ticket.first,
        "ahead": told.ahead,
        "earliest": local(told.earliest).isoformat() if told.earliest else None,
        "latest": local(told.latest).isoformat() if told.latest else None,
    }
    personal = {holder.reach.way.value: holder.reach.value, "language": ticket.language}
    return Fact(
        TICKET_TAKEN, ticket.id, ticket.version, data, {**personal, "name": holder.name} if holder.name else personal
    )


def ticket_not_given(request: str, holder: Holder, why: Words, asked_at: datetime, language: str) -> Fact:
    """Its subject is the request, which leads to nobody."""
    data = {"asked_at": local(asked_at).isoformat(), "reason": why.vi, "reason_en": why.en}
    personal = {holder.reach.way.value: holder.reach.value, "language": language}
    return Fact(TICKET_NOT_GIVEN, request, 1, data, personal)
