"""A petition's clocks in words: how much time is left, what stands still, who was told, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from services.hotline.domain.clocks.clock import Clock, ClockKind, clocks_of
from services.hotline.domain.clocks.escalation import Escalation
from services.hotline.domain.clocks.pause import PauseReason
from services.hotline.domain.clocks.roster import Suggestion
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Act, Petition
from services.hotline.use_cases.clocks.view_clocks import view_clocks
from services.hotline.use_cases.list_petitions import lateness_of
from services.hotline.web.parts import Parts
from shared.http.correlation import current_caller
from shared.ui import display, words
from shared.working_time import Calendar, remaining
from shared.working_time.calendar import local

BETWEEN = (Act.TOLD, Act.REPLIED, Act.REOPENED)


@dataclass(frozen=True, slots=True)
class ClockWords:
    """One clock: ``kind`` and ``left`` for its tag."""

    kind: str
    left: str
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class SaidWords:
    """What was said, by whom, when."""

    who: str
    text: str
    when: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class ClockSection:
    """What the desk's page shows. ``pause`` is the sentence of the pause that runs, ``told`` of who was told what."""

    clocks: Sequence[ClockWords]
    pause: str
    told: Sequence[str]
    said: Sequence[SaidWords]
    reasons: Sequence[SaidWords]
    unit: str
    suggestion: str
    suggested: str
    units: Sequence[Mapping[str, Any]]
    pause_reasons: Sequence[Mapping[str, Any]]
    longest_pause: int
    topics: Sequence[Mapping[str, Any]]
    reopens: bool
    extends: bool


def clock_section(parts: Parts, code: str) -> ClockSection:
    """Raises Forbidden, NotFound, StoreAway."""
    view = view_clocks(parts.clocks, current_caller(), code)
    petition, now, calendar, tongue = view.petition, parts.now(), parts.ports.calendar(), display.language()
    roster = parts.clocks.roster
    best = view.suggested[0] if view.suggested else None
    return ClockSection(
        clocks=[_clock(one, now, calendar) for one in view.clocks],
        pause=_pause(petition, now),
        told=[_told(one, now) for one in view.escalations if one.ended_at is None],
        said=said_words(petition, now),
        reasons=_reasons(petition, now),
        unit=parts.officer(view.unit),
        suggestion=_suggestion(parts, best) if best else "",
        suggested=best.account if best else "",
        units=[{"value": one.code, "text": one.name.in_language(tongue)} for one in roster.units
               if one.code != view.unit],
        pause_reasons=[{"value": one.value, "text": one.words.in_language(tongue)} for one in PauseReason],
        longest_pause=view.rules.pause_days,
        topics=[{"value": one.value, "text": one.words.in_language(tongue)} for one in Topic],
        reopens=view.may_reopen,
        extends=not any(one.act in (Act.EXTENDED, Act.REOPENED) for one in petition.history),
    )  # fmt: skip


def said_words(petition: Petition, now: datetime, *, own: bool = False) -> list[SaidWords]:
    """The words to and by whoever petitioned, beside the answers; ``own``: as they read it themselves."""
    theirs = _("Ông bà, anh chị") if own else _("Người gửi")
    return [
        SaidWords(
            (_("Chúng tôi") if own else _("Gửi người phản ánh")) if one.act is Act.TOLD else theirs,
            one.text,
            words.capital(words.moment(local(one.at), now, display.language())),
            one.act is Act.TOLD,
        )
        for one in petition.remarks
        if one.act in BETWEEN
    ]


def word_note(parts: Parts, petition: Petition, now: datetime, calendar: Calendar) -> str:
    """For the list: that the next word is late; empty where it is not."""
    clocks = clocks_of(petition, parts.clocks.rules_of(petition), calendar)
    for one in clocks:
        if one.kind is not ClockKind.SOLUTION and one.met_at is None and one.is_late(now):
            when = words.moment(local(one.due_at), now, display.language())
            name = one.kind.words.in_language(display.language())
            return str(_("%(clock)s: đã hẹn %(when)s", clock=name, when=when))
    return ""


