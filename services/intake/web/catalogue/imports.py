"""A file of procedures: sent, looked at row by row, then taken over; the page tells how far it is."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.catalogue_import import CatalogueImport, ImportState
from services.intake.domain.errors import IllegalStep, InvalidRequest, UnreadableFile
from services.intake.use_cases.catalogue_imports import Sent, send_file, start_import, view_import
from services.intake.use_cases.import_procedures import Outcome
from services.intake.use_cases.import_report import write_report
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import EMPTY, Form
from shared.ui.texts import gettext as _

IMPORTS = "/desk/catalogue/imports"
SHOWN = 100
READ_AT_ONCE = 1000
LATEST = 10
KINDS = {"json": "application/json", "csv": "text/csv"}


def add_import_pages(pages: Blueprint, parts: Parts) -> None:
    """Put sending, preview, taking over and report onto the blueprint."""
    _add_sending(pages, parts)
    _add_taking(pages, parts)


def _add_sending(pages: Blueprint, parts: Parts) -> None:

    @pages.get(IMPORTS)
    @needs("procedure.edit")
    def imports() -> str:
        return _send_page(parts, EMPTY)

    @pages.post(IMPORTS)
    @needs("procedure.edit")
    def send() -> AnyResponse:
        file = request.files.get("file")
        if file is None or not file.filename:
            return _wrong(parts, _("Chọn một tệp XLSX hoặc JSON"))
        try:
            context = request_context(clock=parts.ports.clock)
            sent = Sent(file.filename, file.stream.read())
            found = send_file(parts.ports, parts.catalogue.files, current_caller(), sent, context)
        except UnreadableFile as unreadable:
            return _wrong(parts, unreadable.words.in_language(display.language()))
        return redirect(f"{IMPORTS}/{found.id}", 303)


def _add_taking(pages: Blueprint, parts: Parts) -> None:
    @pages.get(f"{IMPORTS}/<id>")
    @needs("procedure.edit")
    def one_import(id: str) -> str:
        return _page(parts, view_import(parts.ports, current_caller(), id), Form(labels=_labels()))

    @pages.post(f"{IMPORTS}/<id>/take-over")
    @needs("procedure.edit")
    def take_over(id: str) -> AnyResponse:
        why = request.form.get("why", "")
        try:
            start_import(parts.ports, current_caller(), id, why, request_context(clock=parts.ports.clock))
        except InvalidRequest as wrong:
            told = wrong.faults[0].words.in_language(display.language())
            form = Form({"why": why}, {"why": told}, _labels())
            return make_response(_page(parts, view_import(parts.ports, current_caller(), id), form), 422)
        except (IllegalStep, Conflict):  # pressed twice: it runs already
            pass
        return redirect(f"{IMPORTS}/{id}", 303)

    @pages.get(f"{IMPORTS}/<id>/report.<kind>")
    @needs("procedure.edit")
    def report(id: str, kind: str) -> Response:
        found = view_import(parts.ports, current_caller(), id)
        if kind not in KINDS:
            raise Problem(404, "not-found")
        data = {"file": found.file_name, "counts": dict(found.counts), "rows": _all_rows(parts, id)}
        headers = {"Content-Disposition": f'attachment; filename="import-{found.id}.{kind}"'}
        return Response(write_report(data, kind), mimetype=KINDS[kind], headers=headers)


def _send_page(parts: Parts, form: Form) -> str:
    return render_template(
        "intake/catalogue/import.html",
        form=form,
        latest=parts.catalogue.imports.latest(LATEST),
        states=_states(),
        now=parts.now(),
    )


def _wrong(parts: Parts, told: str) -> AnyResponse:
    return make_response(_send_page(parts, Form({}, {"file": told}, {"file": _("Tệp")})), 422)


def _page(parts: Parts, found: CatalogueImport, form: Form) -> str:
    refused = parts.catalogue.imports.rows(found.id, -1, SHOWN, Outcome.REFUSED.value)
    tongue = display.language()
    return render_template(
        "intake/catalogue/imported.html",
        found=found,
        form=form,
        labels=_labels(),
        refused=[one.report for one in refused],
        counts=[(one.words.in_language(tongue), found.counts.get(one.value, 0)) for one in Outcome],
        refused_count=found.counts.get(Outcome.REFUSED.value, 0),
        running=found.state is ImportState.RUNNING,
        tongue=tongue,
        now=parts.now(),
    )


def _all_rows(parts: Parts, id: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    while batch := parts.catalogue.imports.rows(id, len(rows) - 1, READ_AT_ONCE):
        rows += [dict(one.report) for one in batch]
    return rows


def _labels() -> dict[str, str]:
    return {"why": _("Vì sao thay đổi")}


def _states() -> dict[ImportState, str]:
    return {
        ImportState.PREVIEW: _("Mới xem trước"),
        ImportState.RUNNING: _("Đang nhận"),
        ImportState.DONE: _("Đã nhận xong"),
    }
