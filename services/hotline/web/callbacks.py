"""The operator's pages of people whom no message reached: whom to call now, what to say, how it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.callbacks.callback import AGAIN_AFTER, Call, Callback, State, WhyNot
from services.hotline.domain.callbacks.news import news_words, way_words, why_words
from services.hotline.domain.errors import HotlineError, IllegalStep, InvalidRequest
from services.hotline.use_cases.callbacks.make_call import (
    finish_call,
    list_callbacks,
    release_call,
    take_call,
    view_callback,
)
from services.hotline.use_cases.list_petitions import lateness_of
from services.hotline.web.desk import More, Row, Shown
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.standing_words import Step, dossier_words
from shared.http.correlation import current_caller, request_context
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display, words
from shared.ui.forms import Form
from shared.working_time import Calendar, due, remaining
from shared.working_time.calendar import local

LIST = "/hotline/desk/callbacks"
ONE = f"{LIST}/<id>"
ROWS = 50
# How long people may wait for the call, in minutes of work: the first one, and one that was promised.
FIRST_CALL, NEXT_CALL = 480, 120


@dataclass(frozen=True, slots=True)
class WayTried:
    """One line: which way, and why it came to nothing."""

    way: str
    why: str


def add_callback_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list and the page of one call onto the blueprint."""

    @pages.get(LIST)
    @needs("callback.list")
    def callbacks() -> str:
        ended = request.args.get("group") == "ended"
        after = decode_cursor(request.args.get("cursor"), datetime, str)
        found = list_callbacks(
            parts.ports, parts.callbacks, current_caller(), is_open=not ended,
            after=(after[0], after[1]) if after else None, limit=ROWS + 1,
        )  # fmt: skip
        return render_template(
            "hotline/callbacks.html",
            groups=_groups(parts, found, ended),
            ended=ended,
            waiting=parts.callbacks.count_due(parts.ports.clock()),
            now=parts.now(),
        )

    @pages.get(ONE)
    @needs("callback.list")
    def callback(id: str) -> AnyResponse:
        return unstored(_page(parts, id, told=_told(request.args.get("done", ""))))

    @pages.post(f"{ONE}/take")
    @needs("callback.make")
    def take(id: str) -> AnyResponse:
        return _done(parts, id, lambda context: take_call(parts.ports, current_caller(), id, context), "")

    @pages.post(f"{ONE}/release")
    @needs("callback.make")
    def release(id: str) -> AnyResponse:
        return _done(parts, id, lambda context: release_call(parts.ports, current_caller(), id, context), "released")

    @pages.post(f"{ONE}/finish")
    @needs("callback.make")
    def finish(id: str) -> AnyResponse:
        told = request.form.to_dict()
        return _done(
            parts, id, lambda context: finish_call(parts.ports, current_caller(), id, told, context),
            told.get("outcome", ""),
        )  # fmt: skip


def _done(parts: Parts, id: str, step: Callable[..., Callback], done: str) -> AnyResponse:
    """The page after the step; where it is refused, the page with what was typed and why."""
    form = request.form.to_dict()
    try:
        step(request_context(clock=parts.ports.clock))
    except InvalidRequest as refused:
        faults = {one.pointer.strip("/"): one.words.in_language(display.language()) for one in refused.faults}
        return make_response(unstored(_page(parts, id, form=Form(form, faults, _labels()))), 422)
    except (IllegalStep, Conflict) as refused:
        words_ = refused.words.in_language(display.language()) if isinstance(refused, HotlineError) else ""
        told = words_ or _("Có người vừa đổi việc này. Xem lại rồi quyết định.")
        return make_response(unstored(_page(parts, id, told=told)), 409)
    return redirect(f"{LIST}/{id}" + (f"?done={done}" if done else ""), 303)


def _page(parts: Parts, id: str, *, form: Form | None = None, told: str = "") -> str:
    view = view_callback(parts.ports, current_caller(), id)
    one, now, calendar = view.callback, parts.now(), parts.ports.calendar()
    kind, left = _tag(one, now, calendar)
    tongue = display.language()
    return render_template(
        "hotline/callback.html",
        one=one,
        news=news_words(one.event),
        kind=kind,
        left=left,
        now=now,
        told=told,
        form=form or Form({"outcome": "", "again_in": "3"}, {}, _labels()),
        labels=_labels(),
        contact=view.contact,
        script=view.script,
        in_dossier=view.in_dossier,
        busy=one.is_held_by_another(current_caller().id, parts.ports.clock()),
        ways=[
            WayTried(way_words(way.channel).in_language(tongue), why_words(way.status, way.reason).in_language(tongue))
            for way in one.ways
        ],
        steps=_steps(parts, one, now),
        dossier=dossier_words(view.dossier, now, calendar, _("Bộ phận Một cửa")) if view.dossier else None,
        outcomes=_outcomes(),
        pauses=pause_items(),
        reasons=[{"value": "", "text": _("Chọn")}]
        + [{"value": one.value, "text": one.words.in_language(tongue)} for one in WhyNot],
    )


