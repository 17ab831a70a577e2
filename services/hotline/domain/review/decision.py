"""A decision of a weekly review: what is to change, who sees to it, by when, what came of it; followed until done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from services.hotline.domain.errors import IllegalStep, Words
from shared.working_time.calendar import local


class DecisionState(Enum):
    """Where it stands. ``DROPPED`` was given up, with the reason."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def words(self) -> Words:
        return _STATES[self]


class Said(Enum):
    """What was done about it, as its history keeps it."""

    DECIDED = "decided"
    REPORTED = "reported"
    MOVED = "moved"  # to another day or another owner
    DONE = "done"
    DROPPED = "dropped"

    @property
    def words(self) -> Words:
        return _SAID[self]


@dataclass(frozen=True, slots=True)
class Remark:
    """``who`` said it (``staff:leader``), when; ``text`` in their own words; ``due`` and ``owner`` as they were set."""

    said: Said
    at: datetime
    who: str
    text: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True)
class Decision:
    """``review`` is the week whose review made it. ``about`` names the place that it is to change (its key in the
    figures, empty for what is about no one place), ``then`` that place's figures in that review."""

    id: str
    version: int
    review: str
    text: str
    owner: str
    due: date
    state: DecisionState
    made_at: datetime
    about: str = ""
    then: Mapping[str, int] = field(default_factory=dict)
    history: tuple[Remark, ...] = ()

    @property
    def ended_at(self) -> datetime | None:
        """When it was done or dropped; None while it is open."""
        return None if self.state is DecisionState.OPEN else self.history[-1].at

    def is_late(self, moment: datetime) -> bool:
        """Whether it is open after its day."""
        return self.state is DecisionState.OPEN and local(moment).date() > self.due

    def as_of(self, moment: datetime) -> Decision:
        """As it stood at a moment after it was made."""
        kept = tuple(one for one in self.history if one.at < moment)
        if len(kept) == len(self.history) or not kept:
            return self
        last = kept[-1]
        state = {Said.DONE: DecisionState.DONE, Said.DROPPED: DecisionState.DROPPED}.get(last.said, DecisionState.OPEN)
        return replace(self, history=kept, state=state, owner=last.owner, due=last.due)

    def reported(self, text: str, at: datetime, who: str) -> Decision:
        """How far it is. Raises IllegalStep once it has ended."""
        return self._with(Said.REPORTED, text, at, who)

    def moved(self, text: str, owner: str, due: date, at: datetime, who: str) -> Decision:
        """In other hands or for another day, with the reason. Raises IllegalStep once it has ended."""
        return replace(self, owner=owner, due=due)._with(Said.MOVED, text, at, who)

    def done(self, text: str, at: datetime, who: str) -> Decision:
        """Done; what came of it. Raises IllegalStep once it has ended."""
        return replace(self._with(Said.DONE, text, at, who), state=DecisionState.DONE)

    def dropped(self, text: str, at: datetime, who: str) -> Decision:
        """Given up, with the reason. Raises IllegalStep once it has ended."""
        return replace(self._with(Said.DROPPED, text, at, who), state=DecisionState.DROPPED)

    def _with(self, said: Said, text: str, at: datetime, who: str) -> Decision:
        if self.state is not DecisionState.OPEN:
            raise IllegalStep("decision-ended", Words("Việc này đã xong hoặc đã thôi", "This was done or given up"))
        remark = Remark(said, at, who, text, self.owner, self.due)
        return replace(self, version=self.version + 1, history=(*self.history, remark))


def new_decision(
    id: str, review: str, text: str, owner: str, due: date, at: datetime, who: str, about: str, then: Mapping[str, int]
) -> Decision:
    """Decided just now."""
    remark = Remark(Said.DECIDED, at, who, text, owner, due)
    return Decision(id, 1, review, text, owner, due, DecisionState.OPEN, at, about, dict(then), (remark,))


_STATES = {
    DecisionState.OPEN: Words("Đang làm", "In hand"),
    DecisionState.DONE: Words("Đã xong", "Done"),
    DecisionState.DROPPED: Words("Thôi không làm", "Given up"),
}
_SAID = {
    Said.DECIDED: Words("Quyết định", "Decided"),
    Said.REPORTED: Words("Báo cáo", "Reported"),
    Said.MOVED: Words("Đổi hạn hoặc người làm", "Moved to another day or owner"),
    Said.DONE: Words("Đã xong", "Done"),
    Said.DROPPED: Words("Thôi không làm", "Given up"),
}
