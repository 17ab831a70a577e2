"""An agency says that it has a task in hand."""

from __future__ import annotations

from services.routing.domain.task import NotAllowed
from services.routing.use_cases import facts
from services.routing.use_cases.check_reply import check_reply
from services.routing.use_cases.ports import CheckSignature, UserOf
from shared.bus.reading import Never, Received
from shared.store.change import NOTHING, Change, Loaded


def record_acknowledgement(
    received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf
) -> Change:
    """agency.task.acknowledged.v1 → routing.task.acknowledged.v1; a repeated word changes nothing.

    Raises Never where the reply is not the agency's own, or the task was never given to it.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    try:
        changed = case.acknowledged(task.id, received.time, received.data["officer_unit"])
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
    if changed is case:
        return NOTHING
    return Change(saved=(changed,), facts=(facts.task_acknowledged(changed, changed.task(task.id)),))
