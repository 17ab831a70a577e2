"""Tells the national portal of the dossiers that changed, one after the other, and marks what it took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from services.intake.domain.dossier import Dossier
from services.intake.domain.portal.codes import codes_on
from services.intake.domain.portal.dossier_data import Place, dossier_data, lacking
from services.intake.domain.portal.mark import LINE, Known, PortalLine, PortalMark, Problem, Sent, Why
from services.intake.domain.portal.rows import ProgressRow, rows_of, untold_rows
from services.intake.use_cases.portal.own_lists import own_field_codes
from services.intake.use_cases.portal_ports import Behind, NationalPortal, PortalAway, PortalDesk, PortalRefused
from shared.store.change import Change, Conflict, Context, Key, Work
from shared.working_time.calendar import local

MOST_AT_ONCE = 20
ROWS_AT_ONCE = 50
PAPERS_AT_ONCE = 200
LACKING_PAUSE = timedelta(hours=1)


def tell_portal(work: Work, desk: PortalDesk, context: Context, limit: int = MOST_AT_ONCE) -> int:
    """One round; how many dossiers were tried. Once the portal does not answer, the rest waits. Raises StoreAway."""
    if desk.portal is None:
        return 0
    now = context.at
    line = _line(work)
    if not line.is_open(now):
        return 0
    while desk.behind.gather_papers(PAPERS_AT_ONCE) == PAPERS_AT_ONCE:
        pass
    due = desk.behind.due(now, limit)
    place = _place(work, desk, context)
    for tried, one in enumerate(due, 1):
        try:
            _tell_one(work, desk, desk.portal, one, place, context)
        except PortalAway as away:
            _save_line(work, line.away(now, str(away)), context)
            return tried
        except Conflict:
            continue  # another worker is at it
    if due:
        _save_line(work, line.back(now), context)
    return len(due)


def _tell_one(
    work: Work, desk: PortalDesk, portal: NationalPortal, one: Behind, place: Place, context: Context
) -> None:
    """Raises PortalAway once that is written down, Conflict where another worker was faster, StoreAway."""
    now = context.at
    loaded = work.load(Key(Dossier, one.code), Key(PortalMark, one.code))
    dossier = loaded.get(Dossier, one.code)
    mark = loaded.get(PortalMark, one.code) or PortalMark(one.code, 0)
    if dossier is None:
        return
    if mark.is_claimed(now):
        desk.behind.put_off(one, mark.claimed_until or now)
        return
    place = _with_officers(desk, dossier, place)
    data = dossier_data(dossier, desk.papers_of(dossier.code), place)
    rows = rows_of(dossier, place)
    untold = [row for row in rows if row.key not in mark.rows]
    since = untold[0].at if untold else now
    missing = lacking(dossier, data, place.codes)
    if missing:
        problem = Problem(Why.LACKING, now, "", missing)
        work.commit(Change(saved=(mark.lacks(problem, since),)), context)
        desk.behind.put_off(one, now + LACKING_PAUSE)
        return
    mark = mark.claim(now, since)
    work.commit(Change(saved=(mark,)), context)
    sent = Sent(dossier.version, dossier.status, rows)
    told, fault = _told(portal, mark, data, sent, context)
    if fault is None:
        work.commit(Change(saved=(told.done(),)), context)
        desk.behind.settle(one, dossier.version)
        return
    failed = told.failed(_problem(fault, context))
    work.commit(Change(saved=(failed,)), context)
    if isinstance(fault, PortalAway):
        raise fault
    desk.behind.put_off(one, failed.next_try(now))


def _told(
    portal: NationalPortal, mark: PortalMark, data: dict[str, object], sent: Sent, context: Context
) -> tuple[PortalMark, PortalAway | PortalRefused | None]:
    """The mark as far as the portal came, and what stopped it."""
    now = context.at
    try:
        if mark.known is Known.ASKED:
            mark = mark.looked_up(portal.has(mark.code))
        portal.tell_dossier(data, updating=mark.known is Known.YES)
        mark = mark.told_dossier(sent, now)
        for batch in _batches(untold_rows(sent.rows, frozenset(mark.rows), mark.last_row)):
            portal.tell_progress([row.data(mark.code) for row in batch])
            mark = mark.told_rows(batch, now)
    except (PortalAway, PortalRefused) as fault:
        return mark, fault
    return mark, None


def _batches(rows: Sequence[ProgressRow]) -> list[Sequence[ProgressRow]]:
    return [rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE)]


def _problem(fault: PortalAway | PortalRefused, context: Context) -> Problem:
    if isinstance(fault, PortalRefused):
        return Problem(Why.REFUSED, context.at, fault.told[:1000], fault.fields)
    return Problem(Why.AWAY, context.at, str(fault)[:1000])


def _place(work: Work, desk: PortalDesk, context: Context) -> Place:
    codes = codes_on(desk.codes, local(context.at).date())
    return Place(codes, desk.unit, own_field_codes(work, desk), desk.public_url)


def _with_officers(desk: PortalDesk, dossier: Dossier, place: Place) -> Place:
    actors = frozenset(actor for actor in actors_of(dossier) if actor.startswith("staff:"))
    return Place(place.codes, place.unit, place.fields, place.public_url, desk.names.officers(actors))


def actors_of(dossier: Dossier) -> frozenset[str]:
    """Everybody who did something on it at the front door."""
    found = [dossier.filed_by]
    found += [dossier.acceptance.accepted_by] if dossier.acceptance else []
    found += [one.supplied.answered_by for one in dossier.supplements if one.supplied]
    found += [by for one in dossier.payments for by in (one.asked_by, one.paid.recorded_by if one.paid else "")]
    found += [one.changed_by for one in dossier.due_changes]
    found += [one.moved_by for one in dossier.handovers]
    found += [one.recorded_by for one in dossier.losses]
    found += [dossier.refusal.refused_by] if dossier.refusal else []
    found += [dossier.withdrawal.withdrawn_by] if dossier.withdrawal else []
    found += [dossier.stopped.stopped_by] if dossier.stopped else []
    if dossier.returned:
        found += [dossier.returned.returned_by, dossier.returned.delivery_by or ""]
    return frozenset(found)


def _line(work: Work) -> PortalLine:
    return work.load(Key(PortalLine, LINE)).get(PortalLine, LINE) or PortalLine(LINE, 0)


def _save_line(work: Work, line: PortalLine, context: Context) -> None:
    known = _line(work)
    if line == known or line.version != known.version + 1:
        return
    try:
        work.commit(Change(saved=(line,)), context)
    except Conflict:
        return  # another worker told the same
