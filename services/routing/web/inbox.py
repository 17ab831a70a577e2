"""The page of an agency's inbox: filters at the side, the strip of time left, the table, and steps on several tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.routing.domain.refusals import Refused
from services.routing.domain.task import Outcome, TaskStatus
from services.routing.use_cases.batch_tasks import BatchOrder, ItemOutcome, Step, batch_tasks
from services.routing.use_cases.inbox import GONE, MOST_IN_STRIP, OPEN, Colour, InboxRow, Sort
from services.routing.use_cases.inbox_desk import Hooks, InboxDesk
from services.routing.use_cases.keep_absence import meet_officer
from services.routing.use_cases.open_inbox import ME, NO_ONE, Chosen, Inbox, count_inbox, list_inbox, open_inbox
from services.routing.use_cases.questions import KINDS, Turn
from services.routing.web import inbox_words, rows
from shared.http.correlation import request_context
from shared.http.guard import current_grant
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import Grant, needs
from shared.ui import display
from shared.ui.forms import EMPTY, Form
from shared.working_time.calendar import local

INBOX = "/routing/inbox"
ROWS_OF_PAGE = 50
PLACE = (KINDS[0], str)
E = TypeVar("E", Colour, Sort, Step, Outcome, TaskStatus)


def add_inbox_pages(pages: Blueprint, desk: InboxDesk) -> None:
    """Put them onto the blueprint."""

    @pages.get(INBOX)
    @needs("task.list")
    def inbox() -> str:
        grant = current_grant()
        meet_officer(desk, grant, request_context(clock=desk.clock))
        return render_template("routing/inbox.html", **_shown(desk, grant))

    @pages.post(f"{INBOX}/batch")
    @needs("task.work")
    def batch() -> AnyResponse | str:
        """First asks what the step needs to know; then each task has its outcome."""
        step = _one_of(Step, request.form.get("step"))
        tasks = list(dict.fromkeys(request.form.getlist("task")))
        if step is None or not tasks:
            return redirect(f"{INBOX}?done=none-chosen", 303)
        if step is not Step.CLAIM and request.form.get("sure") != "yes":
            return _ask(desk, step, tasks, EMPTY)
        form = request.form
        order = BatchOrder(
            step,
            form.get("to", ""),
            form.get("why", ""),
            _one_of(Outcome, form.get("outcome")),
            form.get("note", ""),
        )
        grant, context = current_grant(), request_context(clock=desk.clock)
        meet_officer(desk, grant, context)
        try:
            done = batch_tasks(desk, grant, context, tasks, order, lambda _: Hooks())
        except Refused as refused:
            told = refused.words.in_language(display.language())
            faults = Form(form.to_dict(), {refused.field: told}, _labels())
            return make_response(_ask(desk, step, tasks, faults), 422)
        return render_template("routing/batch_done.html", step=inbox_words.steps()[step], items=_told(done))


def _shown(desk: InboxDesk, grant: Grant) -> dict[str, Any]:
    opened = open_inbox(desk, grant, request.args.get("agency") or None)
    chosen = _chosen()
    found = list_inbox(desk, grant, opened, chosen, _after(chosen), ROWS_OF_PAGE + 1)
    shown = found[:ROWS_OF_PAGE]
    procedures, steps = desk.questions.choices(opened.agency.code)
    return {
        "inbox": opened,
        "chosen": chosen,
        "lines": [inbox_words.line_of(one, opened) for one in shown],
        "more": _address(chosen, cursor=_cursor(shown[-1])) if len(found) > ROWS_OF_PAGE else "",
        "strip": _strip(desk, grant, opened, chosen),
        "whose": _whose(grant, chosen),
        "statuses": [(one.value, rows.titles()[one]) for one in (*OPEN, *GONE)],
        "sorts": [(one.value, text) for one, text in inbox_words.sorts().items()],
        "steps": [(one.value, text) for one, text in inbox_words.steps().items()],
        "procedures": procedures,
        "route_steps": steps,
        "works": "agency" in grant.caller.roles,
        "filtered": chosen != Chosen(),
        "now": local(opened.now),
        "told": _notices().get(request.args.get("done", ""), ""),
    }


def _strip(desk: InboxDesk, grant: Grant, opened: Inbox, chosen: Chosen) -> list[dict[str, Any]]:
    """Links by time left; the one in use leads back to the whole list. Counts are of the other filters in use."""
    base = Chosen(assignee=chosen.assignee, procedure=chosen.procedure, step=chosen.step)
    items = []
    for colour, word in inbox_words.colours().items():
        here = chosen.colour is colour
        one = replace(base, colour=colour)
        count = count_inbox(desk, grant, opened, one)
        address = _address(base if here else one)
        more = count >= MOST_IN_STRIP
        items.append(
            {"name": colour.value, "count": count, "more": more, "word": word, "address": address, "here": here}
        )
    return items


def _whose(grant: Grant, chosen: Chosen) -> list[dict[str, Any]]:
    """The links that are asked for most: mine, nobody's, everybody's."""
    links = [("", _("Cả cơ quan")), (NO_ONE, _("Chưa ai nhận"))]
    if "agency" in grant.caller.roles:
        links.insert(0, (ME, _("Việc của tôi")))
    return [
        {"text": text, "address": _address(Chosen(assignee=who)), "here": chosen == Chosen(assignee=who)}
        for who, text in links
    ]


def _ask(desk: InboxDesk, step: Step, tasks: list[str], form: Form) -> str:
    return render_template(
        "routing/batch_ask.html",
        step=step.value,
        title=inbox_words.steps()[step],
        tasks=tasks,
        form=form,
        labels=_labels(),
        officers=officer_items(desk, empty=step is Step.HAND_OVER),
        outcomes=[{"value": one.value, "text": inbox_words.outcomes()[one]} for one in (Outcome.DONE, Outcome.GRANTED)],
    )


def officer_items(desk: InboxDesk, *, empty: bool) -> list[dict[str, str]]:
    """The colleagues to choose from; one who is away says who stands in. ``empty``: also back to everybody."""
    opened = open_inbox(desk, current_grant(), None)
    names = [{"value": one.id, "text": inbox_words.holder_of(one.id, opened)} for one in opened.officers]
    first = _("Trả lại cho cả cơ quan") if empty else _("Chọn một người")
    return [{"value": "", "text": first}, *names]


def _told(done: list[ItemOutcome]) -> list[dict[str, str]]:
    tongue, titles = display.language(), rows.titles()
    return [
        {
            "id": one.task_id,
            "kind": "done" if one.found else "late",
            "word": _("Đã làm") if one.found else _("Chưa làm được"),
            "text": one.words.in_language(tongue) if one.words else titles[one.found.task.status] if one.found else "",
            "address": f"/routing/tasks/{one.task_id}" if one.slug != "not-found" else "",
        }
        for one in done
    ]


def _chosen() -> Chosen:
    """What the address says; what it says wrong is left out, and what cannot be together."""
    args = request.args
    status, colour = _one_of(TaskStatus, args.get("status")), _one_of(Colour, args.get("time_left"))
    sort = _one_of(Sort, args.get("sort")) or Sort.TURN
    if colour is not None:
        status, sort = None, Sort.TURN if sort is Sort.NEWEST else sort
    return Chosen(
        status if status in (*OPEN, *GONE) else None,
        args.get("assignee", "")[:40],
        args.get("procedure", "")[:100],
        args.get("step", "")[:100],
        colour,
        sort,
    )


def _address(chosen: Chosen, **more: str) -> str:
    values = {
        "agency": request.args.get("agency", ""),
        "status": chosen.status.value if chosen.status else "",
        "assignee": chosen.assignee,
        "procedure": chosen.procedure,
        "step": chosen.step,
        "time_left": chosen.colour.value if chosen.colour else "",
        "sort": chosen.sort.value if chosen.sort is not Sort.TURN else "",
        **more,
    }
    told = urlencode({name: value for name, value in values.items() if value})
    return f"{INBOX}?{told}" if told else INBOX


def _after(chosen: Chosen) -> Any:
    turn = chosen.sort is Sort.TURN and chosen.status not in GONE
    values = decode_cursor(request.args.get("cursor"), *(KINDS if turn else PLACE))
    if turn:
        return Turn.of(values)
    return None if values is None or None in values else values


def _cursor(row: InboxRow) -> str:
    return encode_cursor(row.after.values() if isinstance(row.after, Turn) else row.after)


def _one_of(kind: Callable[[str], E], text: str | None) -> E | None:
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def _labels() -> dict[str, str]:
    return {
        "to": _("Người nhận"),
        "why": _("Lý do"),
        "outcome": _("Kết quả"),
        "note": _("Ghi chú"),
        "tasks": _("Việc"),
    }


def _notices() -> dict[str, str]:
    return {"none-chosen": _("Chưa chọn việc nào. Đánh dấu việc trong bảng rồi chọn bước cần làm.")}
