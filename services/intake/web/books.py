"""The book of a field at the desk (form 07): which field, from which day to which, then a document to print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.use_cases.print_book import ACTION, book_fields, print_book
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

NO_DAY = Words("Ghi ngày, tháng, năm, ví dụ 23 11 2026", "Give day, month and year, as in 23 11 2026")


def add_book_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the choice of a book and its print onto the blueprint."""

    @pages.get("/desk/books")
    @needs(ACTION)
    def books() -> str:
        today = parts.now().date()
        values = {**_typed("since", today.replace(day=1)), **_typed("until", today)}
        return _page(parts, Form(values, labels=_labels()))

    @pages.get("/desk/books/print")
    @needs(ACTION)
    def printed_book() -> AnyResponse:
        values = request.args.to_dict()
        try:
            since, until = _days(values)
            done = print_book(parts.ports, parts.office, current_caller(), values.get("field", ""), since, until)
        except InvalidRequest as wrong:
            return _again(parts, values, wrong)
        except NotFound as unknown:
            return _again(parts, values, InvalidRequest((FieldFault("/field", unknown.words),)))
        answer = make_response(done.pdf)
        answer.mimetype = "application/pdf"
        answer.headers["Content-Disposition"] = f'inline; filename="so-theo-doi-{done.of.id}-{since}-{until}.pdf"'
        return answer


def _page(parts: Parts, form: Form) -> str:
    tongue = display.language()
    fields = [{"value": one.id, "text": one.name.in_language(tongue)} for one in book_fields(parts.ports)]
    return render_template("intake/desk_books.html", form=form, labels=_labels(), fields=fields)


def _again(parts: Parts, values: Mapping[str, str], wrong: InvalidRequest) -> AnyResponse:
    faults = {one.pointer.lstrip("/"): one.words.in_language(display.language()) for one in wrong.faults}
    return make_response(_page(parts, Form(values, faults, _labels())), 422)


def _days(values: Mapping[str, str]) -> tuple[date, date]:
    """Raises InvalidRequest that names each day that is none."""
    found, faults = [], []
    for name in ("since", "until"):
        try:
            found.append(date(*(int(values.get(f"{name}-{part}", "")) for part in ("year", "month", "day"))))
        except (ValueError, OverflowError):
            faults.append(FieldFault(f"/{name}", NO_DAY))
    if faults:
        raise InvalidRequest(tuple(faults))
    return found[0], found[1]


def _typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def _labels() -> dict[str, str]:
    return {"field": _("Lĩnh vực"), "since": _("Từ ngày"), "until": _("Đến hết ngày")}
