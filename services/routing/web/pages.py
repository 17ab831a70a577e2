"""The pages under /routing: they call use cases, never HTTP, never the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask_babel import gettext as _

from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.task import ENDED, TaskStatus
from services.routing.use_cases.exchange_questions import Exchange
from services.routing.use_cases.inbox_desk import InboxDesk
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import RouteFiles
from services.routing.use_cases.questions import KINDS, Questions, TaskQuery, TaskRow, Turn
from services.routing.use_cases.view_tasks import count_tasks, list_tasks, view_case
from services.routing.web import rows
from services.routing.web.absence import ABSENCE, add_absence_pages
from services.routing.web.agencies import AGENCIES, READERS, AgencyDesk, add_agency_pages
from services.routing.web.balance import ADDRESS as BALANCE
from services.routing.web.exchange import EXCHANGE, add_exchange_pages
from services.routing.web.exchange import READERS as EXCHANGE_READERS
from services.routing.web.inbox import INBOX, add_inbox_pages
from services.routing.web.late import LATE
from services.routing.web.papers import papers_of, results_of
from services.routing.web.routes import ROUTES, RouteDesk, add_route_pages
from services.routing.web.task import add_task_pages
from shared import ui
from shared.http.correlation import correlation_id, current_caller
from shared.http.guard import current_grant
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.problems import Problem
from shared.security.access import needs
from shared.settings import Settings
from shared.store.change import Work
from shared.ui import Frame, display
from shared.working_time.calendar import local

LOCALE = Path(__file__).parent.parent / "locale"
ROWS_OF_GROUP, ROWS_OF_PAGE = 10, 50


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the table with its rows in words; ``more`` is {text, address} or None."""

    title: str
    count: int
    rows: list[rows.Row]
    more: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Desks:
    """What the pages of several concepts work with."""

    inbox: InboxDesk
    agencies: AgencyDesk
    exchange: Exchange


def blueprint(
    work: Work, questions: Questions, files: RouteFiles, clock: Callable[[], datetime], desks: Desks
) -> Blueprint:
    """The pages, for ``create_api(pages=[…])``; ``dress`` must follow."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    pages.app_context_processor(lambda: {"desk_links": _links(), "desk_user": _user})
    add_route_pages(pages, RouteDesk(work, questions, files, clock))
    add_inbox_pages(pages, desks.inbox)
    add_task_pages(pages, desks.inbox)
    add_absence_pages(pages, desks.inbox)
    add_agency_pages(pages, desks.agencies)
    add_exchange_pages(pages, desks.exchange, questions, clock)

    @pages.get("/routing")
    @needs("task.list")
    def tasks() -> str:
        chosen = _status(request.args.get("status", ""))
        groups = [
            _group(work, questions, status, clock(), alone=chosen is not None)
            for status in ([chosen] if chosen else rows.ORDER[:-1])
        ]
        total = sum(group.count for group in groups)
        return render_template(
            "routing/tasks.html",
            groups=[one for one in groups if one.rows],
            total=total,
            chosen=chosen,
            titles=rows.titles(),
            order=rows.ORDER,
            now=local(clock()),
        )

    @pages.get("/routing/cases/<code>")
    @needs("case.view")
    def case_page(code: str) -> str:
        case, now = view_case(work, current_grant(), code), clock()
        task = next((one for one in case.tasks if one.status not in ENDED), case.tasks[-1])
        kind, left = rows.tag_of(task, now, _calendars(work), _calendar_of(questions, task.agency_key))
        return render_template(
            "routing/case.html",
            case=case,
            task=task,
            kind=kind,
            left=left,
            now=local(now),
            steps=rows.steps_of(case, now),
            may_see_exchange=bool(current_caller().roles & READERS),
            papers=papers_of(case),
            results=results_of(case),
            desk=bool(current_caller().roles & {"reception", "leader"}),
            due_at=local(task.due_at) if task.due_at and rows.has_running_clock(task) else None,
        )

    return pages


def dress(app: Flask, settings: Settings) -> None:
    """Give the application the look of the house and this service's translations."""

    def frame() -> Frame:
        unit = settings.province if display.language() == "vi" else settings.province_en
        return Frame(unit=unit, desk=unit, address="", hours=_("Trong giờ làm việc"), hotline=settings.hotline)

    ui.install(app, frame=frame, locales=[LOCALE])


