"""Merges contacts that tell of the same matter, and parts one from the others again; nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, Words
from services.hotline.domain.matters.kinship import Pair, pair_id
from services.hotline.domain.matters.matter import Doing, Matter, Regrouped, first_of, merge, part
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import PetitionCode
from services.hotline.use_cases.deciding import Check, MakeAnswer, load_petition
from services.hotline.use_cases.matters.together import load_matter, until_settled
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Aggregate, Change, Context, Key, Work
from shared.text import normalise

MERGE, PART = "matter.merge", "matter.part"
LONGEST_WHY = 500
WHY_TOO_LONG = Words("Lý do dài quá 500 chữ", "The reason is longer than 500 characters")


def merge_petitions(
    ports: Ports,
    caller: Caller,
    code: str,
    other: str,
    why: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """The petition in one matter with the other one, and with all that belong to either. Its owner is who had the one
    that was told of first, else who had the other.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, MERGE)
    doing = _doing(context, why)

    def step() -> Petition:
        petition = load_petition(ports.work, code)
        if check:
            check(petition)
        with_it = load_petition(ports.work, other)
        if petition.id == with_it.id:
            raise IllegalStep(
                "same-contact", Words("Đây chính là phản ánh này", "This is the petition itself, not another one")
            )
        if petition.matter and petition.matter == with_it.matter:
            _commit(ports.work, petition, (), (), context, answer)
            return petition
        sides = load_matter(ports.work, petition), load_matter(ports.work, with_it)
        contacts = tuple(one for _, ones in sides for one in ones)
        matters = _known(ports.work, (one for one, _ in sides), first_of(one.id for one in contacts))
        done = merge(contacts, matters, _owner(ports, sides), doing)
        return _commit(ports.work, petition, done, _together(ports.work, petition, with_it, doing), context, answer)

    return until_settled(step)


def part_petition(
    ports: Ports,
    caller: Caller,
    code: str,
    why: str,
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """The petition alone again, with what it had; itself where it stands alone. It is suggested to the others no more.

    Raises Forbidden, NotFound, InvalidRequest, Conflict, StoreAway.
    """
    ports.access.grant(caller, PART)
    doing = _doing(context, why)

    def step() -> Petition:
        petition = load_petition(ports.work, code)
        if check:
            check(petition)
        matter, contacts = load_matter(ports.work, petition)
        if matter is None:
            _commit(ports.work, petition, (), (), context, answer)
            return petition
        staying = [one.id for one in contacts if one.id != petition.id]
        done = part(petition, contacts, _known(ports.work, (matter,), first_of(staying)), doing)
        apart = set_pairs(ports.work, petition.id, staying, True, doing.at, doing.who)
        return _commit(ports.work, petition, done, apart, context, answer)

    return until_settled(step)


def set_pairs(
    work: Work, code: str, others: Iterable[str], apart: bool, at: datetime, who: str
) -> tuple[Aggregate, ...]:
    """The pairs of this contact and the others, decided so; those that change by it. Raises StoreAway."""
    ids = [pair_id(code, one) for one in others]
    known = work.load(*(Key(Pair, id) for id in ids))
    changed = []
    for id in ids:
        there = known.get(Pair, id)
        after = there.now(apart, at, who) if there else Pair(id, 1, True, at, who) if apart else None
        if after is not None and after is not there:
            changed.append(after)
    return tuple(changed)


def _together(work: Work, petition: Petition, other: Petition, doing: Doing) -> tuple[Aggregate, ...]:
    """Who merges two that were told apart takes that back."""
    return set_pairs(work, petition.id, (other.id,), False, doing.at, doing.who)


def _commit(
    work: Work,
    petition: Petition,
    done: Regrouped | tuple[()],
    more: tuple[Aggregate, ...],
    context: Context,
    answer: MakeAnswer | None,
) -> Petition:
    """Write what changed; the petition in its new state."""
    regrouped = done or Regrouped((), ())
    changed = next((one for one in regrouped.petitions if one.id == petition.id), petition)
    saved: tuple[Aggregate, ...] = (*regrouped.petitions, *regrouped.matters, *more)
    work.commit(Change(saved, answer=answer(changed) if answer else None), context)
    return changed


def _known(work: Work, matters: Iterable[Matter | None], id: str) -> dict[str, Matter]:
    """The matters that meet, and the one that was called by this code before."""
    known = {one.id: one for one in matters if one is not None}
    before = None if id in known else work.load(Key(Matter, id)).get(Matter, id)
    return {**known, before.id: before} if before else known


def _owner(ports: Ports, sides: Sequence[tuple[Matter | None, tuple[Petition, ...]]]) -> str | None:
    """Who has it from now on: an officer who still is one and whom no contact names, of the side told of first."""
    named = {one for _, contacts in sides for contact in contacts for one in contact.named}
    ordered = sorted(sides, key=lambda side: PetitionCode.read(first_of(one.id for one in side[1])))
    owners = (matter.owner if matter else contacts[0].officer for matter, contacts in ordered)
    return next((one for one in owners if one in ports.officers and one not in named), None)


def _doing(context: Context, why: str) -> Doing:
    told = normalise(why)
    if len(told) > LONGEST_WHY:
        raise InvalidRequest(FieldFault("/why", WHY_TOO_LONG))
    return Doing(context.at.replace(microsecond=0), context.actor, told)
