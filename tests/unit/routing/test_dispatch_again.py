"""Rules of letters that an agency's queue lost: which are sent once more, when, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from services.routing.use_cases.dispatch_again import HELD, Look, SentLetter, dispatch_again
from tests.unit.routing.world import KEY, MONDAY

PAUSE = timedelta(minutes=10)
LETTER = SentLetter("letter-1", KEY, MONDAY, 0, pending=False, returned=False)
EMPTY, LISTENING, FULL = Look(0, 0), Look(0, 1), Look(3, 0)


@dataclass
class Letters:
    """One letter in memory."""

    letter: SentLetter
    sent: list[datetime] = field(default_factory=list)
    asked: int = 0

    def unacknowledged(self, before: datetime) -> Sequence[SentLetter]:
        return [self.letter]

    def send_again(self, letter: SentLetter, at: datetime) -> bool:
        self.sent.append(at)
        self.letter = replace(letter, times_again=letter.times_again + 1, last_sent_at=at)
        return True

    def at(self, after: timedelta, look: Look | None) -> int:
        """How many are sent again so long after the dispatch, with a queue like that."""

        def look_into(keys: Iterable[str]) -> Mapping[str, Look]:
            self.asked += 1
            return {key: look for key in keys if look is not None}

        return dispatch_again(self, look_into, lambda: MONDAY + after, PAUSE)


@pytest.mark.parametrize(
    ("changed", "after", "look", "sent"),
    [
        pytest.param({}, PAUSE, EMPTY, 1, id="an empty queue that nobody reads has lost it"),
        pytest.param({}, PAUSE - timedelta(seconds=1), EMPTY, 0, id="a letter is given time to be taken"),
        pytest.param({}, HELD, FULL, 0, id="it may still lie in the queue"),
        pytest.param({}, PAUSE, LISTENING, 0, id="a program may have it in its hands"),
        pytest.param({}, HELD, LISTENING, 1, id="the broker would have taken it back by now"),
        pytest.param({"returned": True}, PAUSE, LISTENING, 1, id="the queue gave it back"),
        pytest.param({}, HELD, None, 0, id="a queue that cannot be seen proves nothing"),
        pytest.param({"pending": True}, HELD, EMPTY, 0, id="it has not left the centre yet"),
        pytest.param({"times_again": 4}, timedelta(days=30), EMPTY, 0, id="what nobody ever takes is for people"),
    ],
)
def test_a_letter_is_sent_again_only_where_the_queue_cannot_hold_it(
    changed: dict[str, bool], after: timedelta, look: Look | None, sent: int
) -> None:
    letters = Letters(replace(LETTER, **changed))  # type: ignore[arg-type]
    assert letters.at(after, look) == sent


def test_the_pauses_grow_and_end() -> None:
    letters = Letters(LETTER)
    for minutes in range(0, 60 * 24 * 7, 10):
        letters.at(timedelta(minutes=minutes), EMPTY)
    gaps = [(after - before) / PAUSE for before, after in zip([MONDAY, *letters.sent], letters.sent, strict=False)]
    assert gaps == [1, 6, 36, 144]


def test_no_queue_is_looked_into_while_nothing_is_due() -> None:
    letters = Letters(LETTER)
    letters.at(timedelta(minutes=1), EMPTY)
    assert letters.asked == 0
