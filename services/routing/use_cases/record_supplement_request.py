"""An agency wants papers of the applicant: its clock stands still, and intake asks the applicant."""

from __future__ import annotations

from services.routing.domain.task import NotAllowed, TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.check_reply import check_reply
from services.routing.use_cases.ports import CheckSignature, UserOf
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Loaded


def record_supplement_request(
    received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf
) -> Change:
    """agency.supplement.requested.v1 → routing.supplement.requested.v1; the same request again changes nothing.

    Raises NotYet while the acknowledgement is on its way; Never where the reply is not the agency's own, the task has
    ended, or it asked for something else before: once and in full.
    """
    case, task = check_reply(received, loaded, check_signature, user_of)
    try:
        changed = case.asked(task.id, received.time, received.data["wanted"], received.data["reason"])
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
    if changed is case:
        return NOTHING
    return Change(saved=(changed,), facts=(facts.supplement_requested(changed, changed.task(task.id)),))
