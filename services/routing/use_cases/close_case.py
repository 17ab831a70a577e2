"""Close the case once the result is back with the applicant."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import TooEarly
from shared.bus.reading import NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The case of the returned dossier."""
    return (Key(Case, received.subject),)


def close_case(received: Received, loaded: Loaded) -> Change:
    """intake.dossier.returned.v1 → the case is closed. Raises NotYet while the case is not here or not decided."""
    case = loaded.get(Case, received.subject)
    if case is None:
        raise NotYet(f"case {received.subject} has not been opened yet")
    try:
        changed = case.closed(received.data["returned_at"])
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    return NOTHING if changed is case else Change(saved=(changed,))
