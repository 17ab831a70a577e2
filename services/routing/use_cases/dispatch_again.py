"""Letters that an agency's queue lost (purged, given back, deleted with the queue) are sent once more, as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.routing.use_cases.ports import Clock

# The first time after so long, then by these multiples; a letter that nobody takes after that is for people to see.
PAUSE = timedelta(minutes=10)
MULTIPLES = (1, 6, 36, 144)
# The broker takes back what a consumer has held for 30 minutes: an empty queue proves nothing before.
HELD = timedelta(minutes=35)


@dataclass(frozen=True, slots=True)
class Look:
    """An agency's queue: how many messages lie in it, how many consumers may hold some in their hands."""

    ready: int
    consumers: int


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter about a task that its agency has not acknowledged; ``returned``: its queue gave it back."""

    id: str
    agency_key: str
    last_sent_at: datetime
    times_again: int
    pending: bool
    returned: bool


class SentLetters(Protocol):
    """Everything raises StoreAway."""

    def unacknowledged(self, before: datetime) -> Sequence[SentLetter]:
        """The letters about tasks that were dispatched before this moment and not acknowledged, in order."""
        ...

    def send_again(self, letter: SentLetter, at: datetime) -> bool:
        """Let the relay publish it once more, byte for byte, and keep in the exchange that it was; False where
        somebody else was quicker."""
        ...


# Keys of agencies → what their queues look like; an agency whose queue cannot be seen is left out.
LookInto = Callable[[Iterable[str]], Mapping[str, Look]]


def dispatch_again(letters: SentLetters, look_into: LookInto, clock: Clock, pause: timedelta = PAUSE) -> int:
    """How many letters were sent again. Raises StoreAway.

    A letter is sent again only where the agency's queue is empty and no consumer can have it in its hands. The task
    and the letter keep their ids, so an agency that had it all the same does nothing twice.
    """
    now = clock()
    due = [one for one in letters.unacknowledged(now - pause) if _is_due(one, now, pause)]
    looks = look_into({one.agency_key for one in due}) if due else {}
    return sum(letters.send_again(one, now) for one in due if _is_lost(one, looks.get(one.agency_key), now))


def _is_due(letter: SentLetter, now: datetime, pause: timedelta) -> bool:
    if letter.pending or letter.times_again >= len(MULTIPLES):
        return False
    return now - letter.last_sent_at >= pause * MULTIPLES[letter.times_again]


def _is_lost(letter: SentLetter, look: Look | None, now: datetime) -> bool:
    if look is None or look.ready:
        return False
    return letter.returned or look.consumers == 0 or now - letter.last_sent_at >= HELD
