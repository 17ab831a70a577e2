"""Tickets, counters and figures as the JSON that the API gives; nobody's name is in any of it."""

from __future__ import annotations

from datetime import timedelta

from services.intake.api.shown.values import Json, moment, words
from services.intake.domain.queue.estimate import Estimate
from services.intake.domain.queue.figures import DayFigures, Figures
from services.intake.domain.queue.hall import Counter
from services.intake.domain.queue.plan import Line
from services.intake.domain.queue.ticket import Ticket
from services.intake.use_cases.queue.take_ticket import Taken
from services.intake.use_cases.queue.watch import HallView


def taken(one: Taken) -> Json:
    return {**ticket(one.ticket), "line": line(one.line), "again": one.again, "estimate": estimate(one.estimate)}


def ticket(one: Ticket) -> Json:
    return {
        "id": one.id,
        "number": one.number,
        "state": one.state.value,
        "line": one.line,
        "day": one.day.isoformat(),
        "taken_at": moment(one.taken_at),
        "via": one.via.value,
        "first": one.first,
        "basis": one.preference.basis.value if one.preference else None,
        "counter": one.counter,
    }


def estimate(one: Estimate) -> Json:
    return {
        "ahead": one.ahead,
        "earliest": moment(one.earliest),
        "latest": moment(one.latest),
        "counter_open": one.served,
        "today": one.today,
    }


def line(one: Line) -> Json:
    return {"code": one.code, "name": words(one.name), "example": words(one.example)}


def counter(one: Counter, ticket_there: Ticket | None) -> Json:
    return {
        "number": one.number,
        "state": one.state.value,
        "lines": sorted(one.lines),
        "ticket": ticket_there.number if ticket_there else None,
    }


def hall(view: HallView) -> Json:
    """What the board shows."""
    calls = [{"number": one.number, "counter": one.counter, "at": moment(one.at)} for one in view.hall.calls]
    return {
        "day": view.day.isoformat(),
        "calls": calls,
        "counters": [counter(one, view.at(one)) for one in view.counters],
        "next": [one.number for one in view.next_calls[:10]],
        "waiting": len(view.waiting),
    }


def figures(one: Figures) -> Json:
    return {
        "taken": one.taken,
        "served": one.served,
        "skipped": one.skipped,
        "gone": one.gone,
        "waiting": one.waiting,
        "first": one.first,
        "usual_wait_seconds": _seconds(one.usual_wait),
        "long_wait_seconds": _seconds(one.long_wait),
        "usual_service_seconds": _seconds(one.usual_service),
    }


def day(one: DayFigures) -> Json:
    return {
        "whole": figures(one.whole),
        "first": figures(one.first),
        "others": figures(one.others),
        "by_hour": [{"hour": name, **figures(found)} for name, found in one.by_hour],
        "by_line": [{"line": name, **figures(found)} for name, found in one.by_line],
        "by_counter": [{"counter": name, **figures(found)} for name, found in one.by_counter],
        "by_via": [{"via": name, **figures(found)} for name, found in one.by_via],
    }


def _seconds(length: timedelta | None) -> int | None:
    return None if length is None else round(length.total_seconds())
