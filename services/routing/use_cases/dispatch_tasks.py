"""Put waiting tasks into their agencies' queues: the most urgent first, never more than an agency can overlook."""

from __future__ import annotations

from collections.abc import Callable

from services.routing.domain.case import Case
from services.routing.use_cases import facts
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import Clock, WaitingWork
from shared.store.change import Address, Change, Conflict, Context, Key, Work

# Quorum queues of RabbitMQ 3.10 know no priority: what lies in the queue cannot be overtaken, so little lies there.
MOST_UNACKNOWLEDGED = 20


def dispatch_tasks(
    work: Work,
    waiting: WaitingWork,
    address_of: Callable[[str], Address],
    clock: Clock,
    most: int = MOST_UNACKNOWLEDGED,
    links_of: LinksOf | None = None,
) -> int:
    """Fill every agency's queue up to ``most`` unacknowledged tasks; how many were dispatched. Raises StoreAway.

    Several may run at once: a case's version lets one of them dispatch a task, the other finds it dispatched.
    """
    done = 0
    for key in waiting.agencies_waiting():
        room = most - waiting.unacknowledged(key)
        for dossier in waiting.next_cases(key, room) if room > 0 else ():
            done += _dispatch(work, dossier, key, address_of(key), clock, links_of)
    return done


def _dispatch(work: Work, dossier: str, key: str, address: Address, clock: Clock, links_of: LinksOf | None) -> int:
    """Dispatch the case's next waiting task of this agency: 1, or 0 where somebody else was quicker."""
    case = work.load(Key(Case, dossier)).get(Case, dossier)
    tasks = case.waiting(key) if case else ()
    if case is None or not tasks:
        return 0
    now = clock()
    changed = case.dispatched(tasks[0].id, now)
    task = changed.task(tasks[0].id)
    letter = facts.task_assigned(changed, task, address, links_of(task, now) if links_of else None)
    change = Change(saved=(changed,), facts=(facts.task_dispatched(changed, task), letter))
    context = Context("service:routing", now, case.correlation_id, case.caused_by, case.traceparent)
    try:
        work.commit(change, context)
    except Conflict:
        return 0
    return 1
