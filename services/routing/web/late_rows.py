"""What is late in words: lines of the page, and the sentence that says how a forecast is computed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import format_decimal
from flask_babel import gettext as _

from services.routing.domain.alarm import Alarm, AlarmKind
from services.routing.domain.calendar import Calendars
from services.routing.domain.escalation import Role
from services.routing.domain.forecast import Forecast
from services.routing.use_cases.view_alarms import Group
from services.routing.web.rows import Row
from shared.ui import display, words
from shared.working_time import Calendar, elapsed, remaining
from shared.working_time.calendar import local

# Colour asks for a hand: red for what is late or silent, brown and yellow for what will be; what is only odd is blue.
TAGS = {
    AlarmKind.OVERDUE: "late",
    AlarmKind.DUE_SOON: "soon",
    AlarmKind.UNACKNOWLEDGED: "today",
    AlarmKind.NOT_SENT: "today",
    AlarmKind.UNASSIGNED: "today",
    AlarmKind.FORECAST: "soon",
    AlarmKind.BOUNCED: "late",
    AlarmKind.SKIPPED: "new",
    AlarmKind.WRONG_ROLE: "new",
    AlarmKind.SILENT: "late",
}
STRIP = {
    Group.LATE: "late",
    Group.SOON: "soon",
    Group.UNTAKEN: "today",
    Group.FORECAST: "soon",
    Group.BOUNCED: "late",
    Group.IRREGULAR: "new",
    Group.SILENT: "late",
}


def titles() -> dict[Group, str]:
    """The groups' names."""
    return {
        Group.LATE: _("Trễ hạn"),
        Group.SOON: _("Sắp đến hạn"),
        Group.UNTAKEN: _("Chưa ai nhận"),
        Group.FORECAST: _("Có thể trễ"),
        Group.BOUNCED: _("Đùn đẩy"),
        Group.IRREGULAR: _("Sai quy trình"),
        Group.SILENT: _("Cơ quan im lặng"),
    }


def roles() -> dict[Role, str]:
    """Who is told."""
    return {
        Role.OFFICER: _("người giữ việc"),
        Role.HEAD: _("người phụ trách cơ quan"),
        Role.LEADER: _("lãnh đạo sở"),
    }


def row_of(alarm: Alarm, now: datetime, calendars: Calendars, calendar: str, forecasts: Mapping[str, Forecast]) -> Row:
    """An alarm as one line of the table."""
    contents = calendars.contents(calendar)
    working = Calendar.from_data(contents) if contents else None
    said = forecasts.get(alarm.task_id)
    vietnamese = display.language() == "vi"
    silent = alarm.kind is AlarmKind.SILENT
    name = alarm.procedure if vietnamese or not alarm.procedure_en else alarm.procedure_en
    return Row(
        kind=TAGS[alarm.kind],
        left=_tag(alarm, now, working),
        due=_("hạn %(when)s", when=moment(alarm.due_at, now)) if alarm.due_at else "",
        address=f"/routing/late?agency={alarm.agency}" if silent else f"/routing/cases/{alarm.dossier}",
        name=alarm.agency_name if silent else name,
        code=alarm.agency if silent else alarm.dossier,
        person=_("không nghe từ %(when)s", when=moment(alarm.since, now)) if silent else _since(alarm, now),
        priority="",
        task=_task(alarm, vietnamese=vietnamese),
        note=how(said) if said else _told(alarm, now),
        late_note=False,
        holder=alarm.agency_name,
    )


def how(said: Forecast) -> str:
    """What is forecast, and from what."""
    return str(
        _(
            "Bước này từng có %(as_long)s lần kéo dài từ %(age)s giờ làm việc trở lên, "
            "%(late)s lần quá %(allowed)s giờ; thường xong sau %(expected)s giờ.",
            as_long=said.as_long,
            age=_hours(said.age),
            late=said.late,
            allowed=_hours(said.allowed),
            expected=_hours(said.expected),
        )
    )


def moment(at: datetime, now: datetime) -> str:
    return words.moment(local(at), local(now), display.language())


def _tag(alarm: Alarm, now: datetime, calendar: Calendar | None) -> str:
    language = display.language()
    if alarm.kind in (AlarmKind.OVERDUE, AlarmKind.DUE_SOON) and alarm.due_at:
        if calendar is None:
            return titles()[Group.LATE if alarm.kind is AlarmKind.OVERDUE else Group.SOON]
        left = remaining(calendar, now, alarm.due_at)
        # Late outside working hours, by no working time yet: late all the same.
        return words.time_left(min(left, timedelta(minutes=-1)) if alarm.kind is AlarmKind.OVERDUE else left, language)
    for_long = words.length(elapsed(calendar, alarm.since, now), language) if calendar else ""
    told = {
        AlarmKind.UNACKNOWLEDGED: _("Chưa nhận %(length)s", length=for_long),
        AlarmKind.NOT_SENT: _("Chưa gửi %(length)s", length=for_long),
        AlarmKind.UNASSIGNED: _("Chưa ai giữ %(length)s", length=for_long),
        AlarmKind.FORECAST: _("%(share)s%% có thể trễ", share=alarm.count),
        AlarmKind.BOUNCED: _("Chuyển qua lại %(times)s lần", times=alarm.count),
        AlarmKind.SKIPPED: _("Bỏ qua bước"),
        AlarmKind.WRONG_ROLE: _("Không đúng nơi làm"),
        AlarmKind.SILENT: _("Im lặng %(length)s", length=for_long),
    }
    return str(told.get(alarm.kind, "")).strip()


def _task(alarm: Alarm, *, vietnamese: bool) -> str:
    name = alarm.step_name if vietnamese or not alarm.step_name_en else alarm.step_name_en
    if alarm.kind is AlarmKind.SILENT:
        return str(_("%(count)s việc nằm trong hàng đợi, chưa nhận", count=alarm.count))
    if alarm.kind is AlarmKind.SKIPPED:
        return str(_("%(step)s: chưa qua bước %(about)s", step=name, about=alarm.about))
    if alarm.kind is AlarmKind.WRONG_ROLE:
        return str(_("%(step)s: do %(about)s làm", step=name, about=_doer(alarm.about)))
    return name


def _doer(about: str) -> str:
    kind, _colon, name = about.partition(":")
    return str(_("cơ quan %(code)s", code=name.replace("-", "."))) if kind == "agency" else str(_("hệ thống"))


def _since(alarm: Alarm, now: datetime) -> str:
    return str(_("từ %(when)s", when=moment(alarm.since, now)))


def _told(alarm: Alarm, now: datetime) -> str:
    if not alarm.told:
        return ""
    last = alarm.told[-1]
    return str(_("Đã báo %(role)s, %(when)s", role=roles()[last.role], when=moment(last.at, now)))


def _hours(hours: float) -> str:
    return str(format_decimal(round(hours, 1)))
