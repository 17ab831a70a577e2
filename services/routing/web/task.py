"""The page of one task: where it stands, what is done next, what colleagues noted; and the forms of its steps."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.routing.domain.refusals import Refused, wrong_value
from services.routing.domain.task import Decision, Outcome, TaskStatus
from services.routing.use_cases.comment_on_task import LARGEST_FILE, SentFile, comment_on_task, open_attachment
from services.routing.use_cases.hold_task import assign_task, claim_task, hand_over_task
from services.routing.use_cases.inbox import OPEN
from services.routing.use_cases.inbox_desk import Found, Hooks, InboxDesk, find_task
from services.routing.use_cases.keep_absence import meet_officer
from services.routing.use_cases.open_inbox import open_inbox
from services.routing.use_cases.work_on_task import complete_task, offered, refuse_task, request_supplement
from services.routing.web import inbox_words, rows
from services.routing.web.inbox import officer_items
from shared.http.body_size import takes_up_to
from shared.http.correlation import request_context
from shared.http.file_answers import file_answer
from shared.http.guard import current_grant
from shared.security.access import needs
from shared.store.change import Context
from shared.ui import display
from shared.ui.forms import EMPTY, Form
from shared.working_time.calendar import local

LARGEST_FORM = 3 * LARGEST_FILE
Act = Callable[[Context, Hooks], Found]


@dataclass(frozen=True, slots=True)
class Field:
    """``kind`` is choice, select, text, long or day."""

    name: str
    label: str
    kind: str
    hint: str = ""
    items: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step as its page shows it."""

    name: str
    title: str
    button: str
    fields: tuple[Field, ...]
    told: str = ""


def add_task_pages(pages: Blueprint, desk: InboxDesk) -> None:
    """Put them onto the blueprint."""
    _add_page(pages, desk)
    _add_steps(pages, desk)


def _add_page(pages: Blueprint, desk: InboxDesk) -> None:
    @pages.get("/routing/tasks/<task_id>")
    @needs("task.view")
    def task_page(task_id: str) -> str:
        return _page(desk, task_id, _notices().get(request.args.get("done", ""), ""))

    @pages.get("/routing/tasks/<task_id>/files/<file_id>")
    @needs("task.view")
    def task_file(task_id: str, file_id: str) -> AnyResponse:
        told, content = open_attachment(desk, current_grant(), task_id, file_id)
        return file_answer(content, told.media_type, told.name, inline=False, size=told.size, sha256=told.sha256)

    @pages.post("/routing/tasks/<task_id>/claim")
    @needs("task.work")
    def claim_on_page(task_id: str) -> AnyResponse:
        return _send(
            desk, task_id, None, lambda context, hooks: claim_task(desk, current_grant(), context, task_id, hooks)
        )

    @pages.post("/routing/tasks/<task_id>/comment")
    @takes_up_to(LARGEST_FORM)
    @needs("task.work")
    def comment_on_page(task_id: str) -> AnyResponse:
        files = [SentFile(one.filename, one.read()) for one in request.files.getlist("files") if one.filename]
        once = "".join(one for one in request.form.get("once", "")[:40] if one.isalnum())

        def act(context: Context, hooks: Hooks) -> Found:
            text = request.form.get("text", "")
            return comment_on_task(desk, current_grant(), context, task_id, text, files, hooks, id=once)

        return _send(desk, task_id, None, act, "comment")


