"""The forms of a dossier as PDF, the book of a field, and the check of a paper by its code."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import Response, request

from services.intake.api.language import language
from services.intake.api.schemas import forms as schemas
from services.intake.domain.form_copy import FormName, shown_hash
from services.intake.use_cases.form_ports import FormOffice
from services.intake.use_cases.issue_form import Printed, issue_form, read_form_name
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.print_book import book_fields, print_book
from services.intake.use_cases.verify_form import Verification, verify_form
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.working_time.calendar import local


def forms_blueprint(ports: Ports, office: FormOffice) -> Blueprint:
    blueprint = Blueprint("forms", __name__, description="forms on paper")
    _add_forms(blueprint, ports, office)
    _add_books(blueprint, ports, office)
    _add_verification(blueprint, ports, office)
    return blueprint


def _add_forms(blueprint: Blueprint, ports: Ports, office: FormOffice) -> None:
    @blueprint.route("/dossiers/<code>/forms/<name>.pdf", methods=["GET"])
    @blueprint.arguments(schemas.FormQuery, location="query")
    @blueprint.response(200, content_type="application/pdf")
    @needs("dossier.forms")
    def form(query: dict[str, Any], code: str, name: str) -> Response:
        """Forms 01 to 05 (receipt, supplement, refusal, apology, stop), for the owner or an officer of the unit.

        What says the same as a copy given out before is that copy; what says something else is a new issue.
        """
        wanted = read_form_name(name)
        context = request_context(clock=ports.clock)
        return pdf(issue_form(ports, office, current_caller(), code, wanted, context, of=query["request"]))

    @blueprint.route("/dossiers/<code>/forms/control-sheet.pdf", methods=["GET"])
    @blueprint.response(200, content_type="application/pdf")
    @needs("dossier.control-sheet")
    def control_sheet(code: str) -> Response:
        """Form 06: every hop of the dossier, for officers and leaders of its unit."""
        context = request_context(clock=ports.clock)
        return pdf(issue_form(ports, office, current_caller(), code, FormName.CONTROL_SHEET, context))


def _add_books(blueprint: Blueprint, ports: Ports, office: FormOffice) -> None:
    @blueprint.route("/books", methods=["GET"])
    @blueprint.response(200, schemas.BookList)
    @needs("book.print")
    def books() -> Any:
        """The books that can be printed: one a field of the catalogue."""
        items = [{"field": one.id, "name": one.name.vi, "name_en": one.name.en} for one in book_fields(ports)]
        return {"items": items, "next": None}

    @blueprint.route("/books/<field>.pdf", methods=["GET"])
    @blueprint.arguments(schemas.BookQuery, location="query")
    @blueprint.response(200, content_type="application/pdf")
    @needs("book.print")
    def book(query: dict[str, date], field: str) -> Response:
        """Form 07: the dossiers of one field received from one day to another, both included; at most a year."""
        printed = print_book(ports, office, current_caller(), field, query["since"], query["until"])
        return shown_pdf(printed.pdf, f"so-theo-doi-{printed.of.id}-{query['since']}-{query['until']}.pdf")


def _add_verification(blueprint: Blueprint, ports: Ports, office: FormOffice) -> None:
    @blueprint.route("/verifications/<token>", methods=["GET"])
    @blueprint.response(200, schemas.VerificationSchema)
    @public
    def verification(token: str) -> Any:
        """What the paper with this code says, and whether it is what was given out. Limited by network address."""
        return verified(verify_form(ports, office, token, address=client_address()), language(request))


def verified(found: Verification, tongue: str) -> dict[str, Any]:
    """The little that anybody may know who holds the paper."""
    copy, later = found.copy, found.later
    return {
        "matches": found.matches,
        "form": copy.form.value,
        "form_number": found.form_number,
        "title": found.title,
        "number": found.number,
        "issue": copy.issue,
        "code": copy.dossier,
        "procedure": copy.procedure.in_language(tongue),
        "applicant_initials": found.initials,
        "due_at": local(copy.due_at) if copy.due_at else None,
        "issued_at": local(copy.issued_at),
        "unit": found.unit.name.in_language(tongue),
        "hash": shown_hash(copy.sha256),
        "event": found.event,
        "superseded_by": {"issue": later.issue, "issued_at": local(later.issued_at)} if later else None,
    }


def pdf(printed: Printed) -> Response:
    """A form shown in the browser."""
    # A task's id may hold what no file name should.
    about = re.sub(r"[^\w.-]", "-", f"-{printed.copy.of}") if printed.copy.of else ""
    return shown_pdf(printed.pdf, f"{FILE_NAMES[printed.copy.form]}-{printed.dossier.code}{about}.pdf")


def shown_pdf(drawn: bytes, name: str) -> Response:
    """A document shown in the browser, kept by nobody on the way: it may hold a personal link."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(drawn, mimetype="application/pdf", headers=headers)


FILE_NAMES = {
    FormName.RECEIPT: "giay-tiep-nhan",
    FormName.SUPPLEMENT: "phieu-bo-sung",
    FormName.REFUSAL: "phieu-tu-choi",
    FormName.APOLOGY: "van-ban-xin-loi",
    FormName.STOP: "thong-bao-dung",
    FormName.CONTROL_SHEET: "phieu-kiem-soat",
    FormName.PAYMENT_RECEIPT: "bien-lai",
}
