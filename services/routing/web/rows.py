"""Tasks in words: lines of the list, the way of one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from services.routing.domain.calendar import Calendars
from services.routing.domain.case import Case, CaseStatus
from services.routing.domain.task import TAKEN_BACK, Decision, Outcome, Task, TaskStatus
from services.routing.use_cases.questions import TaskRow
from shared.ui import display, words
from shared.working_time import Calendar, remaining
from shared.working_time.calendar import local

SOON = timedelta(hours=16)  # two working days
ORDER = (
    TaskStatus.DISPATCHED,
    TaskStatus.ACKNOWLEDGED,
    TaskStatus.IN_PROGRESS,
    TaskStatus.PAUSED,
    TaskStatus.REFUSED,
    TaskStatus.WAITING,
    TaskStatus.DECIDED,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in the names that the shared table knows."""

    kind: str
    left: str
    due: str
    address: str
    name: str
    code: str
    person: str
    priority: str
    task: str
    note: str
    late_note: bool
    holder: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline: ``state`` is done, here or next."""

    state: str
    name: str
    note: str
    when: str


def titles() -> dict[TaskStatus, str]:
    """The groups' names."""
    return {
        TaskStatus.WAITING: _("Chờ tới lượt gửi"),
        TaskStatus.DISPATCHED: _("Chờ cơ quan nhận việc"),
        TaskStatus.ACKNOWLEDGED: _("Cơ quan đang giải quyết"),
        TaskStatus.IN_PROGRESS: _("Cơ quan đã báo tiến độ"),
        TaskStatus.PAUSED: _("Chờ người nộp bổ sung"),
        TaskStatus.REFUSED: _("Cơ quan từ chối nhận, chờ giao lại"),
        TaskStatus.DECIDED: _("Đã giải quyết"),
        TaskStatus.PLANNED: _("Chưa tới lượt"),
        TaskStatus.RECALLED: _("Đã thu hồi"),
        TaskStatus.REASSIGNED: _("Đã giao cơ quan khác"),
        TaskStatus.SKIPPED: _("Không cần làm"),
    }


def row_of(found: TaskRow, now: datetime, calendars: Calendars, calendar: str) -> Row:
    """A task as one line of the table."""
    task, case = found.task, found.case
    kind, left = tag_of(task, now, calendars, calendar)
    vietnamese = display.language() == "vi"
    return Row(
        kind=kind,
        left=left,
        due=_("hạn %(when)s", when=_moment(task.due_at, now)) if task.due_at else _("không có hạn"),
        address=f"/routing/cases/{case.id}",
        name=_either(case.procedure.name, case.procedure.name_en),
        code=case.id,
        person=_kind_of_applicant(case),
        priority=_("Ưu tiên") if case.priority else "",
        task=task.name if vietnamese else task.name_en,
        note=_since(task, now),
        late_note=False,
        holder=task.agency_name,
    )


def tag_of(task: Task, now: datetime, calendars: Calendars, calendar: str) -> tuple[str, str]:
    """Kind and text of the tag: the working time left, where a clock runs and its calendar is known."""
    if task.status is TaskStatus.DECIDED:
        return "done", _("Đã giải quyết")
    if task.status is TaskStatus.PAUSED:  # it waits for the applicant: never late
        return "paused", titles()[task.status]
    if task.status in TAKEN_BACK or task.status is TaskStatus.SKIPPED:
        return "done", titles()[task.status]
    if task.due_at is None:
        return "new", titles()[task.status]
    contents = calendars.contents(calendar)
    if contents is None:
        return ("late", _("Trễ hạn")) if task.due_at < now else ("in_time", _("Còn thời gian"))
    left = remaining(Calendar.from_data(contents), now, task.due_at)
    return _kind(left, task.due_at, now), words.time_left(left, display.language())


def has_running_clock(task: Task) -> bool:
    """Whether its due date can be kept or missed: not while it waits for the applicant, nor once it was taken back."""
    return task.status not in {TaskStatus.PAUSED, TaskStatus.SKIPPED, *TAKEN_BACK}


