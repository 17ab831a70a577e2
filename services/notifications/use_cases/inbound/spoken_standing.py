"""How a dossier or petition stands, in the half sentence that a short message has room for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from services.notifications.domain.spoken_money import money
from services.notifications.domain.spoken_time import day, day_and_hour
from services.notifications.domain.standing import Stand, Standing

Teller = Callable[[Standing, str], str]


def spoken(standing: Standing, language: str) -> str:
    """``đang giải quyết, hẹn trả 8:00 thứ Hai 12/10/2026``. Raises KeyError for one that nothing is known of."""
    return _TELLERS[standing.stand](standing, language)


def _either(vi: str, en: str) -> Teller:
    return lambda _, language: en if language == "en" else vi


def _in_progress(one: Standing, language: str) -> str:
    due = one.due_at
    if language == "en":
        return f"in progress, due {day_and_hour(due, 'en')}" if due else "in progress, the date will be told"
    return f"đang giải quyết, hẹn trả {day_and_hour(due, 'vi')}" if due else "đang giải quyết, ngày hẹn sẽ báo sau"


def _supplement(one: Standing, language: str) -> str:
    until: datetime | None = one.fact("supplement_requested", "respond_by")
    if language == "en":
        return "papers are missing" + (f", please hand them in by {day(until, 'en')}" if until else "")
    return "còn thiếu giấy tờ" + (f", xin bổ sung trước {day(until, 'vi')}" if until else "")


def _payment(one: Standing, language: str) -> str:
    amount = money(one.fact("payment_requested", "amount") or 0, language)
    until: datetime | None = one.fact("payment_requested", "pay_by")
    if language == "en":
        return f"{amount} to be paid" + (f" by {day(until, 'en')}" if until else "")
    return f"cần nộp {amount}" + (f" trước {day(until, 'vi')}" if until else "")


def _done(one: Standing, language: str) -> str:
    if one.fact("result_ready", "decision") == "denied":
        return "an answer is there" if language == "en" else "đã có văn bản trả lời"
    return "the result is ready" if language == "en" else "đã có kết quả, mời đến nhận"


def _returned(one: Standing, language: str) -> str:
    at: datetime | None = one.fact("returned", "returned_at")
    when = day(at, language) if at else ""
    if language == "en":
        return f"the result was handed over on {when}" if when else "the result was handed over"
    return f"đã trả kết quả ngày {when}" if when else "đã trả kết quả"


def _petition_received(one: Standing, language: str) -> str:
    due = one.due_at
    if language == "en":
        return f"being looked into, answer by {day_and_hour(due, 'en')}" if due else "being looked into"
    return f"đang được xem xét, trả lời chậm nhất {day_and_hour(due, 'vi')}" if due else "đang được xem xét"


def _petition_answered(one: Standing, language: str) -> str:
    at: datetime | None = one.fact("petition_answered", "answered_at")
    when = day(at, language) if at else ""
    if language == "en":
        return f"answered on {when}" if when else "answered"
    return f"đã trả lời ngày {when}" if when else "đã trả lời"


_TELLERS: Mapping[Stand, Teller] = {
    Stand.FILED: _either("đã nộp, đang chờ tiếp nhận", "filed, waiting to be accepted"),
    Stand.IN_PROGRESS: _in_progress,
    Stand.REFUSED: _either("không được tiếp nhận", "not accepted"),
    Stand.SUPPLEMENT_WANTED: _supplement,
    Stand.PAYMENT_WANTED: _payment,
    Stand.WITHDRAWN: _either("đã rút", "withdrawn"),
    Stand.STOPPED: _either("đã dừng giải quyết", "stopped"),
    Stand.DONE: _done,
    Stand.RETURNED: _returned,
    Stand.PETITION_RECEIVED: _petition_received,
    Stand.PETITION_ANSWERED: _petition_answered,
}
