"""Agencies and their connections in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from services.routing.domain.agency import Agency, Delivery
from services.routing.domain.connection import Connection, NotNow, Order, OrderKind, Part
from services.routing.domain.letter import Letter
from services.routing.use_cases.connect_agencies import is_connected
from services.routing.use_cases.post_letters import LettersOf
from shared.ui import display, words
from shared.working_time.calendar import local


@dataclass(frozen=True, slots=True)
class Standing:
    """A tag: kind of colour and word."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One line of the list."""

    address: str
    name: str
    code: str
    standing: Standing
    reach: str
    note: str
    waits: str
    stuck: bool


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the history: what was ordered, by whom and why, and what became of it."""

    what: str
    why: str
    by: str
    when: str
    became: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter that was not taken yet."""

    id: str
    dossier: str
    address: str
    since: str
    attempts: str
    reason: str
    stuck: bool


def row_of(agency: Agency, connection: Connection, letters: LettersOf | None, now: datetime) -> AgencyRow:
    """The agency in the list."""
    return AgencyRow(
        f"/routing/agencies/{agency.id}",
        name_of(agency),
        agency.code,
        standing_of(agency, connection, now),
        reach_of(agency),
        agency.webhook_url,
        _waits(letters, now),
        letters is not None and letters.given_up > 0,
    )


def name_of(agency: Agency) -> str:
    """In the reader's language."""
    return agency.name if display.language() == "vi" or not agency.name_en else agency.name_en


def standing_of(agency: Agency, connection: Connection, now: datetime) -> Standing:
    """How its connection stands, in a word."""
    if not agency.active:
        return Standing("paused", _("Đã ngắt"))
    if connection.failure:
        return Standing("today", _("Chưa làm được"))
    if connection.pending:
        return Standing("soon", _("Đang thực hiện"))
    if connection.sheet is not None:
        return Standing("you", _("Phiếu chờ mở"))
    if is_connected(agency, connection, now):
        return Standing("done", _("Đã kết nối"))
    return Standing("in_time", _("Chưa kết nối"))


def reach_of(agency: Agency) -> str:
    """How letters reach it."""
    return str(_("gửi tới địa chỉ của cơ quan") if agency.delivery is Delivery.WEBHOOK else _("hàng đợi riêng"))


def order_rows(connection: Connection, now: datetime) -> list[OrderRow]:
    """Every order, the newest first."""
    return [_order_row(order, now) for order in reversed(connection.orders)]


def letter_rows(letters: list[Letter], now: datetime, stuck: bool) -> list[LetterRow]:
    """Letters that were not taken."""
    return [
        LetterRow(
            one.id,
            one.dossier,
            f"/routing/cases/{one.dossier}",
            moment(one.came_at, now),
            str(ngettext("%(num)s lần gửi", "%(num)s lần gửi", one.attempts)),
            one.reason,
            stuck,
        )
        for one in letters
    ]


def told(refused: NotNow) -> str:
    """Why it cannot be done now."""
    known = {
        "agency-exists": _("Đã có cơ quan mang mã này."),
        "connected-already": _("Cơ quan này đang kết nối rồi."),
        "not-connected": _("Cơ quan này chưa kết nối."),
        "revoked-already": _("Cơ quan này đã bị ngắt kết nối."),
        "connection-pending": _("Việc trước đang được thực hiện. Xin thử lại sau vài giây."),
        "sheet-not-ready": _("Phiếu kết nối đang được lập. Xin thử lại sau vài giây."),
        "sheet-gone": _("Phiếu này đã được mở và không mở lại được. Nếu chưa lưu, hãy đổi mật khẩu và khóa."),
    }
    return str(known.get(refused.slug, refused))


def fault_of(field: str) -> str:
    """What is wrong with a field."""
    known = {
        "code": _("Ghi mã định danh như H99.11.03"),
        "name": _("Ghi tên tiếng Việt, không quá 200 ký tự"),
        "name_en": _("Ghi tên tiếng Anh, không quá 200 ký tự"),
        "calendar": _("Ghi mã lịch làm việc, như H99"),
        "webhook_url": _("Không gửi tới địa chỉ này được: phải là https, máy chủ và cổng nằm trong danh sách cho phép"),
        "reason": _("Ghi lý do"),
        "parts": _("Chọn ít nhất một thứ cần đổi"),
        "overlap_hours": _("Ghi số giờ từ 0 đến 336"),
    }
    return str(known.get(field, _("Xem lại chỗ này")))


def moment(at: datetime, now: datetime) -> str:
    """A moment as people say it."""
    return words.moment(local(at), local(now), display.language())


def _order_row(order: Order, now: datetime) -> OrderRow:
    names = {
        OrderKind.CONNECT: _("Kết nối"),
        OrderKind.REVOKE: _("Ngắt kết nối"),
        OrderKind.ROTATE: _("Đổi %(what)s", what=", ".join(_part(part) for part in sorted(order.parts, key=_place))),
    }
    what = names[order.kind]
    if order.overlap_hours:
        what = _("%(what)s, cái cũ còn dùng %(hours)s giờ", what=what, hours=f"{order.overlap_hours:g}")
    return OrderRow(str(what), order.reason, _who(order.asked_by), moment(order.asked_at, now), _became(order, now))


def _became(order: Order, now: datetime) -> str:
    if order.dropped:
        return str(_("bỏ, vì cơ quan bị ngắt"))
    if order.done_at is None:
        return str(_("đang thực hiện"))
    done = str(_("xong %(when)s", when=moment(order.done_at, now)))
    if order.opened_at is None:
        return done
    opened = _("%(who)s mở phiếu %(when)s", who=_who(order.opened_by), when=moment(order.opened_at, now))
    return f"{done}; {opened}"


def _part(part: Part) -> str:
    return str(_("mật khẩu") if part is Part.PASSWORD else _("khóa ký"))


def _place(part: Part) -> int:
    return list(Part).index(part)


def _who(actor: str) -> str:
    kind, _sep, name = actor.partition(":")
    return str(_("người vận hành máy chủ")) if kind == "service" else name


def _waits(letters: LettersOf | None, now: datetime) -> str:
    if letters is None or letters.oldest_at is None:
        return ""
    total = letters.waiting + letters.given_up
    waits = ngettext("%(num)s thư chưa giao được", "%(num)s thư chưa giao được", total)
    return str(_("%(waits)s, lâu nhất từ %(when)s", waits=waits, when=moment(letters.oldest_at, now)))
