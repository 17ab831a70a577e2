"""A step on one contact is a step on its matter: done on all its contacts that stand where this one stands, at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from services.hotline.domain.errors import NotFound
from services.hotline.domain.matters.matter import Matter
from services.hotline.domain.petition import OPEN, Petition
from services.hotline.use_cases.clocks.watch_job import watch_job
from services.hotline.use_cases.deciding import TRIES, UNKNOWN, Check, MakeAnswer, load_petition
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key, Work

T = TypeVar("T")
Rule = Callable[[Petition], Change]
Among = Callable[[Sequence[Petition]], None]


def load_matter(work: Work, petition: Petition) -> tuple[Matter | None, tuple[Petition, ...]]:
    """The petition's matter and all its contacts; None and the petition itself where it stands alone.

    Raises NotFound where the caller may not know of one of them, Conflict where somebody regroups them meanwhile,
    StoreAway.
    """
    if not petition.matter:
        return None, (petition,)
    matter = work.load(Key(Matter, petition.matter)).get(Matter, petition.matter)
    if matter is None:
        raise NotFound("unknown-petition", UNKNOWN)
    if petition.id not in matter.petitions:
        raise Conflict(f"petition {petition.id}: somebody regroups its matter")
    return matter, load_contacts(work, matter.petitions, petition)


def load_contacts(work: Work, codes: Sequence[str], *known: Petition) -> tuple[Petition, ...]:
    """These petitions in this order; ``known`` are not read again. Raises NotFound, StoreAway."""
    have = {one.id: one for one in known}
    wanted = [code for code in codes if code not in have]
    loaded = work.load(*(Key(Petition, code) for code in wanted)) if wanted else None
    for code in wanted:
        found = loaded.get(Petition, code) if loaded else None
        if found is None:
            raise NotFound("unknown-petition", UNKNOWN)
        have[code] = found
    return tuple(have[code] for code in codes)


def decide_together(
    work: Work,
    code: str,
    rule: Rule,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
    among: Among | None = None,
) -> Petition:
    """As ``deciding.decide``, for every contact of the petition's matter that is open where this one is open, settled
    where it is settled; the matter's owner follows. ``check`` and ``answer`` are of the named petition; ``among`` may
    refuse (by raising) seeing all contacts as they were. Raises NotFound, Conflict, and what the rule raises.
    """

    def step() -> Petition:
        petition = load_petition(work, code)
        if check:
            check(petition)
        matter, contacts = load_matter(work, petition)
        if among:
            among(contacts)
        changed, change = _on_all(petition, matter, contacts, rule, context)
        work.commit(Change(change.saved, change.facts, change.jobs, answer(changed) if answer else None), context)
        return changed

    return until_settled(step)


def until_settled(step: Callable[[], T]) -> T:
    """The step again where somebody else was faster, TRIES times at most. Raises Conflict, and what the step raises."""
    for attempt in range(1, TRIES + 1):
        try:
            return step()
        except Conflict:
            if attempt == TRIES:
                raise
        except AlreadyExists as there:  # two made the same matter at once; an answer's key is its maker's to see
            if "_id" not in there.fields:
                raise
            if attempt == TRIES:
                raise Conflict("somebody else makes the same thing at the same time") from there
    raise AssertionError("unreachable")


def _on_all(
    petition: Petition, matter: Matter | None, contacts: Sequence[Petition], rule: Rule, context: Context
) -> tuple[Petition, Change]:
    """The named petition in its new state, and the sum of what the rule changes in all."""
    beside = [one for one in contacts if one.id != petition.id and (one.status in OPEN) == (petition.status in OPEN)]
    changes = [rule(petition), *(rule(one) for one in beside)]
    saved = tuple(one for change in changes for one in change.saved)
    changed = next((one for one in changes[0].saved if isinstance(one, Petition)), petition)
    if matter is not None and changed.status in OPEN and changed.officer != matter.owner:
        saved = (*saved, matter.owned(changed.officer, context.at, context.actor))
    facts = tuple(one for change in changes for one in change.facts)
    jobs = [one for change in changes for one in change.jobs]
    watched = [job for one in saved if isinstance(one, Petition) for job in watch_job(one, context.at)]
    return changed, Change(saved, facts, (*jobs, *watched))
