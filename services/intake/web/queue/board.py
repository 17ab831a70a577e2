"""The board in the hall: who is called where, read from eight metres; it never names anybody."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.queue.hall import CounterState
from services.intake.use_cases.queue.watch import HallView, look, place
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.web.parts import Parts
from services.intake.web.queue import words as told
from services.intake.web.queue.live import live_answer, live_script
from shared.http.problems import Problem
from shared.security.access import public

SHOWN_NEXT = 5


def add_board_pages(pages: Blueprint, parts: Parts, desk: QueueDesk) -> None:
    """Put the board onto the blueprint."""

    @pages.get("/board/<unit>")
    @public
    def board(unit: str) -> AnyResponse:
        if unit != parts.ports.unit.code:
            raise Problem(404, "not-found")
        view, now = look(parts.ports, desk), parts.now()
        rows = [_row(view, number) for number in range(len(view.counters))]
        call = view.hall.calls[0] if view.hall.calls else None
        following = [(one.number, one.first) for one in view.next_calls[:SHOWN_NEXT]]
        wait = _wait(parts, view)
        shown = {
            "call": call,
            "rows": rows,
            "following": following,
            "waiting": len(view.waiting),
            "wait": wait,
            "clock": now.strftime("%H:%M"),
        }
        return live_answer(
            lambda: render_template("intake/queue/board.html", **shown, now=now, live=live_script()),
            sorted((name, str(value)) for name, value in shown.items()),
        )


def _row(view: HallView, place_of_counter: int) -> dict[str, object]:
    counter = view.counters[place_of_counter]
    ticket, newest = view.at(counter), view.hall.calls[0] if view.hall.calls else None
    state = "" if ticket or counter.state is CounterState.OPEN else counter.state.words
    return {
        "number": counter.number,
        "ticket": ticket.number if ticket else "",
        "first": bool(ticket and ticket.first),
        "state": state,
        "here": bool(newest and ticket and newest.counter == counter.number and newest.number == ticket.number),
    }


def _wait(parts: Parts, view: HallView) -> str:
    """How long who stands last waits, where that can be said."""
    if not view.next_calls or view.pace is None:
        return ""
    last = place(parts.ports, view, view.next_calls[-1])
    return told.wait_words(last, parts.now()) if last.latest else ""
