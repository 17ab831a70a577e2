"""The page /routing/conservation: that no dossier is lost, or which ones differ and what is known of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, render_template
from flask_babel import gettext as _

from services.routing.domain.balance import Difference, Kind, Message
from services.routing.domain.placing import Place
from services.routing.domain.task import TaskStatus
from services.routing.use_cases.view_balance import BalanceDesk
from services.routing.web import rows
from shared.security.access import needs
from shared.working_time.calendar import local

ADDRESS = "/routing/conservation"
MOST_SHOWN, DAYS_SHOWN = 100, 14


@dataclass(frozen=True, slots=True)
class Row:
    """A difference in words; ``has_case``: there is a page to go to."""

    dossier: str
    since: datetime
    alarmed: bool
    what: str
    sides: str
    known: list[str]
    has_case: bool


def balance_pages(desk: BalanceDesk, clock: Callable[[], datetime]) -> Blueprint:
    """The page; reads only."""
    pages = Blueprint("balance", __name__, template_folder="templates")

    @pages.get(ADDRESS)
    @needs("balance.view")
    def conservation() -> str:
        now = clock()
        view = desk.view(now)
        return render_template(
            "routing/conservation.html",
            view=view,
            lost=[_row(one) for one in view.differences[:MOST_SHOWN]],
            moving=[_row(one) for one in view.on_the_way[:MOST_SHOWN]],
            places=[(text, view.places[place.value]) for place, text in place_words().items()],
            days=[(_day(one.day), one) for one in view.days[:DAYS_SHOWN]],
            now=local(now),
        )

    return pages


def place_words() -> dict[Place, str]:
    """The places, in the order of a dossier's way."""
    return {
        Place.LINE: _("chờ chuyển tới cơ quan"),
        Place.AGENCY: _("ở cơ quan giải quyết"),
        Place.SUPPLEMENT: _("chờ người nộp bổ sung giấy tờ"),
        Place.PAYMENT: _("chờ người nộp phí"),
        Place.INTAKE: _("có kết quả, chờ trả"),
        Place.RETURNED: _("đã trả kết quả"),
        Place.WITHDRAWN: _("đã rút"),
        Place.STOPPED: _("đã dừng"),
    }


def _row(one: Difference) -> Row:
    look = one.look
    messages = [_message(message) for message in look.messages]
    tasks = [_("%(agency)s: %(status)s", agency=name, status=_status(status)) for _id, name, status in look.tasks]
    sides = _(
        "Tiếp nhận: %(intake)s. Liên thông: %(routing)s.",
        intake=_standing(look.intake) if look.intake else _("không có"),
        routing=_standing(look.routing) if look.routing else _("không có"),
    )
    return Row(
        one.id, local(one.since), one.alarmed_at is not None, _what(one), sides, [*messages, *tasks],
        look.routing is not None,
    )  # fmt: skip


def _what(one: Difference) -> str:
    words = {
        Kind.NO_CASE: _("Đã tiếp nhận nhưng liên thông không có"),
        Kind.NOT_ACCEPTED: _("Liên thông có nhưng chưa được tiếp nhận"),
        Kind.DOUBLED: _("Bản thứ hai của hồ sơ %(code)s", code=one.look.copy_of or ""),
        Kind.NOWHERE: _("Không ai đang giữ"),
        Kind.TWO_PLACES: _("Ở hai nơi cùng lúc"),
        Kind.DIFFERS: _("Hai bên nói khác nhau"),
    }
    return str(words[one.kind])


def _standing(word: str) -> str:
    words = {
        "open": _("đang giải quyết"),
        "decided": _("có kết quả, chờ trả"),
        Place.NOWHERE.value: _("không ai giữ"),
        Place.TWO_PLACES.value: _("hai nơi"),
        **{place.value: text for place, text in place_words().items()},
    }
    return str(words.get(word, word))


def _status(word: str) -> str:
    found = next((one for one in TaskStatus if one.value == word), None)
    return str(rows.titles().get(found, word)) if found else word


def _message(one: Message) -> str:
    side = {"intake": _("tiếp nhận"), "routing": _("liên thông")}.get(one.side, one.side)
    where = {
        "not_published": _("tin %(type)s của %(side)s chưa gửi được", type=one.type, side=side),
        "put_off": _("tin %(type)s đang chờ ở %(side)s", type=one.type, side=side),
        "parked": _("tin %(type)s bị giữ lại ở %(side)s", type=one.type, side=side),
    }
    told = where.get(one.where, one.type)
    return f"{told}: {one.reason}" if one.reason else told


def _day(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None  # codes of no day
