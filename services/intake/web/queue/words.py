"""The words of waiting: where a ticket stands, how many come before, how long it takes, in a sentence each."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.intake.domain.errors import Words
from services.intake.domain.queue.estimate import Estimate
from services.intake.domain.queue.plan import HallPlan, Line
from services.intake.domain.queue.ticket import State, Ticket
from services.intake.use_cases.queue.watch import HallView
from shared.ui import display, words
from shared.ui.texts import gettext as _
from shared.ui.texts import ngettext

LONG = timedelta(hours=2)


def ahead_words(one: Estimate) -> str:
    if not one.ahead:
        return _("Tới lượt kế tiếp")
    return ngettext("Còn %(num)s người trước", "Còn %(num)s người trước", one.ahead)


def wait_words(one: Estimate, now: datetime) -> str:
    """A span in minutes, or clock times where a break lies between; never more precise than that."""
    if not one.served:
        return _("Chưa có quầy nào mở cho việc này")
    if not one.today:
        return _("Có thể hôm nay không kịp. Xin hỏi quầy hoặc lấy số ngày mai")
    if one.earliest is None or one.latest is None:
        return _("Chưa ước được: hôm nay quầy mới bắt đầu")
    low, high = (int((moment - now) / timedelta(minutes=1)) for moment in (one.earliest, one.latest))
    if one.latest - now > LONG:
        span = {"earliest": words.clock(one.earliest), "latest": words.clock(one.latest)}
        return _("Khoảng %(earliest)s đến %(latest)s", **span)
    low, high = round(low / 5) * 5, round(high / 5) * 5
    if low <= 0:
        return _("Chờ dưới %(high)s phút", high=high)
    return _("Chờ khoảng %(low)s đến %(high)s phút", low=low, high=high)


def where_words(ticket: Ticket) -> str:
    """The answer first: where its holder goes now."""
    if ticket.state is State.CALLED:
        return _("Mời vào quầy %(counter)s", counter=ticket.counter)
    if ticket.state is State.SERVING:
        return _("Đang làm việc tại quầy %(counter)s", counter=ticket.counter)
    if ticket.state is State.SKIPPED:
        return _("Đã gọi mà chưa thấy ông bà, anh chị")
    if ticket.state is State.SERVED:
        return _("Đã xong")
    if ticket.state is State.GONE:
        return _("Số này đã bỏ")
    return _("Xin chờ gọi số")


KINDS = {
    State.WAITING: "in_time",
    State.CALLED: "ready",
    State.SERVING: "soon",
    State.SERVED: "done",
    State.SKIPPED: "today",
    State.GONE: "paused",
}


def line_of(plan: HallPlan, code: str) -> Line:
    """As the plan calls it; a line that is there no more is called by its letter."""
    return plan.line(code) or Line(code, Words(code, code), Words("", ""), frozenset())


def counters_of(view: HallView, ticket: Ticket) -> list[int]:
    """The open counters that may call it."""
    return [one.number for one in view.counters if one.officer and one.serves(ticket.lane)]


def minutes(length: timedelta | None) -> str:
    """``12 phút``; a dash where there is nothing to measure."""
    if length is None:
        return "–"
    count = round(length / timedelta(minutes=1))
    return ngettext("%(num)s phút", "%(num)s phút", count)


def tongue() -> str:
    return display.language()
