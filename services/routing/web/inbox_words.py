"""The inbox and its tasks in words: what was chosen, who has a task, what was done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from services.routing.domain.assignment import Act, Assignment, Entry
from services.routing.domain.task import Outcome
from services.routing.use_cases.batch_tasks import Step
from services.routing.use_cases.inbox import Colour, InboxRow, Sort
from services.routing.use_cases.open_inbox import Inbox
from services.routing.web import rows
from shared.ui import display, words
from shared.working_time.calendar import local


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inbox."""

    id: str
    kind: str
    left: str
    due: str
    name: str
    code: str
    person: str
    priority: str
    task: str
    note: str
    holder: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a task's history, or a comment: who, what, when, why."""

    who: str
    what: str
    when: str
    why: str


def colours() -> Mapping[Colour, str]:
    """The strip's words."""
    return {
        Colour.LATE: _("Trễ hạn"),
        Colour.TODAY: _("Hết hạn hôm nay"),
        Colour.SOON: _("Sắp đến hạn"),
        Colour.IN_TIME: _("Còn thời gian"),
        Colour.PAUSED: _("Chờ người nộp"),
    }


def sorts() -> Mapping[Sort, str]:
    """The orders of the list."""
    return {
        Sort.TURN: _("Theo lượt, ưu tiên trước"),
        Sort.DUE: _("Hạn gần nhất trước"),
        Sort.NEWEST: _("Mới đến trước"),
    }


def steps() -> Mapping[Step, str]:
    """What may be done with several tasks at once."""
    return {
        Step.CLAIM: _("Nhận việc"),
        Step.ASSIGN: _("Giao cho cán bộ"),
        Step.HAND_OVER: _("Chuyển giao, có lý do"),
        Step.COMPLETE: _("Ghi kết quả"),
    }


def outcomes() -> Mapping[Outcome, str]:
    """How a task ends."""
    return {
        Outcome.DONE: _("Xong phần việc này, chuyển bước sau"),
        Outcome.GRANTED: _("Chấp thuận"),
        Outcome.DENIED: _("Không chấp thuận"),
        Outcome.RETURNED: _("Trả lại bước trước"),
    }


def line_of(row: InboxRow, inbox: Inbox) -> Line:
    """A task as one line."""
    kind, left = rows.tag_of(row, inbox.now, inbox.calendars, inbox.agency.calendar)
    vietnamese = display.language() == "vi"
    procedure = row.procedure["name"] if vietnamese or not row.procedure["name_en"] else row.procedure["name_en"]
    return Line(
        id=row.task_id,
        kind=kind,
        left=left,
        due=_("hạn %(when)s", when=_moment(row.due_at, inbox.now)) if row.due_at else _("không có hạn"),
        name=procedure,
        code=row.dossier,
        person=rows.kind_of_applicant(row.applicant_kind),
        priority=_("Ưu tiên") if row.priority else "",
        task=row.name if vietnamese else row.name_en,
        note=str(rows.titles()[row.status]),
        holder=holder_of(row.assignee, inbox),
    )


def holder_of(assignee: str, inbox: Inbox) -> str:
    """Who has it, and who stands in."""
    if not assignee:
        return str(_("Chưa ai nhận"))
    officer = next((one for one in inbox.officers if one.id == assignee), None)
    absence = officer.away_on(local(inbox.now).date()) if officer else None
    if absence is None:
        return assignee
    if absence.deputy:
        return str(_("%(who)s vắng, %(deputy)s làm thay", who=assignee, deputy=absence.deputy))
    return str(_("%(who)s đang vắng", who=assignee))


def history(assignment: Assignment, now: datetime) -> list[Told]:
    """The latest on top."""
    return [
        Told(one.by, _what(one), words.moment(local(one.at), local(now), display.language()), one.why)
        for one in reversed(assignment.history)
    ]


def _what(entry: Entry) -> str:
    names = {
        Act.CLAIMED: _("nhận việc"),
        Act.ASSIGNED: _("giao cho %(to)s", to=entry.to),
        Act.HANDED_OVER: _("chuyển giao cho %(to)s", to=entry.to) if entry.to else _("trả lại cho cả cơ quan"),
        Act.DECIDED: outcomes()[Outcome(entry.said)].lower() if entry.said else "",
        Act.ASKED: _("yêu cầu bổ sung"),
        Act.REFUSED: _("từ chối: không thuộc cơ quan"),
        Act.REASSIGNED: _("chuyển cơ quan khác"),
    }
    what = str(names[entry.act])
    return f"{what} ({_('thay cho %(who)s', who=entry.instead_of)})" if entry.instead_of else what


def _moment(at: datetime, now: datetime) -> str:
    return words.moment(local(at), local(now), display.language())
