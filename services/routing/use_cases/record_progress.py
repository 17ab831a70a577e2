"""An agency tells how far it is with a task."""

from __future__ import annotations

from services.routing.domain.task import NotAllowed, TooEarly
from services.routing.use_cases import exchange_facts
from services.routing.use_cases.check_reply import check_reply
from services.routing.use_cases.ports import CheckSignature, UserOf
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Loaded


def record_progress(received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf) -> Change:
    """agency.task.progressed.v1 → routing.task.progressed.v1; the same word again changes nothing.

    Raises NotYet while the acknowledgement is on its way; Never where the reply is not the agency's own, or the task
    is not its any more.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    try:
        changed = case.progressed(task.id, received.time, received.data["note"])
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
    if changed is case:
        return NOTHING
    return Change(saved=(changed,), facts=(exchange_facts.task_progressed(changed, changed.task(task.id)),))