def _groups(parts: Parts, found: Sequence[Callback], ended: bool) -> list[Shown]:
    now, calendar = parts.now(), parts.ports.calendar()
    shown = found[:ROWS]
    more = None
    if len(found) > ROWS:
        cursor = encode_cursor([shown[-1].listed_at, shown[-1].id])
        more = More(_("Xem trang sau"), f"{LIST}?{'group=ended&' * ended}cursor={cursor}")
    if ended:
        parted = [(_("Đã xong"), list(shown))]
    else:
        parted = [
            (_("Gọi bây giờ"), [one for one in shown if one.next_at <= now]),
            (_("Gọi lại sau"), [one for one in shown if one.next_at > now]),
        ]
    groups = [
        Shown(title, len(some), tuple(_row(parts, one, now, calendar) for one in some))
        for title, some in parted
        if some
    ]
    return [*groups[:-1], Shown(groups[-1].title, groups[-1].count, groups[-1].rows, more)] if groups else []


def _row(parts: Parts, one: Callback, now: datetime, calendar: Calendar) -> Row:
    tongue = display.language()
    kind, left = _tag(one, now, calendar)
    told = words.moment(local(one.listed_at), now, tongue)
    tried = [way_words(way.channel).in_language(tongue).lower() for way in one.ways if way.status != "skipped"]
    held = one.holder and one.is_held_by_another("", parts.ports.clock())
    return Row(
        kind=kind,
        left=left,
        due=told if one.ended_at or one.state is State.AGAIN else _("chưa biết tin từ %(when)s", when=told),
        address=f"{LIST}/{one.id}",
        name=news_words(one.event).in_language(tongue),
        code=one.about,
        person=_("số cất riêng") if one.state.is_open else _("số đã xóa"),
        priority="",
        task=_("Gọi và báo tin") if one.state.is_open else one.state.words.in_language(tongue),
        note=_("đã thử %(ways)s", ways=", ".join(tried)) if tried else _("không có cách nào để nhắn"),
        late_note=False,
        holder=_("%(officer)s đang gọi", officer=parts.officer(one.holder)) if held else _("Chưa ai nhận"),
    )


def _tag(one: Callback, now: datetime, calendar: Calendar) -> tuple[str, str]:
    tongue = display.language()
    if not one.state.is_open:
        kind = {State.DONE: "done", State.NEEDLESS: "in_time"}.get(one.state, "late")
        return kind, one.state.words.in_language(tongue)
    if one.next_at > now:
        return "paused", one.state.words.in_language(tongue)
    due_at, _ledger = due(calendar, one.next_at, FIRST_CALL if one.state is State.OPEN else NEXT_CALL)
    return lateness_of(due_at, now, calendar).value, words.time_left(remaining(calendar, now, due_at), tongue)


def _steps(parts: Parts, one: Callback, now: datetime) -> list[Step]:
    tongue = display.language()
    begun = Step("done", _("Không tin nào đến được"), "", words.capital(words.moment(local(one.asked_at), now, tongue)))
    steps = [begun, *(_call_step(parts, call, now) for call in one.calls)]
    if one.state.is_open:
        when = words.capital(words.moment(local(one.next_at), now, tongue)) if one.next_at > now else ""
        steps.append(Step("here", _("Chờ gọi"), "", when))
    elif one.state is State.NEEDLESS and one.ended_at:
        when = words.capital(words.moment(local(one.ended_at), now, tongue))
        steps.append(Step("done", one.state.words.in_language(tongue), "", when))
    return steps


def _call_step(parts: Parts, call: Call, now: datetime) -> Step:
    tongue = display.language()
    name = _("Đã gọi, hẹn gọi lại") if call.outcome is State.AGAIN else call.outcome.words.in_language(tongue)
    who = parts.officer(call.who.partition(":")[2])
    said = [call.reason.words.in_language(tongue) if call.reason else "", call.note]
    note = ". ".join(part for part in (*said, who) if part)
    return Step("done", name, note, words.capital(words.moment(local(call.at), now, tongue)))


def _outcomes() -> list[dict[str, Any]]:
    return [
        {"value": "done", "text": _("Đã báo cho người đó hoặc người nhà họ"),
         "hint": {"text": _("Họ nhắc lại được việc phải làm và ngày")}},
        {"value": "again", "text": _("Chưa gặp được, gọi lại sau")},
        {"value": "unreachable", "text": _("Không thể liên lạc qua điện thoại")},
    ]  # fmt: skip


def pause_items() -> list[dict[str, str]]:
    """When to call again, for a form's choice."""
    texts = (_("Sau 1 giờ"), _("Sau 3 giờ"), _("Ngày mai, giờ này"))
    hours = (str(one // timedelta(hours=1)) for one in AGAIN_AFTER)
    return [{"value": value, "text": text} for value, text in zip(hours, texts, strict=True)]


def _labels() -> dict[str, str]:
    return {
        "outcome": _("Gọi thế nào"),
        "again_in": _("Nếu gọi lại: lúc nào"),
        "reason": _("Nếu không liên lạc được: vì sao"),
        "note": _("Ghi chú, không bắt buộc"),
    }


def _told(done: str) -> str:
    texts: dict[str, str] = {
        "released": _("Đã trả việc gọi về danh sách."),
        "done": _("Đã ghi: người dân đã biết tin."),
        "again": _("Đã hẹn gọi lại."),
        "unreachable": _("Đã ghi là không liên lạc được."),
    }
    return texts.get(done, "")
