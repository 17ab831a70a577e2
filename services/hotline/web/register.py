"""Puts the pages of the hotline together: one blueprint, the look, and what the bar of the desk tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, request
from flask_babel import gettext as _

from services.hotline.web import choices
from services.hotline.web.call import add_call_pages
from services.hotline.web.callbacks import add_callback_pages
from services.hotline.web.citizen import add_citizen_pages
from services.hotline.web.desk import add_desk_pages
from services.hotline.web.doors import add_door_pages
from services.hotline.web.inside import add_export_pages
from services.hotline.web.parts import Parts
from services.hotline.web.petition import add_petition_pages
from services.hotline.web.reviews import add_review_pages
from shared import ui
from shared.http.correlation import current_caller
from shared.text import show_phone
from shared.ui import display

LOCALE = Path(__file__).parent.parent / "locale"


def blueprint(parts: Parts) -> Blueprint:
    """The pages, for ``create_api(pages=[…])``; ``dress`` must follow."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    for add in (
        add_citizen_pages,
        add_desk_pages,
        add_call_pages,
        add_callback_pages,
        add_door_pages,
        add_review_pages,
    ):
        add(pages, parts)
    add_export_pages(pages, parts)
    add_petition_pages(pages, parts)
    pages.app_context_processor(
        lambda: {"desk_links": _desk_links(parts), "desk_user": lambda: _desk_user(parts), "may": parts.may}
    )
    pages.add_app_template_filter(show_phone, "phone")
    pages.add_app_template_filter(parts.officer, "officer")
    for one in (choices.kind_items, choices.topic_items, choices.who_items, choices.call_channel_items):
        pages.add_app_template_global(one)
    return pages


def dress(app: Flask, parts: Parts) -> None:
    """Give the application the look of the house and this service's translations."""
    ui.install(app, frame=parts.frame, locales=[LOCALE])


def _desk_links(parts: Parts) -> list[dict[str, Any]]:
    links = [("/hotline/desk", _("Phản ánh"))] if parts.may("petition.list") else []
    if parts.may("petition.record"):
        links.append(("/hotline/desk/new", _("Ghi cuộc gọi")))
    if parts.may("callback.list"):
        links.append(("/hotline/desk/callbacks", _("Gọi báo tin")))
    if parts.may("review.view"):
        links.append(("/hotline/desk/reviews", _("Báo cáo tuần")))
    if parts.may("petition.export"):
        links.append(("/hotline/desk/export", _("Xuất danh sách")))
    if parts.may("look.list"):
        links.append(("/hotline/desk/looks", _("Lượt xem")))
    return [{"address": address, "text": text, "here": request.path == address} for address, text in links]


def _desk_user(parts: Parts) -> dict[str, str] | None:
    caller = current_caller()
    if caller.kind != "staff":
        return None
    return {"name": parts.officer(caller.id), "unit": parts.ports.unit.in_language(display.language())}
