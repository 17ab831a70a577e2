"""Priority on a dossier's page at the desk: why it goes first, who may be meant by a list, a special case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import InvalidRequest
from services.intake.use_cases.priority.find import Candidate, candidates_of
from services.intake.use_cases.priority.imports import desk_of
from services.intake.use_cases.priority.prioritise import ACTION, answer_match, give_priority
from services.intake.use_cases.view_dossier import view_dossier
from services.intake.web.parts import Parts
from services.intake.web.priority.words import GroundLine, ground_lines, group_names, officer
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _
from shared.working_time.calendar import local

Check = Callable[[Dossier], None]
# Acts, and gives the dossier's page or what stood in the way.
Settle = Callable[[Parts, str, Callable[[Check], Dossier], str], AnyResponse]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody on a list who may be the applicant, in words."""

    person: str
    name: str
    born: str
    address: str
    number: str
    groups: str
    communes: str
    by_number: bool


@dataclass(frozen=True, slots=True)
class PriorityPart:
    """What the dossier's page shows; ``may_give``: the reader may add a special case."""

    grounds: tuple[GroundLine, ...]
    asked: tuple[Asked, ...]
    answers: tuple[str, ...]
    may_give: bool


def priority_part(parts: Parts, dossier: Dossier) -> PriorityPart | None:
    """None where no register is kept."""
    if parts.ports.priority is None:
        return None
    now, rules = parts.now(), parts.ports.priority.rules
    may = bool(parts.ports.access.scopes(current_caller().all_roles, ACTION)) and not dossier.status.is_closed
    grounds = ground_lines(parts, dossier.priority.grounds, rules, now) if dossier.priority else []
    asked = candidates_of(parts.ports, dossier, now) if may else ()
    refused = [one for one in dossier.match_answers if not one.same]
    tongue = display.language()
    answers = [
        _(
            "Một người trùng họ tên trong danh sách: không phải người này (%(who)s, %(when)s)",
            who=officer(parts, one.by),
            when=words.moment(one.at, now, tongue),
        )
        for one in refused
    ]
    return PriorityPart(tuple(grounds), tuple(_asked(parts, one) for one in asked), tuple(answers), may)


def add_priority_dossier_pages(settle: Settle) -> Callable[[Blueprint, Parts], None]:
    """Makes what puts the answers and the special case onto the blueprint; ``settle`` is the dossier page's own."""

    def add(pages: Blueprint, parts: Parts) -> None:
        _add_match(pages, parts, settle)
        _add_special(pages, parts, settle)

    return add


def _add_match(pages: Blueprint, parts: Parts, settle: Settle) -> None:
    @pages.post("/desk/dossiers/<code>/match")
    @needs("dossier.prioritise")
    def match(code: str) -> AnyResponse:
        person, same = request.form.get("person", "")[:100], request.form.get("same") == "yes"
        context = request_context(clock=parts.ports.clock)
        return settle(
            parts,
            code,
            lambda check: answer_match(parts.ports, current_caller(), code, person, same, context, check=check),
            "same-person" if same else "another-person",
        )


def _add_special(pages: Blueprint, parts: Parts, settle: Settle) -> None:
    @pages.get("/desk/dossiers/<code>/prioritise")
    @needs("dossier.prioritise")
    def prioritise_form(code: str) -> str | AnyResponse:
        dossier = view_dossier(parts.ports, current_caller(), code)
        if dossier.status.is_closed:
            return redirect(f"/desk/dossiers/{dossier.code}", 303)
        return _give_page(parts, dossier, Form(labels=_labels()))

    @pages.post("/desk/dossiers/<code>/prioritise")
    @needs("dossier.prioritise")
    def prioritise(code: str) -> AnyResponse:
        values, context = request.form.to_dict(), request_context(clock=parts.ports.clock)

        def act(check: Check) -> Dossier:
            reason, note = values.get("reason", ""), values.get("note", "")
            return give_priority(parts.ports, current_caller(), code, reason, note, context, check=check)

        try:
            return settle(parts, code, act, "prioritised")
        except InvalidRequest as wrong:
            tongue = display.language()
            errors = {one.pointer.lstrip("/"): one.words.in_language(tongue) for one in wrong.faults}
            dossier = view_dossier(parts.ports, current_caller(), code)
            return make_response(_give_page(parts, dossier, Form(values, errors, _labels())), 422)


def _give_page(parts: Parts, dossier: Dossier, form: Form) -> str:
    tongue = display.language()
    reasons = desk_of(parts.ports).rules.reasons_on(local(parts.ports.clock()).date())
    items = [{"value": one.code, "text": one.name.in_language(tongue)} for one in reasons]
    return render_template("intake/priority/give.html", dossier=dossier, form=form, labels=_labels(), reasons=items)


def _labels() -> dict[str, str]:
    return {"reason": _("Vì sao"), "note": _("Ghi thêm")}


def _asked(parts: Parts, one: Candidate) -> Asked:
    tongue, rules = display.language(), desk_of(parts.ports).rules
    facts = one.person.facts
    named = (rules.commune(code) for code in sorted(one.person.communes()))
    return Asked(
        one.person.id,
        facts.name,
        words.short_date(facts.birth_date, tongue) if facts.birth_date else "",
        facts.address,
        f"•••• {facts.identity_number[-4:]}" if facts.identity_number else "",
        group_names(rules, one.groups),
        ", ".join(commune.name.in_language(tongue) for commune in named if commune),
        one.by_number,
    )
