"""The one door to who a petition is from and to what whistle-blowers wrote: a reason first, the look written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.hotline.domain.contact import Look, Seen
from services.hotline.domain.errors import FieldFault, InvalidRequest, Words
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import load_petition
from services.hotline.use_cases.doors.door_ports import Looks, Place
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context

VIEW_IDENTITY, VIEW_CONFIDENTIAL, LIST = "petition.view-identity", "petition.view-confidential", "look.list"
SHORTEST_WHY, LONGEST_WHY = 5, 500
SAY_WHY = Words("Ghi xem để làm gì (ít nhất 5 chữ)", "Say what for (5 characters at least)")


def read_why(text: Any, pointer: str = "/why") -> str:
    """A reason that somebody else can judge. Raises InvalidRequest."""
    why = " ".join(str(text or "").split())[:LONGEST_WHY]
    if len(why) < SHORTEST_WHY:
        raise InvalidRequest(FieldFault(pointer, SAY_WHY))
    return why


def look_at(ports: Ports, caller: Caller, code: str, what: Seen, why: str, context: Context) -> Petition:
    """The petition, opened: the look is written before this returns, and only then may ``what`` be shown.

    What whistle-blowers wrote, sent and who they are is for those with ``petition.view-confidential``.
    Raises Forbidden, NotFound, InvalidRequest, StoreAway.
    """
    ports.access.grant(caller, VIEW_IDENTITY if what is Seen.IDENTITY else VIEW_CONFIDENTIAL)
    petition = load_petition(ports.work, code)
    if petition.kind.has_its_own_path:
        ports.access.grant(caller, VIEW_CONFIDENTIAL)
    look = Look(ports.new_id(), 1, what, petition.id, caller.actor, context.at, read_why(why))
    ports.work.commit(Change(saved=(look,)), context)
    return petition


def list_looks(ports: Ports, looks: Looks, caller: Caller, *, after: Place | None, limit: int) -> Sequence[Look]:
    """Who looked, the latest first. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, LIST)
    return looks.latest(after, limit)


def looks_at(ports: Ports, looks: Looks, caller: Caller, code: str, *, limit: int) -> Sequence[Look]:
    """Who looked at one petition. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, LIST)
    return looks.of(load_petition(ports.work, code).id, limit)
