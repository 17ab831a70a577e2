"""What people wrote back, for officers: from whom (masked), how it was understood, what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request

from services.notifications.domain.inbound.message import Done, Inbound
from services.notifications.domain.inbound.words import Word
from services.notifications.use_cases.inbound.ports import InboundQuestions
from services.notifications.use_cases.ports import Clock
from services.notifications.web.told import way_words
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.texts import gettext as _

ROWS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line: ``kind`` and ``word`` make the tag."""

    kind: str
    word: str
    asked: str
    code: str
    way: str
    when: str


def add_inbound_page(pages: Blueprint, questions: InboundQuestions, clock: Clock) -> None:
    """Put the list onto the blueprint."""

    @pages.get("/notifications/inbound")
    @needs("inbound.list")
    def inbound() -> str:
        after = decode_cursor(request.args.get("cursor"), datetime, str)
        found = questions.latest((after[0], after[1]) if after else None, ROWS + 1)
        shown = found[:ROWS]
        more = encode_cursor((shown[-1].received_at, shown[-1].id)) if len(found) > ROWS else None
        now = clock()
        return render_template(
            "notifications/inbound.html", rows=[row_of(one, now) for one in shown], more=more, now=now
        )


def row_of(one: Inbound, now: datetime) -> Row:
    """The message as it stands."""
    kind, word = {
        Done.ANSWERED: ("done", _("Đã trả lời")),
        Done.STOPPED: ("done", _("Đã dừng tin")),
        Done.STARTED: ("done", _("Đã bật lại tin")),
        Done.HANDED_ON: ("new", _("Đã chuyển")),
        Done.TOO_MANY: ("soon", _("Quá nhiều tin, chưa xử lý")),
        Done.EMPTY: ("in_time", _("Tin trống")),
    }[one.done]
    asked = {
        Word.LOOK_UP: _("Tra cứu hồ sơ"),
        Word.STOP: _("Dừng tin không bắt buộc"),
        Word.START: _("Nhận lại tin"),
        Word.TICKET: _("Lấy số thứ tự"),
        Word.RATE: _("Góp ý cho câu trả lời"),
        Word.OTHER: _("Phản ánh, kiến nghị"),
    }[one.word]
    way = way_words(one.channel)
    when = words.capital(words.moment(one.received_at, now, display.language()))
    code = one.code or (_("không thấy hồ sơ của số này") if one.word is Word.LOOK_UP else "")
    return Row(kind, word, asked, code, f"{way} {one.from_masked}", when)
