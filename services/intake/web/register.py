"""Puts the pages of the front door together: one blueprint, the look, and what the bar of the desk tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, request

from services.intake.domain.personal import show_phone
from services.intake.web import choices
from services.intake.web.books import add_book_pages
from services.intake.web.catalogue.imports import add_import_pages
from services.intake.web.catalogue.pages import add_catalogue_pages
from services.intake.web.catalogue.versions import add_version_pages
from services.intake.web.contacts import add_contact_pages
from services.intake.web.date_words import why_moved
from services.intake.web.desk import add_desk_pages
from services.intake.web.desk_calendar import add_calendar_pages
from services.intake.web.desk_dates import add_date_pages
from services.intake.web.desk_dossier import add_dossier_pages, add_return_pages, done_or_told
from services.intake.web.desk_life import add_life_pages
from services.intake.web.desk_money import add_money_pages
from services.intake.web.desk_papers import add_desk_paper_pages
from services.intake.web.desk_steps import add_step_pages
from services.intake.web.developers.pages import add_developer_pages
from services.intake.web.filing import add_filing_pages
from services.intake.web.front import add_front_pages
from services.intake.web.guidance import add_guidance_desk_pages, add_guidance_pages
from services.intake.web.guidance_move import add_guidance_desk_move_pages, add_guidance_move_pages
from services.intake.web.my import add_my_dossier_pages, add_my_pages
from services.intake.web.my_business import add_business_pages, add_member_pages
from services.intake.web.my_profile import add_profile_pages, add_reach_pages
from services.intake.web.my_sign_in import add_my_sign_in_pages
from services.intake.web.own_dossier import add_own_pages
from services.intake.web.own_papers import add_my_paper_pages, add_own_paper_pages
from services.intake.web.parts import Parts
from services.intake.web.portal.behind import add_behind_pages
from services.intake.web.portal.lists import add_list_pages
from services.intake.web.priority.imports import add_priority_import_pages
from services.intake.web.priority.lists import add_priority_list_pages
from services.intake.web.priority.on_dossier import add_priority_dossier_pages
from services.intake.web.review.evidence import add_evidence_pages
from services.intake.web.review.proposing import add_proposal_pages
from services.intake.web.review.reports import add_report_pages
from services.intake.web.review.reviews import add_review_pages
from services.intake.web.review.rounds import add_round_pages
from services.intake.web.scripts import add_scripts, signature_pad
from services.intake.web.staff import add_staff_pages
from services.intake.web.tours import add_tour_pages
from services.intake.web.tracking import add_tracking_pages
from services.intake.web.verification import add_verification_pages
from shared import ui
from shared.http.correlation import current_caller
from shared.ui import display
from shared.ui.texts import gettext as _

ADDED = (
    add_front_pages,
    add_filing_pages,
    add_tracking_pages,
    add_verification_pages,
    add_own_pages,
    add_own_paper_pages,
    add_my_paper_pages,
    add_staff_pages,
    add_desk_pages,
    add_book_pages,
    add_dossier_pages,
    add_return_pages,
    add_step_pages,
    add_my_sign_in_pages,
    add_my_pages,
    add_my_dossier_pages,
    add_profile_pages,
    add_reach_pages,
    add_business_pages,
    add_member_pages,
    add_guidance_pages,
    add_guidance_desk_pages,
    add_guidance_move_pages,
    add_guidance_desk_move_pages,
    add_contact_pages,
    add_desk_paper_pages,
    add_priority_list_pages,
    add_priority_import_pages,
    add_priority_dossier_pages(done_or_told),
    add_life_pages,
    add_money_pages,
    add_tour_pages,
    add_scripts,
    add_date_pages,
    add_calendar_pages,
    add_catalogue_pages,
    add_version_pages,
    add_import_pages,
    add_behind_pages,
    add_list_pages,
    add_round_pages,
    add_report_pages,
    add_review_pages,
    add_proposal_pages,
    add_evidence_pages,
    add_developer_pages,
)
LOCALE = Path(__file__).parent.parent / "locale"


def blueprint(parts: Parts) -> Blueprint:
    """The pages, for ``create_api(pages=[…])``; ``dress`` must follow."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    for add in ADDED:
        add(pages, parts)
    pages.app_context_processor(lambda: {"desk_links": _desk_links(parts), "desk_user": lambda: _desk_user(parts)})
    pages.add_app_template_filter(show_phone, "phone")
    pages.add_app_template_filter(why_moved, "why_moved")
    for one in (
        choices.channel_items,
        choices.variant_items,
        choices.return_items,
        choices.receiver_items,
        choices.signed_items,
        choices.tour_kind_items,
        choices.authority_items,
        signature_pad,
    ):
        pages.add_app_template_global(one)
    return pages


def dress(app: Flask, parts: Parts) -> None:
    """Give the application the look of the house and this service's translations."""
    ui.install(app, frame=parts.frame, locales=[LOCALE])


def _desk_links(parts: Parts) -> list[dict[str, Any]]:
    """The places at the desk that the reader may enter; error pages show them to nobody in particular."""
    links: tuple[tuple[str, str, str], ...] = (
        ("/desk", _("Việc của quầy"), "dossier.list"),
        ("/desk/new", _("Nhận hồ sơ tại quầy"), "dossier.file-at-counter"),
        ("/desk/queue", _("Gọi số"), "counter.figures"),
        ("/desk/guidance", _("Bàn hướng dẫn"), "guidance.list"),
        ("/desk/contacts", _("Sổ trao đổi"), "contact.list"),
        ("/desk/tours", _("Chuyến đi"), "tour.view"),
        ("/desk/priority", _("Người ưu tiên"), "priority.view"),
        ("/desk/silent", _("Quá hạn trả lời"), "dossier.list"),
        ("/desk/money", _("Thu chi"), "money.view"),
        ("/desk/books", _("Sổ theo dõi"), "book.print"),
        ("/desk/catalogue", _("Danh mục thủ tục"), "procedure.versions"),
        ("/desk/reviews", _("Rà soát thủ tục"), "review.view"),
        ("/desk/calendar", _("Lịch làm việc"), "calendar.view"),
        ("/desk/portal", _("Cổng Quốc gia"), "portal.view"),
    )
    roles = current_caller().all_roles
    if not parts.ports.access.scopes(roles, "counter.work"):  # the desk finds it beside its counters
        links = (*links, ("/desk/tickets/new", _("Lấy số giúp"), "ticket.take-for"))
    return [
        {"address": address, "text": text, "here": request.path == address}
        for address, text, action in links
        if parts.ports.access.scopes(roles, action)
    ]


def _desk_user(parts: Parts) -> dict[str, str] | None:
    caller = current_caller()
    if caller.kind != "staff":
        return None
    account = parts.ports.accounts.find(caller.id)
    name = account.display_name.in_language(display.language()) if account else caller.id
    return {"name": name, "unit": parts.ports.unit.name.in_language(display.language())}
