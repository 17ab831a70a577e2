"""Messages to recipients that are nobody: delivered, refused, or delivered late, and no provider is called."""

from __future__ import annotations

from datetime import datetime

from services.notifications.domain.message import Message, Receipt
from services.notifications.use_cases import facts
from services.notifications.use_cases.look_after import wake
from shared.store.change import NOTHING, Change, Job, Key, Work

RECEIPT_JOB = "simulated_receipt"


def simulated_receipt(work: Work, job: Job, now: datetime) -> Change:
    """The handler of ``RECEIPT_JOB``; its subject is the message's id."""
    before = work.load(Key(Message, job.subject)).get(Message, job.subject)
    if before is None:
        return NOTHING
    after = before.receive(Receipt(before.id, True, now), now)
    if after is before:
        return NOTHING
    step = facts.step(before, after)
    return Change(step.saved, step.facts, wake(after, now))