def _add_steps(pages: Blueprint, desk: InboxDesk) -> None:
    def step(name: str, form: Callable[[InboxDesk, Found], StepForm], act: Callable[[str], Act]) -> None:
        def show(task_id: str) -> str:
            found = find_task(desk.work, current_grant(), task_id)
            return _ask(found, form(desk, found), EMPTY)

        def send(task_id: str) -> AnyResponse:
            return _send(desk, task_id, form, lambda context, hooks: act(task_id)(context, hooks))

        address, marked = f"/routing/tasks/<task_id>/{name}", name.replace("-", "_")
        pages.add_url_rule(address, f"ask_{marked}", needs("task.work")(show), methods=["GET"])
        pages.add_url_rule(address, f"do_{marked}", needs("task.work")(send), methods=["POST"])

    def assign(task_id: str) -> Act:
        return lambda context, hooks: assign_task(desk, current_grant(), context, task_id, _text("to"), hooks)

    def hand_over(task_id: str) -> Act:
        return lambda context, hooks: hand_over_task(
            desk, current_grant(), context, task_id, _text("to"), _text("why"), hooks
        )

    def complete(task_id: str) -> Act:
        return lambda context, hooks: complete_task(desk, current_grant(), context, task_id, _decision(), hooks)

    def supplement(task_id: str) -> Act:
        return lambda context, hooks: request_supplement(
            desk, current_grant(), context, task_id, _text("wanted"), _text("reason"), hooks
        )

    def refuse(task_id: str) -> Act:
        return lambda context, hooks: refuse_task(desk, current_grant(), context, task_id, _text("reason"), hooks)

    step("assign", _assign_form, assign)
    step("hand-over", _hand_over_form, hand_over)
    step("complete", _complete_form, complete)
    step("request-supplement", _supplement_form, supplement)
    step("refuse", _refuse_form, refuse)


def _page(desk: InboxDesk, task_id: str, told: str = "", form: Form = EMPTY) -> str:
    grant = current_grant()
    found = find_task(desk.work, grant, task_id)
    opened, task, case = open_inbox(desk, grant, found.task.agency), found.task, found.case
    kind, left = rows.tag_of(task, opened.now, opened.calendars, opened.agency.calendar)
    works = "agency" in grant.caller.roles and task.status in OPEN and task.status is not TaskStatus.WAITING
    return render_template(
        "routing/task.html",
        case=case,
        task=task,
        kind=kind,
        left=left,
        told=told,
        form=form,
        labels=labels(),
        holder=inbox_words.holder_of(task.assignee, opened),
        mine=bool(task.assignee) and task.assignee in (grant.caller.id, *opened.stands_in_for),
        works=works,
        comments_on="agency" in grant.caller.roles,
        paused=task.status is TaskStatus.PAUSED,
        title=rows.titles()[task.status],
        history=inbox_words.history(found.assignment, opened.now),
        comments=found.assignment.comments,
        due_at=local(task.due_at) if task.due_at and rows.has_running_clock(task) else None,
        now=local(opened.now),
        once=secrets.token_hex(16),
    )


def _ask(found: Found, step: StepForm, form: Form) -> str:
    return render_template("routing/task_step.html", case=found.case, task=found.task, step=step, form=form)


def _send(
    desk: InboxDesk, task_id: str, form: Callable[[InboxDesk, Found], StepForm] | None, act: Act, done: str = ""
) -> AnyResponse:
    grant, context = current_grant(), request_context(clock=desk.clock)
    meet_officer(desk, grant, context)
    try:
        act(context, Hooks())
    except Refused as refused:
        told = refused.words.in_language(display.language())
        typed = request.form.to_dict()
        faults = Form(typed, {refused.field.replace("/", "-"): told}, labels())
        if refused.field and form is not None:
            found = find_task(desk.work, grant, task_id)
            return make_response(_ask(found, form(desk, found), faults), 422)
        if refused.field:
            name = "files" if refused.field.startswith("files") else refused.field
            return make_response(_page(desk, task_id, form=Form(typed, {name: told}, labels())), 422)
        return make_response(_page(desk, task_id, told), 409)
    return redirect(f"/routing/tasks/{task_id}?done={done or request.path.rpartition('/')[2]}", 303)


def _decision() -> Decision:
    outcome = next((one for one in Outcome if one.value == _text("outcome")), None)
    if outcome is None:
        raise wrong_value("outcome", "Chọn kết quả", "Choose the outcome")
    name, number, day = _text("result-name"), _text("result-number"), day_of("issued")
    result = {"name": name, "number": number, "issued_at": day.isoformat() if day else None}
    return Decision(outcome, _text("note"), result if name or number else None, _text("return_to"))


def day_of(name: str) -> date | None:
    """The day in three fields; None where all are empty. Raises Refused."""
    parts = [_text(f"{name}-{part}") for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(one) for one in parts))
    except ValueError:
        raise wrong_value(name, "Ghi ngày có thật, ví dụ 5 10 2026", "Give a real day, such as 5 10 2026") from None


