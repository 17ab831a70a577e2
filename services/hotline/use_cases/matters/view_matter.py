"""Shows a matter with all its contacts, and lists what people told of more than once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.hotline.domain.errors import NotFound, Words
from services.hotline.domain.matters.matter import Matter
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import InvalidCode, PetitionCode
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.matters.matter_ports import Matters, Place
from services.hotline.use_cases.matters.together import load_contacts, load_matter, until_settled
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Key

LIST, VIEW = "petition.list", "petition.view"
UNKNOWN = Words("Chưa thấy vụ việc này. Xin xem lại mã", "No such matter. Please check the code")


@dataclass(frozen=True, slots=True)
class MatterView:
    """A matter and its contacts, the first one first."""

    matter: Matter
    contacts: tuple[Petition, ...]


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A matter in a list, with its first and its latest contact."""

    matter: Matter
    first: Petition
    latest: Petition


def view_matter(ports: Ports, caller: Caller, code: str) -> MatterView:
    """The matter of this code, also one that is over (then without contacts). Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, VIEW)
    try:
        id = str(PetitionCode.read(code))
    except InvalidCode:
        raise NotFound("unknown-matter", UNKNOWN) from None
    matter = ports.work.load(Key(Matter, id)).get(Matter, id)
    if matter is None:
        raise NotFound("unknown-matter", UNKNOWN)
    return MatterView(matter, load_contacts(ports.work, matter.petitions))


def matter_of(ports: Ports, petition: Petition) -> MatterView | None:
    """The matter of a petition that the caller sees already; None where it stands alone. Raises StoreAway, Conflict."""
    if not petition.matter:
        return None

    def step() -> MatterView | None:
        matter, contacts = load_matter(ports.work, load_petition(ports.work, petition.id))
        return MatterView(matter, contacts) if matter else None

    return until_settled(step)


def list_matters(
    ports: Ports, matters: Matters, caller: Caller, *, after: Place | None = None, limit: int = 50
) -> Sequence[MatterRow]:
    """What was told of more than once, the latest contact first, without matters of which the caller may not know some
    contact. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, LIST)
    rows: list[MatterRow] = []
    while True:
        found = matters.page(after, limit)
        rows += _rows(ports, found)
        if len(found) < limit or len(rows) >= limit or found[-1].last_at is None:
            return rows[:limit]
        after = (found[-1].last_at, found[-1].id)


def _rows(ports: Ports, found: Sequence[Matter]) -> list[MatterRow]:
    loaded = ports.work.load(*(Key(Petition, code) for one in found for code in one.petitions))
    rows = []
    for one in found:
        contacts = [loaded.get(Petition, code) for code in one.petitions]
        if (first := contacts[0]) and (latest := contacts[-1]) and all(contacts):
            rows.append(MatterRow(one, first, latest))
    return rows
