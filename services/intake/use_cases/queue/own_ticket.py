"""What whoever holds a ticket does with it from their telephone: look, give it up, tell that they are back."""

from __future__ import annotations

from services.intake.domain.queue.ticket import Ticket
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue.counters import change_ticket
from services.intake.use_cases.queue.take_ticket import TAKE
from shared.security.caller import Caller
from shared.store.change import Context


def give_up(ports: Ports, caller: Caller, id: str, context: Context) -> Ticket:
    """Who has the id holds the ticket. Raises NotFound, IllegalStep where it was called already, StoreAway."""
    ports.access.grant(caller, TAKE)
    return change_ticket(ports, id, lambda one: one.give_up("holder", context.at), context)


def come_back(ports: Ports, caller: Caller, id: str, context: Context) -> Ticket:
    """They were absent when called, and are here now. Raises NotFound, IllegalStep, StoreAway."""
    ports.access.grant(caller, TAKE)
    return change_ticket(ports, id, lambda one: one.come_back("holder", context.at), context)
