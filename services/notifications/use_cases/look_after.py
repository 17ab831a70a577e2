"""Looks after the news of one event until it reached its person: the next way, in the end somebody who calls them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifications.domain.message import (
    GAVE_WAY,
    REACHED_OTHERWISE,
    Channel,
    Message,
    Receipt,
    Status,
    message_id,
)
from services.notifications.domain.reach import Reach, Standing, Verdict, Waits, judge
from services.notifications.use_cases import facts
from services.notifications.use_cases.suppress import Guard
from shared.store.change import NOTHING, Change, Job, Key, Work

LOOK_JOB = "look_after"
# Whether a message arrived, as its provider says when it is asked; None where that can't be known.
Ask = Callable[[Message, datetime], Receipt | None]


class NewerNews(Protocol):
    """What was sent about the same thing later."""

    def newer(self, about: str, sequence: int, weight: int) -> bool:
        """Whether there is a message about it of a higher sequence that weighs as much or more. Raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class Aftercare:
    """What the news is looked after with; ``silent`` names providers that never tell what arrived."""

    work: Work
    news: NewerNews
    waits: Mapping[Channel, Waits]
    silent: Collection[str] = ()
    ask: Ask = lambda _message, _now: None
    guard: Guard | None = None

    def look_after(self, job: Job, now: datetime) -> Change:
        """The handler of ``LOOK_JOB``; its subject is the event's id. However often it runs, it tells once."""
        ids = [message_id(job.subject, channel) for channel in Channel]
        loaded = self.work.load(Key(Reach, job.subject), *(Key(Message, id) for id in ids))
        reach = loaded.get(Reach, job.subject)
        messages = [one for one in (loaded.get(Message, id) for id in ids) if one is not None]
        if reach is None or not messages:
            return NOTHING
        verdict = judge(messages, self.waits, self.silent, now)
        if reach.standing is Standing.OPEN:
            before = messages
            if verdict.standing is Standing.NOT_REACHED or verdict.begin:
                messages = [self._asked(one, now) for one in before]
                verdict = judge(messages, self.waits, self.silent, now)
            steps = [facts.step(old, new) for old, new in zip(before, messages, strict=True) if new is not old]
            counted = Change(self.guard.counted(messages, now) if self.guard else ())
            return _together(*steps, counted, self._settle(reach, messages, verdict, now))
        if reach.standing is Standing.NOT_REACHED and verdict.standing is Standing.REACHED:
            return _reached_after_all(reach, now)
        return NOTHING

    def _asked(self, message: Message, now: datetime) -> Message:
        """After its provider was asked, where it may have the message and told nothing."""
        if message.status is not Status.ACCEPTED and message.status is not Status.UNKNOWN:
            return message
        receipt = self.ask(message, now)
        return message.receive(receipt, now) if receipt else message

    def _settle(self, reach: Reach, messages: list[Message], verdict: Verdict, now: datetime) -> Change:
        if verdict.standing is Standing.NOT_REACHED and self._is_outdated(reach):
            verdict = Verdict(Standing.REPLACED)
        if verdict.standing is Standing.OPEN:
            begun = tuple(one.begin(now) for one in verdict.begin)
            stopped = tuple(one.stop(GAVE_WAY, now) for one in verdict.give_way)
            return Change(saved=(*begun, *stopped), jobs=(Job(LOOK_JOB, reach.id, verdict.look_at),))
        closed = reach.close(verdict.standing, now)
        needless = tuple(one.stop(REACHED_OTHERWISE, now) for one in messages if one.is_held)
        told = verdict.standing is Standing.NOT_REACHED
        return Change((closed, *needless), (facts.not_reached(reach, closed, messages),) if told else ())

    def _is_outdated(self, reach: Reach) -> bool:
        """News that stands for itself is never outdated; newer news that fails has a call of its own."""
        return reach.weight > 0 and self.news.newer(reach.about, reach.sequence, reach.weight)


def _reached_after_all(reach: Reach, now: datetime) -> Change:
    """A receipt came late: nobody need be called any more."""
    closed = reach.close(Standing.REACHED, now)
    return Change((closed,), (facts.reached(closed),))


def _together(*changes: Change) -> Change:
    """A message that one of them changed is not changed by another: what was asked about is neither held nor unsent."""
    return Change(
        tuple(saved for one in changes for saved in one.saved), tuple(fact for one in changes for fact in one.facts),
        tuple(job for one in changes for job in one.jobs),
    )  # fmt: skip


def wake(message: Message, now: datetime) -> tuple[Job, ...]:
    """The job to look at once, as this message came to its end."""
    return (Job(LOOK_JOB, message.event_id, now),) if message.has_ended and not message.is_urgent else ()