def error_page(problem: Problem) -> Response:
    """A problem for people; whoever is not signed in is shown the way to sign in and back here."""
    if problem.status == 401:
        return make_response(render_template("routing/sign_in.html", wanted=request.full_path.rstrip("?")))
    told = {
        403: (
            _("Trang này không dành cho tài khoản đang dùng"),
            [_("Nếu cần xem, đăng nhập bằng tài khoản khác hoặc hỏi người phụ trách.")],
        ),
        404: (_("Chưa thấy trang này"), [_("Xem lại địa chỉ. Hồ sơ của cơ quan khác không hiện ở đây.")]),
        503: (_("Hệ thống đang bận một lát"), [_("Chờ một phút rồi mở lại trang này.")]),
    }
    title, sentences = told.get(problem.status, (_("Chưa làm được việc này"), [_("Xin thử lại sau ít phút.")]))
    reference = correlation_id() if problem.status >= 500 else ""
    return make_response(render_template("ui/error.html", title=title, sentences=sentences, reference=reference))


def _group(work: Work, questions: Questions, status: TaskStatus, now: datetime, *, alone: bool) -> Group:
    cursor = request.args.get("cursor") if alone else None
    limit = ROWS_OF_PAGE if alone else ROWS_OF_GROUP
    query = TaskQuery(status=status, after=Turn.of(decode_cursor(cursor, *KINDS)), limit=limit + 1)
    found = list_tasks(questions, current_grant(), query)
    turns = list(dict.fromkeys(one.turn for one in found))
    more = None
    if len(turns) > limit:
        after = f"&cursor={encode_cursor(turns[limit - 1].values())}" if alone else ""
        more = {"text": _("Xem tiếp"), "address": f"/routing?status={status.value}{after}"}
    shown = [one for one in found if one.turn in turns[:limit]]
    return Group(
        rows.titles()[status], count_tasks(questions, current_grant(), query), _rows(work, questions, shown, now), more
    )


def _rows(work: Work, questions: Questions, found: list[TaskRow], now: datetime) -> list[rows.Row]:
    if not found:
        return []
    calendars = _calendars(work)
    by_agency = {agency.id: agency.calendar for agency in questions.agencies()}
    return [rows.row_of(one, now, calendars, by_agency.get(one.task.agency_key, "")) for one in found]


def _calendars(work: Work) -> Calendars:
    return work.load(CALENDARS).get(Calendars, ALL) or Calendars()


def _calendar_of(questions: Questions, key: str) -> str:
    return next((agency.calendar for agency in questions.agencies() if agency.id == key), "")


def _status(text: str) -> TaskStatus | None:
    return next((one for one in TaskStatus if one.value == text), None)


def _links() -> list[dict[str, Any]]:
    links = (
        (INBOX, _("Hộp việc")),
        ("/routing", _("Việc liên thông")),
        (ABSENCE, _("Vắng mặt")),
        (LATE, _("Trễ hạn")),
        (ROUTES, _("Quy trình")),
        (AGENCIES, _("Các cơ quan")),
        (EXCHANGE, _("Trao đổi")),
        (BALANCE, _("Đối chiếu")),
        ("/desk", _("Việc của quầy")),
    )
    roles = current_caller().roles
    readers = {
        INBOX: {"agency"},
        ABSENCE: {"agency"},
        "/desk": {"reception", "leader"},
        LATE: {"agency", "leader", "operator", "admin"},
        ROUTES: {"leader", "operator", "admin"},
        AGENCIES: READERS,
        EXCHANGE: EXCHANGE_READERS,
        BALANCE: {"leader", "operator", "admin"},
    }
    shown = [link for link in links if roles & readers.get(link[0], roles)]
    return [{"address": address, "text": text, "here": request.path == address} for address, text in shown]


def _user() -> dict[str, str] | None:
    caller = current_caller()
    return {"name": caller.id, "unit": caller.unit or ""} if caller.kind == "staff" else None
