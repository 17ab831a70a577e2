"""The counters: where officers sit down, and the one page from which they call, serve, skip and hand over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, NotFound, Words
from services.intake.domain.queue.hall import Counter, CounterState
from services.intake.domain.queue.ticket import State, Ticket
from services.intake.use_cases.queue import counters
from services.intake.use_cases.queue.watch import HallView, look
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.web.parts import Parts
from services.intake.web.queue import words as told
from services.intake.web.queue.live import live_answer, live_script
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.texts import gettext as _

STEPS: dict[str, Callable[..., Any]] = {
    "pause": counters.pause,
    "go-on": counters.go_on,
    "close": counters.close,
    "call-next": counters.call_next,
    "call-again": counters.call_again,
    "serve": counters.serve,
    "confirm": counters.confirm,
    "refuse-claim": counters.refuse_claim,
    "skip": counters.skip,
    "finish": counters.finish,
}
# One press for what follows at once: the counter is free, so the next one comes.
THEN_NEXT = {"finish-and-next": "finish", "skip-and-next": "skip"}
SHOWN_NEXT, SHOWN_SKIPPED = 8, 8
CHANGING = ("mine", "following", "waiting", "skipped", "aims", "answer")


def add_console_pages(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    """Put the hall and its counters onto the blueprint."""
    _add_looking(pages, parts, desk)
    _add_steps(pages, parts, desk)


def _add_looking(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    @pages.get("/desk/queue")
    @needs("counter.figures")
    def hall() -> str:
        view = look(parts.ports, desk, fresh=True)
        works = bool(parts.ports.access.scopes(current_caller().all_roles, counters.WORK))
        return render_template(
            "intake/queue/hall.html",
            view=view,
            rows=[_counter_row(parts, view, one) for one in view.counters],
            lines=[_line_row(view, one.code, one.name) for one in desk.plan.lines],
            mine=counters.opened_by(view.counters, current_caller().id),
            works=works,
            told=_answer(request.args.get("told", "")),
            unit=parts.ports.unit.code,
        )

    @pages.get("/desk/queue/counters/<int:number>")
    @needs("counter.work")
    def console(number: int) -> AnyResponse:
        view = look(parts.ports, desk, fresh=True)
        counter = next((one for one in view.counters if one.number == number), None)
        if counter is None:
            raise NotFound("unknown-counter", Words("Không có quầy này", "There is no such counter"))
        if counter.officer is None:
            return redirect("/desk/queue", 303)
        shown = _console(parts, desk, view, counter)
        return live_answer(
            lambda: render_template("intake/queue/console.html", **shown, live=live_script()),
            counter.version,
            ticket.version if (ticket := view.at(counter)) else 0,
            sorted((name, str(value)) for name, value in shown.items() if name in CHANGING),
        )


def _add_steps(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    @pages.post("/desk/queue/counters/<int:number>/open")
    @needs("counter.work")
    def sit_down(number: int) -> AnyResponse:
        lines = request.form.getlist("lines")
        context = request_context(clock=parts.ports.clock)
        try:
            counters.sit_down(parts.ports, desk, current_caller(), number, lines, context)
        except IllegalStep as refused:
            return redirect(f"/desk/queue?told={refused.slug}", 303)
        return redirect(f"/desk/queue/counters/{number}", 303)

    @pages.post("/desk/queue/counters/<int:number>/<step>")
    @needs("counter.work")
    def act(number: int, step: str) -> AnyResponse:
        slug = _done(parts, desk, number, step)
        if step == "close" and not slug:
            return redirect("/desk/queue", 303)
        return redirect(f"/desk/queue/counters/{number}" + (f"?told={slug}" if slug else ""), 303)

    @pages.post("/desk/queue/tickets/<id>/back")
    @needs("counter.work")
    def bring_back(id: str) -> AnyResponse:
        slug = ""
        try:
            counters.bring_back(parts.ports, current_caller(), id, request_context(clock=parts.ports.clock))
        except IllegalStep as refused:
            slug = refused.slug
        number = request.form.get("counter", "")
        here = f"/desk/queue/counters/{number}" if number.isdecimal() else "/desk/queue"
        return redirect(here + (f"?told={slug}" if slug else ""), 303)


def _done(parts: Parts, desk: QueueDesk, number: int, step: str) -> str:
    """Do it; why it could not be done, as a word of the machine, or nothing."""
    who = (parts.ports, desk, current_caller(), number)
    context = request_context(clock=parts.ports.clock)
    try:
        if step == "hand-over":
            counters.hand_over(*who, request.form.get("to", ""), request.form.get("note", ""), context)
        elif step in THEN_NEXT:
            STEPS[THEN_NEXT[step]](*who, context)
            return "" if counters.call_next(*who, context).ticket else "nobody"
        elif step in STEPS:
            done = STEPS[step](*who, context)
            return "nobody" if step == "call-next" and done.ticket is None else ""
    except IllegalStep as refused:
        return refused.slug
    except Conflict:
        return "again"
    return ""


def _console(parts: Parts, desk: QueueDesk, view: HallView, counter: Counter) -> dict[str, Any]:
    ticket, now = view.at(counter), parts.now()
    serves = [one for one in view.next_calls if counter.serves(one.lane)]
    return {
        "counter": counter,
        "mine": counter.officer == current_caller().id,
        "officer": _name(parts, counter.officer),
        "ticket": ticket,
        "line": told.line_of(desk.plan, ticket.line) if ticket else None,
        "basis": ticket.preference.basis.words if ticket and ticket.preference else None,
        "claimed": bool(ticket and ticket.preference and ticket.preference.basis.value == "claimed"),
        "waited": told.minutes(ticket.waited) if ticket else "",
        "calls": sum(step.kind in ("called", "called_again") for step in ticket.steps) if ticket else 0,
        "handed": next((step for step in reversed(ticket.steps) if step.kind == "handed_over"), None)
        if ticket
        else None,
        "following": [_waiting_row(desk, one, now) for one in serves[:SHOWN_NEXT]],
        "waiting": len(serves),
        "skipped": _skipped(view, counter),
        "lines": [told.line_of(desk.plan, code) for code in sorted(counter.lines)],
        "aims": _aims(desk, view, counter),
        "answer": _answer(request.args.get("told", "")),
        "rules": view.rules,
        "now": now,
    }


def _skipped(view: HallView, counter: Counter) -> list[Ticket]:
    """Who was absent at this counter, the last one first."""
    found = [one for one in view.in_state(State.SKIPPED) if one.counter == counter.number]
    return sorted(found, key=lambda one: one.steps[-1].at, reverse=True)[:SHOWN_SKIPPED]


def _waiting_row(desk: QueueDesk, one: Ticket, now: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "line": told.line_of(desk.plan, one.line).name,
        "first": one.first,
        "waited": told.minutes(now - one.taken_at),
    }


def _aims(desk: QueueDesk, view: HallView, counter: Counter) -> list[dict[str, str]]:
    """Where a ticket may be handed to: the other lines, and the other counters that are open."""
    tongue = display.language()
    lines = [{"value": one.code, "text": f"{one.code}: {one.name.in_language(tongue)}"} for one in desk.plan.lines]
    others = [one for one in view.counters if one.officer and one.number != counter.number]
    return lines + [{"value": f"#{one.number}", "text": _("Quầy %(number)s", number=one.number)} for one in others]


def _counter_row(parts: Parts, view: HallView, counter: Counter) -> dict[str, Any]:
    ticket = view.at(counter)
    kinds = {CounterState.OPEN: "done", CounterState.PAUSED: "paused", CounterState.CLOSED: "in_time"}
    return {
        "number": counter.number,
        "state": counter.state.words,
        "kind": kinds[counter.state],
        "officer": _name(parts, counter.officer),
        "lines": counter.lines,
        "ticket": ticket.number if ticket else "",
        "opened": counter.officer is not None,
        "mine": counter.officer == current_caller().id,
    }


def _line_row(view: HallView, code: str, name: Words) -> dict[str, Any]:
    waiting = [one for one in view.waiting if one.line == code]
    served = [one for one in view.in_state(State.SERVED) if one.line == code]
    return {
        "code": code,
        "name": name,
        "waiting": len(waiting),
        "first": sum(one.first for one in waiting),
        "served": len(served),
        "open": sum(code in one.lines for one in view.counters if one.officer),
    }


def _name(parts: Parts, account: str | None) -> str:
    found = parts.ports.accounts.find(account) if account else None
    return found.display_name.in_language(display.language()) if found else account or ""


def _answer(slug: str) -> str:
    """What a step that could not be done says; unknown words say nothing."""
    return {
        "nobody": _("Chưa có ai chờ quầy này."),
        "again": _("Quầy khác vừa gọi cùng lúc. Xin bấm lại."),
        "counter-busy": _("Còn một số ở quầy này, xong đã."),
        "counter-empty": _("Quầy chưa gọi số nào."),
        "counter-not-open": _("Quầy đang nghỉ, mở lại rồi gọi."),
        "not-your-counter": _("Người khác đang ngồi quầy này."),
        "ticket-elsewhere": _("Số này đã sang bước khác."),
        "nothing-claimed": _("Số này không chờ xác nhận ưu tiên."),
        "hand-over-nowhere": _("Chọn nơi chuyển đến."),
        "no-line": _("Chọn ít nhất một lĩnh vực."),
    }.get(slug, "")
