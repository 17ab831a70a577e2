"""The form of a proposal: which measures, what of the procedure each changes, who decides, why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.procedure import Level, LimitKind
from services.intake.domain.review.proposal import Body, ProposalKind, papers_to_bring
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.use_cases.review.propose import procedure_now, propose
from services.intake.use_cases.review.view import view_review
from services.intake.web.parts import Parts
from services.intake.web.review.reviews import REVIEW, Place, review_page
from services.intake.web.review.rounds import ROUNDS
from services.intake.web.review.words import kind_hint
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_proposal_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the form onto the blueprint."""

    @pages.get(f"{REVIEW}/propose")
    @needs("review.work")
    def proposal_form(round: str, procedure: str) -> AnyResponse | str:
        place = (round, procedure)
        _found, review = view_review(parts.ports, current_caller(), place)
        if review.state not in (ReviewState.EXAMINED, ReviewState.PROPOSED):
            return redirect(f"{ROUNDS}/{round}/{procedure}", 303)
        return _page(parts, review, Form(_typed(review), labels=_labels()), _chosen(review))

    @pages.post(f"{REVIEW}/propose")
    @needs("review.work")
    def send_proposal(round: str, procedure: str) -> AnyResponse:
        place: Place = (round, procedure)
        values, kinds = request.form.to_dict(), request.form.getlist("measures")
        data = {**values, "measures": [_measure(kind, request.form) for kind in kinds]}
        try:
            propose(parts.ports, current_caller(), place, data, request_context(clock=parts.ports.clock))
        except InvalidRequest as wrong:
            _found, review = view_review(parts.ports, current_caller(), place)
            form = Form(values, _faults(wrong), _labels())
            chosen = {"measures": kinds, "papers": request.form.getlist("papers")}
            return make_response(_page(parts, review, form, chosen), 422)
        except IllegalStep as refused:
            told = refused.words.in_language(display.language())
            return make_response(review_page(parts, place, told=told), 409)
        return redirect(f"{ROUNDS}/{round}/{procedure}", 303)


def _page(parts: Parts, review: ProcedureReview, form: Form, chosen: Mapping[str, list[str]]) -> str:
    tongue = display.language()
    procedure = procedure_now(parts.ports, review)
    return render_template(
        "intake/review/propose.html",
        review=review,
        procedure=procedure,
        address=f"{ROUNDS}/{review.round}/{review.procedure}",
        form=form,
        labels=_labels(),
        kinds=tuple(ProposalKind),
        hints={one: kind_hint(one) for one in ProposalKind},
        chosen=chosen,
        papers=papers_to_bring(procedure),
        limits=[{"value": one.value, "text": one.words.in_language(tongue)} for one in LimitKind],
        levels=[
            {"value": one.value, "text": one.words.in_language(tongue)} for one in Level if one is not procedure.level
        ],
        bodies=[{"value": one.value, "text": one.words.in_language(tongue)} for one in Body],
    )


def _measure(kind: str, form: MultiDict[str, str]) -> dict[str, Any]:
    """What the page's fields say of this kind of measure."""
    return {
        "kind": kind,
        "papers": form.getlist("papers"),
        "limit": {"kind": form.get("limit_kind", ""), "amount": form.get("limit", "")},
        "into": form.get("into", ""),
        "route": form.get("route", ""),
        "level": form.get("level", ""),
    }


def _faults(wrong: InvalidRequest) -> dict[str, str]:
    """``/measures/0/limit`` stands at the field ``limit``; what is wrong with a measure as such, at the choice."""
    tongue = display.language()
    found: dict[str, str] = {}
    for fault in wrong.faults:
        last = fault.pointer.rpartition("/")[2]
        name = last if last in _labels() else "measures"
        found.setdefault(name, fault.words.in_language(tongue))
    return found


def _typed(review: ProcedureReview) -> dict[str, str]:
    """The proposal that there is, to be changed; else the usual answers."""
    values = {"limit_kind": LimitKind.WORKING_DAYS.value, "body": Body.DEPARTMENT.value}
    if review.proposal is None:
        return values
    values |= {"body": review.proposal.body.value, "reason": review.proposal.reason}
    for one in review.proposal.measures:
        if one.limit:
            values |= {"limit_kind": one.limit.kind.value, "limit": f"{one.limit.amount.normalize():f}"}
        values |= {
            name: text
            for name, text in (("into", one.into), ("route", one.route), ("level", one.level and one.level.value))
            if text
        }
    return values


def _chosen(review: ProcedureReview) -> dict[str, list[str]]:
    measures = review.proposal.measures if review.proposal else ()
    return {
        "measures": [one.kind.value for one in measures],
        "papers": [paper for one in measures for paper in one.papers],
    }


def _labels() -> Mapping[str, str]:
    return {
        "measures": _("Phương án"),
        "papers": _("Giấy tờ bỏ đi"),
        "limit": _("Thời hạn mới"),
        "limit_kind": _("Tính theo"),
        "into": _("Mã thủ tục nhận gộp"),
        "route": _("Tên quy trình mới"),
        "level": _("Cấp giải quyết mới"),
        "body": _("Ai quyết định"),
        "reason": _("Vì sao, dựa vào số liệu nào"),
    }
