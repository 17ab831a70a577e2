"""Puts together what the queue needs: the hall's plan, the rule of order, where tickets lie."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from services.intake.domain.priority import given
from services.intake.domain.queue.ticket import Basis
from services.intake.gateways.order_rules_file import read_hall_plan, read_order_rules
from services.intake.jobs import Handler
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.queue_documents import (
    COUNTER_MAPPING,
    HALL_MAPPING,
    HOLDERS,
    KIOSK_MAPPING,
    REQUESTS,
    TICKET_MAPPING,
    holder_mapping,
    request_mapping,
)
from services.intake.store.queue_queries import TicketQueries
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.find import priority_of
from services.intake.use_cases.queue.by_message import TICKET_JOB, answer_request
from services.intake.use_cases.queue_ports import QueueDesk
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import Settings
from shared.store.mapping import Mapping

if TYPE_CHECKING:
    from pymongo.database import Database


@dataclass(frozen=True, slots=True)
class QueueParts:
    """``desk`` is for the use cases, ``mappings`` for the unit of work, ``used_numbers`` for the voiding of numbers."""

    desk: QueueDesk
    mappings: tuple[Mapping, ...]
    used_numbers: Callable[[str, Sequence[int]], Iterable[int]]


def by_card(ports: Ports, at: datetime, identity_number: str | None, birth_date: date | None) -> Basis | None:
    """By age, or by a confirmed list of the register. Raises StoreAway."""
    moment = at.replace(microsecond=0)
    found = priority_of(ports, moment, identity_number=identity_number, birth_date=birth_date)
    if found is None:
        return None
    by_age = any(one.basis is given.Basis.AGE for one in found.grounds)
    return Basis.AGE if by_age else Basis.REGISTER


def queue_parts(
    settings: Settings, database: Database[dict[str, Any]], cipher: FieldCipher, index: BlindIndex
) -> QueueParts:
    """Nothing is asked of the database yet. Raises InvalidPlan, InvalidRules."""
    holders = PersonalFields(cipher, index, HOLDERS)
    tickets = TicketQueries(database, holders)
    desk = QueueDesk(
        plan=read_hall_plan(settings.queue_file),
        rules=read_order_rules(settings.order_rules_file, "tickets"),
        tickets=tickets,
        priority=by_card,
        new_id=lambda: secrets.token_urlsafe(9),
    )
    requests = request_mapping(PersonalFields(cipher, index, REQUESTS))
    mappings = (TICKET_MAPPING, COUNTER_MAPPING, HALL_MAPPING, KIOSK_MAPPING, holder_mapping(holders), requests)

    def used(series: str, numbers: Sequence[int]) -> Iterable[int]:
        _, unit, day, line = series.split("/")
        return tickets.numbers_in_use(unit, date.fromisoformat(day), line, numbers)

    return QueueParts(desk, mappings, used)


def queue_handlers(ports: Ports, desk: QueueDesk) -> dict[str, Handler]:
    """The job that a message leaves behind, by kind."""
    return {TICKET_JOB: lambda job, now: answer_request(ports, desk, job, now)}
