"""The pages of the doors: whom a petition names, what is opened with a reason, and who looked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.contact import Look, Seen
from services.hotline.domain.errors import InvalidRequest
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import is_petition_code
from services.hotline.use_cases.doors.look import list_looks, looks_at
from services.hotline.use_cases.doors.name_people import name_people
from services.hotline.use_cases.doors.verify_looks import verify_looks
from services.hotline.use_cases.view_petition import view_text
from services.hotline.web.parts import Parts, unstored
from shared.http.correlation import current_caller, request_context
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.working_time.calendar import local

LOOKS = "/hotline/desk/looks"
PAGE = "/hotline/desk/<code>"
ROWS, ROWS_OF_ONE = 50, 20


@dataclass(frozen=True, slots=True)
class Line:
    """One look as it is read; ``address`` is the petition's page, empty for a dossier's."""

    number: int
    when: str
    who: str
    what: str
    about: str
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class DoorSection:
    """What the petition's page shows; ``looks`` is None for who may not see them."""

    may_name: bool
    looks: Sequence[Line] | None


def add_door_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the book of looks onto the blueprint."""

    @pages.get(LOOKS)
    @needs("look.list")
    def looks() -> AnyResponse:
        after = decode_cursor(request.args.get("cursor"), datetime, str)
        place = (after[0], after[1]) if after else None
        found = list_looks(parts.ports, parts.looks, current_caller(), after=place, limit=ROWS + 1)
        shown, last = found[:ROWS], found[ROWS - 1] if len(found) > ROWS else None
        asked = request.args.get("verify") == "1"
        page = render_template(
            "hotline/looks.html",
            lines=[_line(parts, one, parts.now()) for one in shown],
            more=f"{LOOKS}?cursor={encode_cursor([last.at, last.id])}" if last else "",
            proof=verify_looks(parts.ports, parts.looks, current_caller()) if asked else None,
        )
        return unstored(page)


def add_door_steps(pages: Blueprint, parts: Parts, done: Callable[..., AnyResponse], page: Callable[..., str]) -> None:
    """Put onto the petition's page what opens it and what closes it; ``done`` answers a step, ``page`` shows it."""

    @pages.post(f"{PAGE}/named")
    @needs("petition.name-person")
    def named(code: str) -> AnyResponse:
        accounts = request.form.get("accounts", "")[:4000].replace(",", "\n").splitlines()
        return done(
            parts,
            code,
            "named" if any(one.strip() for one in accounts) else "unnamed",
            "accounts",
            lambda context, **more: name_people(parts.ports, current_caller(), code, accounts, context, **more),
        )

    @pages.post(f"{PAGE}/text")
    @needs("petition.view-confidential")
    def text(code: str) -> AnyResponse:
        why, context = request.form.get("why-text", "")[:500], request_context(clock=parts.ports.clock)
        try:
            opened = view_text(parts.ports, current_caller(), code, why, context)
        except InvalidRequest as refused:
            fault = refused.faults[0].words.in_language(display.language())
            labels = {"why-text": _("Mở để làm gì")}
            return make_response(page(parts, code, form=Form(request.form.to_dict(), {"why-text": fault}, labels)), 422)
        return unstored(page(parts, code, opened=opened))


def door_section(parts: Parts, petition: Petition, now: datetime) -> DoorSection:
    """What the caller may see and do about who knows of this petition."""
    looks = None
    if parts.may("look.list"):
        found = looks_at(parts.ports, parts.looks, current_caller(), petition.id, limit=ROWS_OF_ONE)
        looks = [_line(parts, one, now) for one in found]
    return DoorSection(parts.may("petition.name-person"), looks)


def door_labels() -> dict[str, str]:
    """The labels of these forms."""
    return {"accounts": _("Tên đăng nhập của người được nêu"), "why-text": _("Mở để làm gì")}


def _line(parts: Parts, one: Look, now: datetime) -> Line:
    told: dict[Seen, Any] = {
        Seen.IDENTITY: _("Tên, số người gửi"),
        Seen.DOSSIER: _("Hồ sơ của người gọi"),
        Seen.CALLBACK: _("Người cần gọi báo tin"),
        Seen.TEXT: _("Nội dung đóng kín"),
        Seen.ATTACHMENT: _("Giấy tờ gửi kèm"),
        Seen.EXPORT: _("Xuất ra tệp có tên người gửi"),
    }
    address = f"/hotline/desk/{one.about}" if is_petition_code(one.about) else ""
    when = words.capital(words.moment(local(one.at), now, display.language()))
    return Line(one.number, when, parts.officer(one.who.partition(":")[2]), told[one.what], one.about, address, one.why)
