"""What the portal lacks, for whoever looks after it: which dossiers, since when, why; tried again on request."""

from __future__ import annotations

from dataclasses import dataclass

from services.intake.domain.dossier import Dossier
from services.intake.domain.portal.codes import codes_on
from services.intake.domain.portal.dossier_data import Place
from services.intake.domain.portal.mark import LINE, PortalLine, PortalMark
from services.intake.domain.portal.rows import ProgressRow, rows_of
from services.intake.use_cases.portal.tell_portal import actors_of
from services.intake.use_cases.portal_ports import BehindPage, PortalDesk
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.view_dossier import view_dossier
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Key
from shared.working_time.calendar import local

VIEW, HURRY = "portal.view", "portal.hurry"
ROWS_OF_PAGE = 50


@dataclass(frozen=True, slots=True)
class WhatIsBehind:
    """``line`` is None before anything was ever tried, ``set_up`` whether there is a portal at all."""

    set_up: bool
    line: PortalLine | None
    count: int
    page: BehindPage


@dataclass(frozen=True, slots=True)
class DossierAtPortal:
    """One dossier's mark, and each of its rows with the moment when the portal took it."""

    dossier: Dossier
    mark: PortalMark | None
    behind: bool
    rows: tuple[ProgressRow, ...]


def what_is_behind(ports: Ports, desk: PortalDesk, caller: Caller, after: str | None = None) -> WhatIsBehind:
    """One page, by code. Raises Forbidden, StoreAway."""
    unit = caller.unit or ports.unit.code
    ports.access.grant(caller, VIEW).require(unit=unit)
    line = ports.work.load(Key(PortalLine, LINE)).get(PortalLine, LINE)
    page = desk.behind.page(unit, after, ROWS_OF_PAGE)
    return WhatIsBehind(desk.portal is not None, line, desk.behind.count(unit), page)


def dossier_at_portal(ports: Ports, desk: PortalDesk, caller: Caller, code: str) -> DossierAtPortal:
    """Raises Forbidden, NotFound, StoreAway."""
    dossier = view_dossier(ports, caller, code)
    ports.access.grant(caller, VIEW).require(unit=dossier.unit)
    mark = ports.work.load(Key(PortalMark, dossier.code)).get(PortalMark, dossier.code)
    staff = frozenset(one for one in actors_of(dossier) if one.startswith("staff:"))
    codes = codes_on(desk.codes, local(desk.clock()).date())
    place = Place(codes, desk.unit, officers=desk.names.officers(staff))
    return DossierAtPortal(dossier, mark, desk.behind.is_behind(dossier.code), rows_of(dossier, place))


def try_now(ports: Ports, desk: PortalDesk, caller: Caller, context: Context, code: str | None = None) -> None:
    """This dossier, or all of them, is tried with the worker's next round. Raises Forbidden, NotFound, StoreAway."""
    if code is None:
        ports.access.grant(caller, HURRY).require(unit=caller.unit or ports.unit.code)
    else:
        dossier = view_dossier(ports, caller, code)
        ports.access.grant(caller, HURRY).require(unit=dossier.unit)
        code = dossier.code
    desk.behind.hurry(code)
    line = ports.work.load(Key(PortalLine, LINE)).get(PortalLine, LINE)
    if line is not None and line.hurried() is not line:
        try:
            ports.work.commit(Change(saved=(line.hurried(),)), context)
        except Conflict:
            return  # the worker is at it this moment
