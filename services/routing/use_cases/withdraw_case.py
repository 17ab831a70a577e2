"""The applicant took the dossier back, or the reception unit stopped it: every agency that has a task is told."""

from __future__ import annotations

from collections.abc import Callable

from services.routing.domain.case import Case
from services.routing.use_cases import facts
from services.routing.use_cases.ports import AddressOf
from services.routing.use_cases.recalls import recall_letters
from shared.bus.reading import NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The case of the dossier that has ended."""
    return (Key(Case, received.subject),)


def withdraw_case(received: Received, loaded: Loaded, address_of: AddressOf) -> Change:
    """intake.dossier.withdrawn.v1 → open tasks recalled, each told to its agency by a letter.

    A dossier that was not accepted has no case. Raises NotYet while the case is not here.
    """
    at = received.data["withdrawn_at"]
    return _ended(received, loaded, address_of, lambda case: case.withdrawn(at), facts.WITHDRAWN_BY_APPLICANT)


def stop_case(received: Received, loaded: Loaded, address_of: AddressOf) -> Change:
    """intake.dossier.stopped.v1 → the same, for another reason. Raises NotYet while the case is not here."""
    at = received.data["stopped_at"]
    return _ended(received, loaded, address_of, lambda case: case.stopped(at), facts.STOPPED_AT_RECEPTION)


def _ended(
    received: Received, loaded: Loaded, address_of: AddressOf, end: Callable[[Case], Case], reason: str
) -> Change:
    if not received.data["accepted"]:
        return NOTHING
    case = loaded.get(Case, received.subject)
    if case is None:
        raise NotYet(f"case {received.subject} has not been opened yet")
    changed = end(case)
    if changed is case:
        return NOTHING
    return Change(saved=(changed,), facts=recall_letters(case, changed, address_of, reason))
