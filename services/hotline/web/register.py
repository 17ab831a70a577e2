"""Puts the pages of the hotline together: one blueprint, the look, and what the bar of the desk tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, request
from flask_babel import gettext as _

from services.hotline.web import choices
from services.hotline.web.answers import add_answer_pages
from services.hotline.web.attachments import add_attachment_pages
from services.hotline.web.call import add_call_pages
from services.hotline.web.callbacks import add_callback_pages, pause_items
from services.hotline.web.calls import add_calls_pages
from services.hotline.web.citizen import add_citizen_pages
from services.hotline.web.clocks import add_clock_pages
from services.hotline.web.desk import add_desk_pages
from services.hotline.web.doors import add_door_pages
from services.hotline.web.inside import add_export_pages
from services.hotline.web.legal import add_legal_pages
from services.hotline.web.matching import add_matching_pages
from services.hotline.web.matters import add_matter_pages
from services.hotline.web.opinions import add_opinion_pages
from services.hotline.web.parts import Parts
from services.hotline.web.petition import add_petition_pages
from services.hotline.web.publication import add_publication_pages
from services.hotline.web.questions import add_question_pages
from services.hotline.web.reviews import add_review_pages
from services.hotline.web.track_more import add_own_steps
from shared import ui
from shared.http.correlation import current_caller
from shared.text import show_phone
from shared.ui import display
from shared.working_time.calendar import local

LOCALE = Path(__file__).parent.parent / "locale"


def blueprint(parts: Parts) -> Blueprint:
    """The pages, for ``create_api(pages=[…])``; ``dress`` must follow."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    for add in (
        add_citizen_pages,
        add_question_pages,
        add_desk_pages,
        add_call_pages,
        add_calls_pages,
        add_callback_pages,
        add_door_pages,
        add_legal_pages,
        add_review_pages,
        add_export_pages,
        add_clock_pages,
        add_own_steps,
        add_answer_pages,
        add_publication_pages,
        add_opinion_pages,
        add_matter_pages,
        add_attachment_pages,
        add_petition_pages,
        add_matching_pages,
    ):
        add(pages, parts)
    pages.app_context_processor(
        lambda: {"desk_links": _desk_links(parts), "desk_user": lambda: _desk_user(parts), "may": parts.may}
    )
    pages.add_app_template_filter(show_phone, "phone")
    pages.add_app_template_filter(parts.officer, "officer")
    pages.add_app_template_filter(lambda at: f"{local(at).hour}:{local(at):%M}", "local_clock")
    for one in (choices.kind_items, choices.topic_items, choices.who_items, choices.call_channel_items, pause_items):
        pages.add_app_template_global(one)
    return pages


def dress(app: Flask, parts: Parts) -> None:
    """Give the application the look of the house and this service's translations."""
    ui.install(app, frame=parts.frame, locales=[LOCALE])


def _desk_links(parts: Parts) -> list[dict[str, Any]]:
    """Right → page → how it is called; what somebody may not open is not offered."""
    pages: tuple[tuple[str, str, str], ...] = (
        ("petition.list", "/hotline/desk", _("Phản ánh")),
        ("call.take", "/hotline/desk/calls", _("Cuộc gọi")),
        ("petition.record", "/hotline/desk/new", _("Ghi cuộc gọi")),
        ("escalation.list", "/hotline/desk/escalations", _("Cần đôn đốc")),
        ("callback.list", "/hotline/desk/callbacks", _("Gọi báo tin")),
        ("petition.tell-standing", "/hotline/desk/standing", _("Hỏi thăm")),
        ("petition.list", "/hotline/desk/matters", _("Vụ việc")),
        ("review.view", "/hotline/desk/reviews", _("Báo cáo tuần")),
        ("register.view", "/hotline/desk/register", _("Sổ khiếu nại, tố cáo")),
        ("answer.publish", "/hotline/desk/publications", _("Chờ công khai")),
        ("rating.view", "/hotline/desk/opinions", _("Góp ý")),
        ("petition.export", "/hotline/desk/export", _("Xuất danh sách")),
        ("look.list", "/hotline/desk/looks", _("Lượt xem")),
    )
    return [
        {"address": address, "text": text, "here": request.path == address}
        for action, address, text in pages
        if parts.may(action)
    ]


def _desk_user(parts: Parts) -> dict[str, str] | None:
    caller = current_caller()
    if caller.kind != "staff":
        return None
    return {"name": parts.officer(caller.id), "unit": parts.ports.unit.in_language(display.language())}
