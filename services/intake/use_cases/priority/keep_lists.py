"""The communes' lists: how they stand and how old they are, submitted, sent back, confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.priority.groups import Commune, Group
from services.intake.domain.priority.lists import Freshness, PriorityList, list_id
from services.intake.use_cases.changing import change_one
from services.intake.use_cases.deciding import read_text
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.imports import ACTION as KEEP
from services.intake.use_cases.priority.imports import desk_of, own_commune
from services.intake.use_cases.priority.ports import PeoplePage
from shared.security.access import Grant
from shared.security.caller import Caller
from shared.store.change import Context, Key
from shared.working_time.calendar import local

VIEW, CONFIRM = "priority.view", "priority.confirm"
UNKNOWN = Words("Chưa có danh sách này", "There is no such list")
WHY = Words("Ghi lý do trả lại", "Say why it is sent back")
PAGE = 50


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list as the overview shows it; ``list`` is None where a commune never sent one."""

    commune: Commune
    group: Group
    list: PriorityList | None
    freshness: Freshness
    days: int | None


def overview(ports: Ports, caller: Caller) -> Sequence[ListLine]:
    """By commune and group, also those that are missing; a commune's officer sees its own. Raises Forbidden."""
    desk = desk_of(ports)
    grant = ports.access.grant(caller, VIEW)
    own = own_commune(ports, caller)
    grant.require(unit=own or ports.unit.code)
    lists = {one.id: one for one in desk.register.lists()}
    day = local(ports.clock()).date()
    return [
        _line(ports, commune, group, lists.get(list_id(commune.code, group.code)))
        for commune in desk.rules.communes
        if own in (None, commune.code)
        for group in desk.rules.listed_on(day)
    ]


def view_list(ports: Ports, caller: Caller, commune: str, group: str) -> ListLine:
    """One list. Raises Forbidden, NotFound, StoreAway."""
    _allowed(ports, ports.access.grant(caller, VIEW), commune)
    desk = desk_of(ports)
    id = list_id(commune, group)
    found = ports.work.load(Key(PriorityList, id)).get(PriorityList, id)
    named, kind = desk.rules.commune(commune), desk.rules.group(group)
    if found is None or named is None or kind is None:
        raise NotFound("unknown-list", UNKNOWN)
    return _line(ports, named, kind, found)


def people_of_list(
    ports: Ports, caller: Caller, commune: str, group: str, *, open: bool, cursor: str | None = None
) -> PeoplePage:
    """Whom the edition that counts names, or (``open``) the one that is being drawn up.

    Raises Forbidden, NotFound, ValueError for a cursor that is none.
    """
    found = view_list(ports, caller, commune, group).list
    edition = (found.open if open else found.confirmed) if found else None
    if found is None or edition is None:
        return PeoplePage((), None)
    return desk_of(ports).register.people(found.id, sorted(edition.covers), cursor, PAGE)


def submit_list(ports: Ports, caller: Caller, commune: str, group: str, context: Context) -> PriorityList:
    """Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    _allowed(ports, ports.access.grant(caller, KEEP), commune)
    return _change(ports, commune, group, lambda one: one.submit(_moment(context), context.actor), context)


def confirm_list(ports: Ports, caller: Caller, commune: str, group: str, context: Context) -> PriorityList:
    """From now on the list counts. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    _allowed(ports, ports.access.grant(caller, CONFIRM), commune)
    return _change(ports, commune, group, lambda one: one.confirm(_moment(context), context.actor), context)


def send_back_list(ports: Ports, caller: Caller, commune: str, group: str, why: str, context: Context) -> PriorityList:
    """Raises Forbidden, NotFound, InvalidRequest, IllegalStep, Conflict, StoreAway."""
    _allowed(ports, ports.access.grant(caller, CONFIRM), commune)
    note = read_text("/why", why, needed=WHY)
    return _change(ports, commune, group, lambda one: one.send_back(_moment(context), context.actor, note), context)


def _allowed(ports: Ports, grant: Grant, commune: str) -> None:
    """The commune's own people, and those of the reception unit."""
    if not grant.covers(unit=commune):
        grant.require(unit=ports.unit.code)


def _change(
    ports: Ports, commune: str, group: str, rule: Callable[[PriorityList], PriorityList], context: Context
) -> PriorityList:
    id = list_id(commune, group)
    return change_one(ports.work, PriorityList, id, rule, context, lambda: NotFound("unknown-list", UNKNOWN))


def _line(ports: Ports, commune: Commune, group: Group, found: PriorityList | None) -> ListLine:
    day = local(ports.clock()).date()
    confirmed = found.confirmed if found else None
    freshness = found.freshness(day, desk_of(ports).rules.list_age(day)) if found else Freshness.NONE
    return ListLine(commune, group, found, freshness, (day - confirmed.as_of).days if confirmed else None)


def _moment(context: Context) -> datetime:
    return context.at.replace(microsecond=0)
