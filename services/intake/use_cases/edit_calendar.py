"""The working calendars: looked at, a special day set or taken back by an administrator who sees whom it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice

from services.intake.domain.calendar_plan import CalendarPlan, Following
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.domain.redating import Act, recount
from services.intake.domain.special_days import DayEdit, DayKind, SpecialDays, read_edit
from services.intake.use_cases import facts
from services.intake.use_cases.keep_reference import keep_calendar
from services.intake.use_cases.ports import CalendarSource, Ports
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Conflict, Context, Key, Work
from shared.working_time import Calendar
from shared.working_time.calendar import at as at_moment
from shared.working_time.calendar import local

VIEW, EDIT = "calendar.view", "calendar.edit"
MOST_LOOKED_AT = 2000
AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class CalendarView:
    """One calendar with its name, who works by it, and the table of what administrators set."""

    calendar: Calendar
    name: Words
    agencies: tuple[Following, ...]
    table: SpecialDays


@dataclass(frozen=True, slots=True)
class Moved:
    """One open dossier whose date another calendar moves; ``paused``: it waits for its applicant."""

    code: str
    procedure: Words
    due_before: datetime
    due_at: datetime
    paused: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edit would do. ``looked_at`` of the ``open`` dossiers were counted anew; the rest is too many to show."""

    edit: DayEdit
    calendar: Calendar
    moved: tuple[Moved, ...]
    looked_at: int
    open: int


def view_calendars(ports: Ports, caller: Caller) -> tuple[CalendarView, ...]:
    """All calendars. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, VIEW).require()
    return tuple(_view(ports, id) for id in ports.calendar_source.plan.names)


def view_calendar(ports: Ports, caller: Caller, id: str) -> CalendarView:
    """One calendar. Raises Forbidden, NotFound, StoreAway."""
    ports.access.grant(caller, VIEW).require()
    return _view(ports, id)


def preview_edit(
    ports: Ports, caller: Caller, id: str, day: date, kind: DayKind, reason: Words, at: datetime
) -> Preview:
    """Whom the edit would move, and to which dates. Raises Forbidden, NotFound, InvalidRequest, StoreAway."""
    ports.access.grant(caller, EDIT).require()
    known = _view(ports, id)
    edit = _read(known, day, kind, reason, at, caller.id)
    edited = _edited(ports.calendar_source, known, known.table.with_edit(edit), at)
    plan, unit = ports.calendar_source.plan, ports.unit.code
    codes = ports.dossiers.open_codes(unit, at_moment(day, time.min))
    if id not in {one for _, one in plan.calendars_of(unit)}:
        return Preview(edit, edited, (), 0, 0)
    counted_by = plan.composed(unit, {**_all(ports.work, plan), id: edited})
    moved = tuple(_moved(ports.work, iter(codes[:MOST_LOOKED_AT]), counted_by, at))
    return Preview(edit, edited, moved, min(len(codes), MOST_LOOKED_AT), len(codes))


def save_edit(
    ports: Ports,
    caller: Caller,
    id: str,
    day: date,
    kind: DayKind,
    reason: Words,
    context: Context,
    *,
    known_version: int | None = None,
    answer: Callable[[CalendarView], Answer | None] | None = None,
) -> CalendarView:
    """The calendar with one more entry in its table, told to the others; the timers then move who is moved by it.

    ``known_version`` refuses to decide on another calendar than the one that was looked at. Raises Forbidden, NotFound,
    InvalidRequest, Conflict, StoreAway.
    """
    ports.access.grant(caller, EDIT).require()
    known = _view(ports, id)
    if known_version is not None and known.calendar.version != known_version:
        raise Conflict(f"calendar {id} is at version {known.calendar.version}")
    table = known.table.with_edit(_read(known, day, kind, reason, context.at, context.actor))
    edited = _edited(ports.calendar_source, known, table, context.at)
    edited = replace(edited, version=known.calendar.version + 1)
    told = (facts.calendar_changed(edited, edited.version),)
    saved = replace(known, calendar=edited, table=table)
    kept = answer(saved) if answer else None
    ports.work.commit(Change(saved=(table, edited), facts=told, answer=kept), context)
    return saved


def renew_calendar(work: Work, source: CalendarSource, id: str, context: Context) -> Calendar:
    """The calendar as library, file and table have it for the years around ``context.at``.

    Raises KeyError for an id that the file does not have, Conflict, StoreAway.
    """
    # The calendar is read before its table: an edit in between is then a conflict, never an edit that is lost.
    known = work.load(Key(Calendar, id)).get(Calendar, id)
    table = _table(work, id)
    wanted = table.applied(source.base(id, local(context.at).year))
    if known is not None:
        wanted = replace(wanted, version=known.version)
        if wanted == known:
            return known
    return keep_calendar(work, wanted, context, known=known)


def _edited(source: CalendarSource, known: CalendarView, table: SpecialDays, at: datetime) -> Calendar:
    edited = table.applied(source.base(known.calendar.id, local(at).year))
    return replace(edited, version=known.calendar.version)


def _read(known: CalendarView, day: date, kind: DayKind, reason: Words, at: datetime, by: str) -> DayEdit:
    year = local(at).year
    if not year - 1 <= day.year <= year + 2:
        told = Words(
            f"Chọn ngày từ năm {year - 1} đến năm {year + 2}", f"Choose a day of the years {year - 1} to {year + 2}"
        )
        raise InvalidRequest((FieldFault("/day", told),))
    return read_edit(day, kind, reason, known.calendar, known.table, at, by)


def _moved(work: Work, codes: Iterator[str], calendar: Calendar, at: datetime) -> Iterator[Moved]:
    act = Act(at, "preview", "")
    while some := list(islice(codes, AT_A_TIME)):
        loaded = work.load(*(Key(Dossier, code) for code in some))
        for code in some:
            dossier = loaded.get(Dossier, code)
            if dossier is None or dossier.due_at is None:
                continue
            counted = recount(dossier, calendar, act)
            if counted.due_at is not None and counted is not dossier:
                yield Moved(code, dossier.procedure.name, dossier.due_at, counted.due_at, dossier.asked is not None)


def _view(ports: Ports, id: str) -> CalendarView:
    plan = ports.calendar_source.plan
    calendar = ports.work.load(Key(Calendar, id)).get(Calendar, id) if id in plan.names else None
    if calendar is None:
        raise NotFound("unknown-calendar", Words("Không có lịch làm việc này", "There is no such calendar"))
    return CalendarView(calendar, plan.names[id], plan.agencies_of(id), _table(ports.work, id))


def _table(work: Work, id: str) -> SpecialDays:
    return work.load(Key(SpecialDays, id)).get(SpecialDays, id) or SpecialDays(id)


def _all(work: Work, plan: CalendarPlan) -> dict[str, Calendar]:
    loaded = work.load(*(Key(Calendar, id) for id in plan.names))
    found = ((id, loaded.get(Calendar, id)) for id in plan.names)
    return {id: calendar for id, calendar in found if calendar is not None}