def steps_of(case: Case, now: datetime) -> list[Step]:
    """The way of the case so far, and what comes next."""
    steps = [Step("done", _("Mở liên thông theo quy trình"), "", _moment(case.opened_at, now))]
    for task in case.tasks:
        steps += _steps_of_task(task, now)
    if case.status is CaseStatus.WITHDRAWN:
        steps.append(_step(_("Người nộp rút hồ sơ, việc được thu hồi"), "", case.withdrawn_at, now))
        return [one for one in steps if one.state != "next"]
    if case.status is CaseStatus.STOPPED:
        steps.append(_step(_("Hồ sơ dừng giải quyết, việc được thu hồi"), "", case.stopped_at, now))
        return [one for one in steps if one.state != "next"]
    closed = case.closed_at if case.status is CaseStatus.CLOSED else None
    steps.append(_step(_("Trả kết quả cho người nộp"), "", closed, now))
    first = next((number for number, one in enumerate(steps) if one.state == "next"), None)
    return [Step("here", one.name, one.note, one.when) if number == first else one for number, one in enumerate(steps)]


def _steps_of_task(task: Task, now: datetime) -> list[Step]:
    if task.status is TaskStatus.SKIPPED:
        return []
    agency, asked = task.agency_name, task.supplement
    steps = [
        _step(_("Gửi tới %(agency)s", agency=agency), "", task.dispatched_at, now),
        _step(_("%(agency)s nhận việc", agency=agency), task.officer_unit, task.acknowledged_at, now),
    ]
    if asked:
        steps.append(_step(_("%(agency)s yêu cầu bổ sung", agency=agency), asked.wanted, asked.requested_at, now))
        steps.append(_step(_("Người nộp bổ sung giấy tờ"), "", asked.answered_at, now))
    if task.opinion:
        asks = _("%(agency)s được hỏi ý kiến", agency=agency)
        steps.insert(0, _step(asks, task.opinion.question, task.opinion.asked_at, now))
    if task.refusal:
        steps.append(
            _step(_("%(agency)s không nhận việc", agency=agency), task.refusal.reason, task.refusal.refused_at, now)
        )
    if task.handed_over:
        over = task.handed_over
        gives = _("Giao cơ quan khác, người giao: %(who)s", who=over.by)
        return [*(one for one in steps if one.state != "next"), _step(gives, over.reason, over.at, now)]
    decided = _step(_("%(agency)s giải quyết", agency=agency), _decision(task.decision), task.decided_at, now)
    return [*steps, decided]


def _step(name: str, note: str, at: datetime | None, now: datetime) -> Step:
    return Step("done", name, note, _moment(at, now)) if at else Step("next", name, "", "")


def _decision(decision: Decision | None) -> str:
    if decision is None:
        return ""
    told = {
        Outcome.DONE: _("Xong bước này"),
        Outcome.GRANTED: _("Chấp thuận"),
        Outcome.DENIED: _("Không chấp thuận"),
        Outcome.RETURNED: _("Trả lại bước trước"),
    }[decision.outcome]
    number = decision.result["number"] if decision.result else ""
    return ", ".join(str(one) for one in (told, number, decision.note) if one)


def _kind(left: timedelta, due_at: datetime, now: datetime) -> str:
    if due_at < now:
        return "late"
    if local(due_at).date() == local(now).date():
        return "today"
    return "soon" if left <= SOON else "in_time"


def _since(task: Task, now: datetime) -> str:
    if task.status is TaskStatus.ACKNOWLEDGED and task.acknowledged_at:
        return str(_("nhận việc %(when)s", when=_moment(task.acknowledged_at, now)))
    if task.status is TaskStatus.IN_PROGRESS and task.progress:
        return f"{task.progress[-1].note}, {_moment(task.progress[-1].told_at, now)}"
    if task.status is TaskStatus.REFUSED and task.refusal:
        return task.refusal.reason
    if task.status is TaskStatus.DISPATCHED and task.dispatched_at:
        return str(_("gửi %(when)s", when=_moment(task.dispatched_at, now)))
    return ""


def _kind_of_applicant(case: Case) -> str:
    named = {"citizen": _("Công dân"), "business": _("Doanh nghiệp"), "agency": _("Cơ quan nhà nước")}
    return str(named.get(case.applicant_kind, _("Tổ chức khác")))


def _moment(at: datetime, now: datetime) -> str:
    return words.moment(local(at), local(now), display.language())


def _either(vietnamese: str, english: str) -> str:
    return vietnamese if display.language() == "vi" or not english else english
