"""The inside on the pages: notes and the step that went wrong on the petition's page, petitions as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import HotlineError, InvalidRequest
from services.hotline.domain.inside.agency_task import AgencyTask
from services.hotline.domain.inside.note import Note
from services.hotline.domain.inside.step_place import FRONT, StepPlace, key_of
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.doors.export import TooMany, as_csv, export_petitions, export_with_identities
from services.hotline.use_cases.inside.ask_agency import agencies_of, ask_agency, read_tasks
from services.hotline.use_cases.inside.say_where import dossier_of, say_where, steps_of_dossier
from services.hotline.use_cases.inside.take_notes import read_notes, write_note
from services.hotline.use_cases.ports import Group
from services.hotline.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.working_time.calendar import local

PAGE, EXPORT = "/hotline/desk/<code>", "/hotline/desk/export"
FILE = {"Content-Disposition": 'attachment; filename="petitions.csv"', "Cache-Control": "private, no-store"}
OTHER = "other"


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note as it is read."""

    when: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class InsideSection:
    """What the petition's page shows; ``notes`` is None for who may not read them, ``steps`` for who may not say."""

    notes: Sequence[NoteLine] | None
    steps: Sequence[dict[str, str]] | None
    went_wrong: str
    tasks: Sequence[AgencyTask] | None = None
    agencies: Sequence[dict[str, str]] = ()


def add_inside_steps(
    pages: Blueprint, parts: Parts, done: Callable[..., AnyResponse], page: Callable[..., str]
) -> None:
    """Put notes and the step that went wrong onto the petition's page."""

    @pages.post(f"{PAGE}/notes")
    @needs("note.write")
    def note(code: str) -> AnyResponse:
        try:
            written = request.form.get("note", "")
            one = write_note(parts.ports, current_caller(), code, written, request_context(clock=parts.ports.clock))
        except InvalidRequest as refused:
            return make_response(page(parts, code, form=_refused(refused, "note")), 422)
        return redirect(f"/hotline/desk/{one.petition}?done=noted", 303)

    @pages.post(f"{PAGE}/step")
    @needs("petition.say-step")
    def step(code: str) -> AnyResponse:
        chosen, said = request.form.get("step", ""), request.form.get("step-words", "")[:1000]
        return done(
            parts,
            code,
            "placed",
            "step",
            lambda context, **more: say_where(
                parts.ports, current_caller(), code, "" if chosen == OTHER else chosen, said, context, **more
            ),
        )


def add_task_steps(pages: Blueprint, parts: Parts, page: Callable[..., str]) -> None:
    """Put questions to agencies onto the petition's page."""

    @pages.post(f"{PAGE}/tasks")
    @needs("agency-task.ask")
    def ask(code: str) -> AnyResponse:
        agency, question = request.form.get("agency", ""), request.form.get("question", "")
        context = request_context(clock=parts.ports.clock)
        try:
            one = ask_agency(parts.ports, current_caller(), code, agency, question, None, context)
        except InvalidRequest as refused:
            return make_response(page(parts, code, form=_refused(refused, refused.faults[0].pointer.strip("/"))), 422)
        return redirect(f"/hotline/desk/{one.petition}?done=asked", 303)


def add_export_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the page that gives petitions as a file onto the blueprint."""

    @pages.get(EXPORT)
    @needs("petition.export")
    def export() -> str:
        return _export_page(Form({"group": "", "names": "no", "why": ""}, {}, _export_labels()))

    @pages.post(EXPORT)
    @needs("petition.export")
    def export_file() -> AnyResponse:
        values = request.form.to_dict()
        group = next((one for one in Group if one.value == values.get("group")), None)
        try:
            if values.get("names") == "yes":
                context = request_context(clock=parts.ports.clock)
                found = export_with_identities(parts.ports, current_caller(), group, values.get("why", ""), context)
            else:
                found = export_petitions(parts.ports, current_caller(), group)
        except (InvalidRequest, TooMany) as refused:
            form = _refused(refused, "why" if isinstance(refused, InvalidRequest) else "group")
            return make_response(_export_page(form), 422)
        return Response(as_csv(found, display.language()), mimetype="text/csv", headers=FILE)


def inside_section(parts: Parts, petition: Petition, now: datetime) -> InsideSection:
    """What the caller may read and say about it inside."""
    notes = steps = tasks = None
    agencies: list[dict[str, str]] = []
    if parts.may("note.read"):
        notes = [_line(parts, one, now) for one in read_notes(parts.ports, parts.notes, current_caller(), petition.id)]
    if parts.may("petition.say-step"):
        dossier = dossier_of(parts.ports, petition)
        names = {one.step: one.name for one in dossier.steps} if dossier else {}
        tongue = display.language()
        told = {key: name.in_language(tongue) for key, name in (*FRONT, *names.items())}
        steps = [
            {"value": key_of(one), "text": _step_words(one, told.get(one.step_key, one.step))}
            for one in steps_of_dossier(dossier)
        ]
        steps = [{"value": "", "text": _("Chọn")}, *steps, {"value": OTHER, "text": _("Bước khác, ghi ở dưới")}]
    if parts.may("agency-task.read"):
        tasks = read_tasks(parts.ports, parts.tasks, current_caller(), petition.id)
    if parts.may("agency-task.ask"):
        known = agencies_of(dossier_of(parts.ports, petition))
        agencies = [{"value": code, "text": name} for code, name in known.items()]
    place = petition.went_wrong
    return InsideSection(notes, steps, _step_words(place, place.step) if place else "", tasks, agencies)


def inside_values(petition: Petition) -> dict[str, str]:
    """What the forms begin with."""
    place = petition.went_wrong
    if place is None:
        return {}
    return {"step": key_of(place) if place.step_key else OTHER, "step-words": "" if place.step_key else place.step}


def inside_labels() -> dict[str, str]:
    """The labels of these forms."""
    return {
        "agency": _("Đơn vị"),
        "question": _("Hỏi gì"),
        "note": _("Ghi chú nội bộ"),
        "step": _("Sai từ bước nào"),
        "step-words": _("Bước khác, nếu có"),
    }


def _step_words(one: StepPlace, name: str) -> str:
    return f"{name}, {one.agency_name}" if one.agency_name and one.agency_name != name else name


def _line(parts: Parts, one: Note, now: datetime) -> NoteLine:
    when = words.capital(words.moment(local(one.at), now, display.language()))
    return NoteLine(when, parts.officer(one.who.partition(":")[2]), one.text)


def _refused(refused: HotlineError, field: str) -> Form:
    told = refused.faults[0].words if isinstance(refused, InvalidRequest) else refused.words
    labels = {**inside_labels(), **_export_labels()}
    return Form(request.form.to_dict(), {field: told.in_language(display.language())}, labels)


def _export_page(form: Form) -> str:
    titles: dict[str, Any] = {
        Group.OPEN.value: _("Đang chờ trả lời"), Group.ANSWERED.value: _("Đã trả lời, chưa đóng"),
        Group.CLOSED.value: _("Đã đóng"), Group.HANDED_OVER.value: _("Khiếu nại, tố cáo đã hướng dẫn"),
    }  # fmt: skip
    groups = [{"value": "", "text": _("Tất cả")}, *({"value": key, "text": text} for key, text in titles.items())]
    return render_template("hotline/export.html", form=form, labels=_export_labels(), groups=groups)


def _export_labels() -> dict[str, str]:
    return {"group": _("Danh sách"), "names": _("Có kèm người gửi không"), "why": _("Xem để làm gì")}
