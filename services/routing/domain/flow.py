"""How steps follow one another: branches side by side, joins, choices on an outcome, and ways that nobody will go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from services.routing.domain.step import Join
from services.routing.domain.task import Outcome

# What leads on where a step is named without an outcome.
FORWARD = frozenset({Outcome.DONE, Outcome.GRANTED})


class Turn(Enum):
    """Whether a step's time has come."""

    LATER = "later"
    NOW = "now"
    NEVER = "never"  # the outcomes before it chose another way


class Linked(Protocol):
    """A step of a route, or the task that a case made of it."""

    @property
    def after(self) -> tuple[str, ...]: ...

    @property
    def join(self) -> Join: ...


@dataclass(frozen=True, slots=True)
class Reference:
    """A step that leads to another one: by any good outcome (None), or by this one only."""

    step: str
    outcome: Outcome | None

    def takes(self, outcome: Outcome | None) -> bool:
        """Whether a step that ended so leads on here; None is a step that was never done."""
        if outcome is None:
            return False
        return outcome is self.outcome if self.outcome else outcome in FORWARD


def read_reference(text: str) -> Reference:
    """``appraisal`` or ``appraisal:denied``. Raises ValueError for an outcome that does not exist."""
    step, colon, outcome = text.partition(":")
    return Reference(step, Outcome(outcome) if colon else None)


def references(one: Linked) -> tuple[Reference, ...]:
    """What leads to this step."""
    return tuple(read_reference(text) for text in one.after)


def turn(one: Linked, ended: Mapping[str, Outcome | None]) -> Turn:
    """Whether its time has come, where these steps have ended so (None: their own time never came)."""
    led = [ref.takes(ended[ref.step]) if ref.step in ended else None for ref in references(one)]
    if one.join is Join.ANY and led:
        return Turn.NOW if True in led else Turn.LATER if None in led else Turn.NEVER
    return Turn.NEVER if False in led else Turn.LATER if None in led else Turn.NOW


def turns(waiting: Mapping[str, Linked], ended: Mapping[str, Outcome | None]) -> dict[str, Turn]:
    """The turn of each waiting step, in the order of the route: what is never done takes those behind it along."""
    known, found = dict(ended), {}
    for id, one in waiting.items():
        found[id] = turn(one, known)
        if found[id] is Turn.NEVER:
            known[id] = None
    return found


def leads_on(step: str, outcome: Outcome, others: Iterable[Linked]) -> bool:
    """Whether any step comes after this one when it ends so."""
    return any(ref.step == step and ref.takes(outcome) for one in others for ref in references(one))


def ancestors(step: str, links: Mapping[str, Linked]) -> frozenset[str]:
    """All steps on the ways that lead to this one."""
    found: set[str] = set()
    left = [step]
    while left:
        new = {ref.step for ref in references(links[left.pop()])} - found
        found |= new
        left += new
    return frozenset(found)


def descendants(step: str, links: Mapping[str, Linked]) -> frozenset[str]:
    """All steps on the ways that lead on from this one, in whatever outcome."""
    found: set[str] = set()
    for id, one in links.items():  # in the order of the route: what leads here was looked at before
        if any(ref.step == step or ref.step in found for ref in references(one)):
            found.add(id)
    return frozenset(found)


def longest(hours: Mapping[str, float], links: Mapping[str, Linked]) -> dict[str, float]:
    """For each step, in the order of the route, the hours of the longest way up to its end."""
    ends: dict[str, float] = {}
    for id, one in links.items():
        before = (ends[ref.step] for ref in references(one) if ref.step in ends)
        ends[id] = max(before, default=0.0) + hours[id]
    return ends


def longest_through(step: str, hours: Mapping[str, float], links: Mapping[str, Linked]) -> float:
    """The hours of the longest way through this step, its own among them."""
    up_to = longest(hours, links)[step]
    behind = descendants(step, links)
    onward = {id: one for id, one in links.items() if id in behind}
    return up_to + max(longest(hours, onward).values(), default=0.0)


def critical_way(hours: Mapping[str, float], links: Mapping[str, Linked]) -> Sequence[str]:
    """The steps of the longest way, from the first to the last."""
    ends = longest(hours, links)
    way: list[str] = []
    at = max(ends, key=lambda id: ends[id], default=None)
    while at is not None:
        way.append(at)
        before = [ref.step for ref in references(links[at]) if ref.step in ends]
        at = max(before, key=lambda id: ends[id], default=None)
    return way[::-1]
