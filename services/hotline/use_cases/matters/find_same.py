"""Finds contacts that tell of the same matter, and keeps it where staff say that two do not."""

from __future__ import annotations

from services.hotline.domain.errors import IllegalStep, Words
from services.hotline.domain.matters.kinship import Pair, pair_id
from services.hotline.domain.matters.likeness import Likeness, suggestions
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import load_contact, load_petition
from services.hotline.use_cases.matters.matter_ports import Matters
from services.hotline.use_cases.matters.merge_matters import MERGE, set_pairs
from services.hotline.use_cases.matters.together import until_settled
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key

VIEW = "petition.view"
MOST_SHOWN = 5


def same_matter(ports: Ports, matters: Matters, caller: Caller, code: str) -> tuple[Likeness, ...]:
    """What likely tells of the same, best first; nothing that was said to be another matter.

    Who the others are from is compared by digests and not opened. Raises Forbidden, NotFound, StoreAway.
    """
    ports.access.grant(caller, VIEW)
    return found_for(ports, matters, load_petition(ports.work, code))


def found_for(ports: Ports, matters: Matters, petition: Petition) -> tuple[Likeness, ...]:
    """The same of a petition that the caller sees already. Raises StoreAway."""
    kin = matters.kin_of(petition, load_contact(ports.work, petition))
    pairs = {one.petition.id: pair_id(petition.id, one.petition.id) for one in kin if one.petition.id != petition.id}
    told = ports.work.load(*(Key(Pair, id) for id in pairs.values()))
    apart = {code for code, id in pairs.items() if (pair := told.get(Pair, id)) and pair.apart}
    likely = suggestions(petition, (one for one in kin if one.petition.id not in apart))
    # The store looked by itself: what the caller may not know of, the unit of work does not give.
    seen = ports.work.load(*(Key(Petition, one.petition.id) for one in likely))
    return tuple(one for one in likely if seen.get(Petition, one.petition.id) is not None)[:MOST_SHOWN]


def tell_apart(ports: Ports, caller: Caller, code: str, other: str, context: Context, *, apart: bool = True) -> None:
    """The two are not the same matter, and are not suggested again; ``apart=False`` takes that back.

    Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway.
    """
    ports.access.grant(caller, MERGE)

    def step() -> None:
        one, another = load_petition(ports.work, code), load_petition(ports.work, other)
        if one.id == another.id or (one.matter and one.matter == another.matter):
            raise IllegalStep(
                "one-matter", Words("Hai phản ánh đang cùng một vụ việc", "The two belong to one matter now")
            )
        saved = set_pairs(ports.work, one.id, (another.id,), apart, context.at.replace(microsecond=0), context.actor)
        ports.work.commit(Change(saved), context)

    until_settled(step)
