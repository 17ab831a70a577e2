"""Loads one petition, lets a pure rule decide, commits; decides again where somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.errors import NotFound, Words
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import InvalidCode, PetitionCode
from services.hotline.use_cases.clocks.watch_job import watch_job
from shared.store.change import Answer, Change, Conflict, Context, Key, Work

TRIES = 3
UNKNOWN = Words("Chưa thấy phản ánh này. Xin xem lại mã", "No petition found. Please check the code")
Check = Callable[[Petition], None]
MakeAnswer = Callable[[Petition], Answer | None]


def load_petition(work: Work, code: str) -> Petition:
    """The petition of this code, in any spelling. Raises NotFound, StoreAway."""
    try:
        id = str(PetitionCode.read(code))
    except InvalidCode:
        raise NotFound("unknown-petition", UNKNOWN) from None
    petition = work.load(Key(Petition, id)).get(Petition, id)
    if petition is None:
        raise NotFound("unknown-petition", UNKNOWN)
    return petition


def load_contact(work: Work, petition: Petition) -> Contact:
    """Who it is from; an empty contact for an anonymous one. Raises StoreAway."""
    identity = work.load(Key(Identity, petition.id)).get(Identity, petition.id)
    return identity.contact if identity else Contact()


def decide(
    work: Work,
    code: str,
    rule: Callable[[Petition], Change],
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """The petition after the rule's change. ``check`` may refuse (by raising) to decide on the state found (If-Match);
    ``answer`` makes the stored answer of an Idempotency-Key. Raises NotFound, Conflict, and what the rule raises.
    """
    for attempt in range(1, TRIES + 1):
        petition = load_petition(work, code)
        if check:
            check(petition)
        change = rule(petition)
        changed = next((one for one in change.saved if isinstance(one, Petition)), petition)
        jobs = (*change.jobs, *watch_job(changed, context.at)) if changed is not petition else change.jobs
        try:
            work.commit(Change(change.saved, change.facts, jobs, answer(changed) if answer else None), context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return changed
    raise AssertionError("unreachable")


def saved(before: Petition, after: Petition) -> Change:
    """The change to the new state; nothing where it is the old one."""
    return Change() if after is before else Change(saved=(after,))