def _text(name: str) -> str:
    return request.form.get(name, "").strip()


def _assign_form(desk: InboxDesk, _found: Found) -> StepForm:
    officers = tuple(officer_items(desk, empty=False))
    return StepForm("assign", _("Giao việc"), _("Giao việc"), (Field("to", labels()["to"], "select", items=officers),))


def _hand_over_form(desk: InboxDesk, _found: Found) -> StepForm:
    officers = tuple(officer_items(desk, empty=True))
    fields = (Field("to", labels()["to"], "select", items=officers), Field("why", labels()["why"], "long"))
    return StepForm("hand-over", _("Chuyển giao việc"), _("Chuyển giao"), fields)


def _complete_form(_desk: InboxDesk, found: Found) -> StepForm:
    case, task, names = found.case, found.task, labels()
    items = tuple({"value": one.value, "text": inbox_words.outcomes()[one]} for one in offered(case, task))
    fields = [
        Field("outcome", names["outcome"], "choice", items=items),
        Field("note", names["note"], "long", _("Người nộp có thể đọc. Phải ghi khi không chấp thuận hoặc trả lại")),
        Field("result-name", names["result-name"], "text", _("Khi có giấy tờ được cấp, ví dụ: Giấy phép hoạt động")),
        Field("result-number", names["result-number"], "text"),
        Field("issued", names["issued"], "day"),
    ]
    if back := case.may_return(task):
        steps = (
            {"value": "", "text": _("Không trả lại")},
            *({"value": one, "text": _name(found, one)} for one in back),
        )
        fields.append(Field("return_to", names["return_to"], "select", items=steps))
    return StepForm("complete", _("Ghi kết quả"), _("Ghi kết quả"), tuple(fields))


def _name(found: Found, step: str) -> str:
    task = found.case.plan[step]
    return task.name if display.language() == "vi" else task.name_en


def _supplement_form(_desk: InboxDesk, _found: Found) -> StepForm:
    fields = (
        Field("wanted", labels()["wanted"], "long", _("Người nộp đọc đúng những chữ này")),
        Field("reason", labels()["reason"], "long"),
    )
    told = _("Chỉ yêu cầu một lần, ghi đủ. Đồng hồ của cơ quan dừng cho tới khi người nộp bổ sung.")
    return StepForm("request-supplement", _("Yêu cầu bổ sung"), _("Gửi yêu cầu"), fields, told)


def _refuse_form(_desk: InboxDesk, _found: Found) -> StepForm:
    fields = (Field("reason", _("Lý do"), "long"),)
    told = _("Trung tâm giao việc này cho cơ quan khác. Hạn không đổi.")
    return StepForm("refuse", _("Không thuộc cơ quan này"), _("Trả lại trung tâm"), fields, told)


def labels() -> Mapping[str, str]:
    """Every field by its name, in the order of the pages."""
    return {
        "to": _("Người nhận"),
        "why": _("Lý do"),
        "outcome": _("Kết quả"),
        "note": _("Ghi chú"),
        "result-name": _("Tên giấy tờ kết quả"),
        "result-number": _("Số giấy tờ"),
        "issued": _("Ngày cấp"),
        "return_to": _("Trả về bước"),
        "wanted": _("Cần bổ sung gì"),
        "reason": _("Vì sao cần"),
        "text": _("Nhận xét"),
        "files": _("Tệp đính kèm"),
    }


def _notices() -> Mapping[str, str]:
    return {
        "claim": _("Bạn đã nhận việc này."),
        "assign": _("Đã giao việc."),
        "hand-over": _("Đã chuyển giao."),
        "comment": _("Đã ghi nhận xét."),
        "complete": _("Đã ghi kết quả. Nơi giải quyết tiếp theo và người nộp được báo."),
        "refuse": _("Đã trả lại trung tâm để giao cơ quan khác."),
        "request-supplement": _("Đã gửi yêu cầu. Đồng hồ dừng cho tới khi người nộp bổ sung."),
    }