def clock_labels() -> dict[str, str]:
    """Field name → label."""
    return {
        "tell-text": _("Tin cho người gửi, họ đọc được"),
        "pause-reason": _("Chờ ai"),
        "pause-days": _("Nhiều nhất mấy ngày làm việc"),
        "pause-text": _("Hỏi người gửi điều gì, hoặc vì sao phải chờ"),
        "extend-why": _("Vì sao cần thêm ngày, người gửi đọc được"),
        "topic": _("Chủ đề"),
        "unit": _("Chuyển đến đơn vị"),
        "hand-why": _("Vì sao chuyển"),
        "reopen-why": _("Vì sao mở lại"),
    }


def clock_told() -> dict[str, str]:
    """What the page says after a step."""
    return {
        "told": _("Đã báo tin cho người gửi."),
        "paused": _("Đã tạm dừng. Hạn trả lời lùi theo thời gian chờ."),
        "resumed": _("Đồng hồ chạy tiếp."),
        "extended": _("Đã lùi hạn trả lời. Người gửi được báo."),
        "topic-changed": _("Đã đổi chủ đề. Hạn trả lời tính lại từ đầu, không mất thời gian đã chờ."),
        "handed": _("Đã chuyển đơn vị."),
        "reopened": _("Đã mở lại. Người gửi được báo hạn mới."),
    }


def _clock(one: Clock, now: datetime, calendar: Calendar) -> ClockWords:
    tongue = display.language()
    name, due = one.kind.words.in_language(tongue), words.moment(local(one.due_at), now, tongue)
    if one.met_at:
        when = words.moment(local(one.met_at), now, tongue)
        late = one.is_late(now)
        return ClockWords("late" if late else "done", _("Xong trễ") if late else _("Xong đúng hẹn"), name, when)
    if one.stands_at:
        return ClockWords("paused", _("Đứng yên"), name, _("hẹn %(when)s, sẽ lùi theo thời gian chờ", when=due))
    left = words.time_left(remaining(calendar, now, one.due_at), tongue)
    return ClockWords(lateness_of(one.due_at, now, calendar).value, left, name, _("chậm nhất %(when)s", when=due))


def _pause(petition: Petition, now: datetime) -> str:
    if not petition.is_paused:
        return ""
    last, tongue = petition.pauses[-1], display.language()
    return str(
        _(
            "%(reason)s, từ %(since)s. Tự chạy tiếp %(until)s.",
            reason=last.reason.words.in_language(tongue),
            since=words.moment(local(last.begun_at), now, tongue),
            until=words.moment(local(last.until), now, tongue),
        )
    )


def _told(one: Escalation, now: datetime) -> str:
    tongue, last = display.language(), one.told[-1]
    return str(
        _(
            "%(matter)s. Đã báo %(role)s, %(when)s.",
            matter=one.matter.words.in_language(tongue),
            role=last.role.words.in_language(tongue),
            when=words.moment(local(last.at), now, tongue),
        )
    )


def _reasons(petition: Petition, now: datetime) -> list[SaidWords]:
    titles = {
        Act.PAUSED: _("Vì sao tạm dừng"),
        Act.HANDED_ON: _("Vì sao chuyển đơn vị"),
    }
    asked = {one.begun_at for one in petition.pauses if one.reason is PauseReason.PETITIONER}
    return [
        SaidWords(titles[one.act], one.text, words.capital(words.moment(local(one.at), now, display.language())))
        for one in petition.remarks
        if one.act in titles and not (one.act is Act.PAUSED and one.at in asked)
    ]


def _suggestion(parts: Parts, best: Suggestion) -> str:
    return str(
        _(
            "Nên giao %(officer)s: %(fit)s, đang giữ %(load)s việc.",
            officer=parts.officer(best.account),
            fit=best.fit.words.in_language(display.language()),
            load=best.load,
        )
    )
