"""The three clocks of a petition, reckoned from what happened to it: first word, next word, answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.hotline.domain.clocks.limits import ClockRules
from services.hotline.domain.clocks.pause import Pause
from services.hotline.domain.errors import Words
from services.hotline.domain.petition import Act, Entry, Petition
from shared.working_time import Calendar, due, postponed


class ClockKind(Enum):
    """What is waited for."""

    FIRST_ANSWER = "first_answer"
    UPDATE = "update"
    SOLUTION = "solution"

    @property
    def words(self) -> Words:
        return _KINDS[self]


@dataclass(frozen=True, slots=True)
class Clock:
    """``due_at`` has the pauses in it that are over. While one runs the clock stands at ``stands_at``."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    met_at: datetime | None = None
    stands_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether it ran out before it was met; while it stands, before it came to stand."""
        return (self.stands_at or self.met_at or now) > self.due_at


def began(petition: Petition) -> datetime:
    """When the clocks began: as it was taken, or as it was reopened last."""
    return max([petition.received_at, *(one.at for one in petition.history if one.act is Act.REOPENED)])


def since_began(petition: Petition) -> tuple[Entry, ...]:
    """What happened since then."""
    history = petition.history
    places = [place for place, one in enumerate(history) if one.act is Act.REOPENED]
    return history[places[-1] :] if places else history


def clocks_of(petition: Petition, rules: ClockRules, calendar: Calendar) -> tuple[Clock, ...]:
    """The clocks of a petition: none for what is not answered here, no update before the first word.

    The answer's date is the one that was promised; the others are reckoned with the calendar as it is known now.
    """
    if petition.due_at is None:
        return ()
    start, entries = began(petition), since_began(petition)
    answered = petition.answer.at if petition.answer else None
    words = [one.at for one in entries if one.act is Act.TOLD]
    first = min([*words[:1], *([answered] if answered else [])], default=None)
    found = [_clock(ClockKind.FIRST_ANSWER, petition, start, rules.first_minutes(petition.topic), first, calendar)]
    if words:
        minutes = rules.update_minutes(petition.topic)
        found.append(_clock(ClockKind.UPDATE, petition, words[-1], minutes, answered, calendar))
    stands = _stands_at(petition.pauses, answered)
    return (*found, Clock(ClockKind.SOLUTION, start, petition.due_at, answered, stands))


def due_with_pauses(calendar: Calendar, start: datetime, minutes: int, pauses: Iterable[Pause]) -> datetime:
    """When so many working minutes are used up, moved by every pause that is over."""
    moment, _ = due(calendar, start, minutes)
    for one in pauses:
        if one.ended_at and one.ended_at > start:
            moment = postponed(calendar, moment, max(one.begun_at, start), one.ended_at)
    return moment


def _clock(
    kind: ClockKind, petition: Petition, start: datetime, minutes: int, met: datetime | None, calendar: Calendar
) -> Clock:
    pauses = [one for one in petition.pauses if met is None or (one.ended_at is not None and one.ended_at < met)]
    return Clock(kind, start, due_with_pauses(calendar, start, minutes, pauses), met, _stands_at(petition.pauses, met))


def _stands_at(pauses: Iterable[Pause], met: datetime | None) -> datetime | None:
    """Where a pause holds the clock: one that runs, or one in the midst of which it was met."""
    for one in pauses:
        if (met is None and one.ended_at is None) or (met and one.begun_at <= met <= (one.ended_at or met)):
            return one.begun_at
    return None


_KINDS = {
    ClockKind.FIRST_ANSWER: Words("Lời đầu tiên cho người gửi", "First word to whoever petitioned"),
    ClockKind.UPDATE: Words("Tin tiếp theo cho người gửi", "Next word to whoever petitioned"),
    ClockKind.SOLUTION: Words("Trả lời", "The answer"),
}
