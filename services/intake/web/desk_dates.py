"""What moves an accepted dossier's date at the desk: an apology with a new date, a corrected receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.date_rules import rule_on
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import InvalidRequest, NotFound
from services.intake.use_cases.apologise import apologise
from services.intake.use_cases.correct_dossier import Correction, correct_dossier
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.web.date_words import may_apologise, may_correct
from services.intake.web.desk_dossier import Check, done_or_told
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _
from shared.working_time.calendar import at, local


def add_date_pages(pages: Blueprint, parts: Parts) -> None:
    """Put both forms onto the blueprint."""
    _add_apology(pages, parts)
    _add_correction(pages, parts)


def _add_apology(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/apologise")
    @needs("dossier.apologise")
    def confirm_apology(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if not may_apologise(dossier):
            return redirect(f"/desk/dossiers/{dossier.code}", 303)
        return _apology_page(parts, dossier, Form(labels=_apology_labels()))

    @pages.post("/desk/dossiers/<code>/apologise")
    @needs("dossier.apologise")
    def say_sorry(code: str) -> AnyResponse:
        values = request.form.to_dict()
        promised, wrong = _moment_of(values, "due_at")
        dossier = view_dossier(parts.ports, current_caller(), code)
        if promised is None:
            form = Form(values, {"due_at-day": wrong}, _apology_labels())
            return make_response(_apology_page(parts, dossier, form), 422)

        def act(check: Check) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            reason = values.get("reason", "")
            return apologise(parts.ports, current_caller(), code, promised, reason, context, check=check)

        try:
            return done_or_told(parts, code, act, "apologised")
        except InvalidRequest as fault:
            form = Form(values, _errors(fault, {"due_at": "due_at-day"}), _apology_labels())
            return make_response(_apology_page(parts, dossier, form), 422)


def _add_correction(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/correct")
    @needs("dossier.correct")
    def confirm_correction(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if not may_correct(dossier) or dossier.acceptance is None:
            return redirect(f"/desk/dossiers/{dossier.code}", 303)
        moment = local(dossier.acceptance.accepted_at)
        values = {
            "procedure": _choice(dossier.procedure.code, dossier.procedure.variant),
            "accepted_at-day-day": str(moment.day),
            "accepted_at-day-month": str(moment.month),
            "accepted_at-day-year": str(moment.year),
            "accepted_at-clock": f"{moment:%H:%M}",
        }
        return _correction_page(parts, dossier, Form(values, labels=_correction_labels()))

    @pages.post("/desk/dossiers/<code>/correct")
    @needs("dossier.correct")
    def correct(code: str) -> AnyResponse:
        values = request.form.to_dict()
        moment, wrong = _moment_of(values, "accepted_at")
        dossier = view_dossier(parts.ports, current_caller(), code)
        if moment is None:
            form = Form(values, {"accepted_at-day": wrong}, _correction_labels())
            return make_response(_correction_page(parts, dossier, form), 422)

        def act(check: Check) -> Dossier:
            context = request_context(clock=parts.ports.clock)
            reason = values.get("reason", "")
            return correct_dossier(
                parts.ports, current_caller(), code, _correction(values, dossier, moment), reason, context, check=check
            )

        try:
            return done_or_told(parts, code, act, "corrected")
        except NotFound as unknown:
            errors = {"procedure": unknown.words.in_language(display.language())}
        except InvalidRequest as fault:
            errors = _errors(fault, {"accepted_at": "accepted_at-day"})
        return make_response(_correction_page(parts, dossier, Form(values, errors, _correction_labels())), 422)


def _correction(values: Mapping[str, str], dossier: Dossier, moment: datetime) -> Correction:
    """The form shows whole minutes: a time that nobody touched keeps its seconds."""
    procedure, _separator, variant = values.get("procedure", "").partition("@")
    known = dossier.acceptance.accepted_at if dossier.acceptance else moment
    untouched = local(known).replace(second=0, microsecond=0) == moment
    return Correction(procedure, variant, known if untouched else moment)


def _choice(code: str, variant: str | None) -> str:
    return f"{code}@{variant or ''}"


def _apology_page(parts: Parts, dossier: Dossier, form: Form) -> str:
    return render_template(
        "intake/desk_apologise.html",
        dossier=dossier,
        form=form,
        labels=_apology_labels(),
        rule=rule_on(parts.ports.apology_rules, parts.now().date()),
        now=parts.now(),
    )


def _correction_page(parts: Parts, dossier: Dossier, form: Form) -> str:
    return render_template(
        "intake/desk_correct.html",
        dossier=dossier,
        form=form,
        labels=_correction_labels(),
        procedures=_procedures(parts, dossier),
        now=parts.now(),
    )


def _procedures(parts: Parts, dossier: Dossier) -> list[dict[str, Any]]:
    """All procedures of the day on which it was filed, each with its cases."""
    tongue = display.language()
    items = []
    for one in parts.ports.catalogue.all(local(dossier.filed_at).date()):
        name = f"{one.code} {one.name.in_language(tongue)}"
        items.append({"value": _choice(one.code, None), "text": name})
        items += [
            {"value": _choice(one.code, case.id), "text": f"{name}: {case.name.in_language(tongue)}"}
            for case in one.variants
        ]
    return items


def _moment_of(values: Mapping[str, str], name: str) -> tuple[datetime | None, str]:
    """The moment of a day field and a clock field; else what is wrong with them."""
    parts = [values.get(f"{name}-day-{part}", "").strip() for part in ("year", "month", "day")]
    try:
        day = date(*(int(one) for one in parts))
    except ValueError:
        return None, _("Ghi đủ ngày, tháng, năm")
    hour, _colon, minute = values.get(f"{name}-clock", "").strip().replace("h", ":").partition(":")
    try:
        return at(day, time(int(hour), int(minute or 0))), ""
    except ValueError:
        return None, _("Ghi giờ và phút, ví dụ 16:30")


def _errors(fault: InvalidRequest, names: Mapping[str, str]) -> dict[str, str]:
    tongue = display.language()
    found = ((one.pointer.lstrip("/"), one.words.in_language(tongue)) for one in fault.faults)
    return {names.get(name, name): told for name, told in found}


def _apology_labels() -> dict[str, str]:
    return {"due_at-day": _("Ngày hẹn mới"), "due_at-clock": _("Giờ hẹn"), "reason": _("Lý do trễ hẹn")}


def _correction_labels() -> dict[str, str]:
    return {
        "procedure": _("Thủ tục đúng"),
        "accepted_at-day": _("Ngày tiếp nhận đúng"),
        "accepted_at-clock": _("Giờ tiếp nhận đúng"),
        "reason": _("Sửa gì, vì sao"),
    }
