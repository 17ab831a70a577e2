"""One review at the desk: figures, proposal, decision, result, posting; each reader sees their own next step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.review.findings import FindingKind
from services.intake.domain.review.proposal import Changed, changes_of
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.use_cases.review.examine import start_examination
from services.intake.use_cases.review.plan_round import replan
from services.intake.use_cases.review.settle import decide, post_review, record_answer, record_outcome
from services.intake.use_cases.review.view import version_proposed_on, view_review
from services.intake.web.parts import Parts
from services.intake.web.review.rounds import ROUNDS, may
from services.intake.web.review.typed_forms import day_of, days_typed, faults_of, officer_items
from services.intake.web.review.words import (
    line_words,
    next_words,
    nothing_found,
    of_words,
    overall_words,
    people,
    person,
    tag_of,
)
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict, Context
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

REVIEW = f"{ROUNDS}/<round>/<procedure>"
Place = tuple[str, str]
Act = Callable[[Place, Mapping[str, Any], Context], Any]


def add_review_pages(pages: Blueprint, parts: Parts) -> None:
    """Put one review and its steps onto the blueprint."""

    @pages.get(REVIEW)
    @needs("review.view")
    def review(round: str, procedure: str) -> str:
        return review_page(parts, (round, procedure))

    @pages.post(f"{REVIEW}/examine")
    @needs("review.work")
    def examine_one(round: str, procedure: str) -> AnyResponse:
        def act(place: Place, _values: Mapping[str, Any], context: Context) -> Any:
            return start_examination(parts.ports, current_caller(), place, context)

        return _done(parts, (round, procedure), act)

    @pages.post(f"{REVIEW}/plan")
    @needs("review.plan")
    def replan_one(round: str, procedure: str) -> AnyResponse:
        def act(place: Place, values: Mapping[str, Any], context: Context) -> Any:
            data = {**values, "due_on": day_of(values, "due_on")}
            return replan(parts.ports, parts.review, current_caller(), place, data, context)

        return _done(parts, (round, procedure), act)

    @pages.post(f"{REVIEW}/decide")
    @needs("review.decide")
    def decide_one(round: str, procedure: str) -> AnyResponse:
        def act(place: Place, values: Mapping[str, Any], context: Context) -> Any:
            seen = values.get("seen", "")
            if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
                raise Problem(422, "invalid")
            return decide(parts.ports, current_caller(), place, values, context, seen=int(seen))

        return _done(parts, (round, procedure), act)

    _add_later_steps(pages, parts)


def _add_later_steps(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{REVIEW}/answer")
    @needs("review.work")
    def answer_one(round: str, procedure: str) -> AnyResponse:
        def act(place: Place, values: Mapping[str, Any], context: Context) -> Any:
            return record_answer(
                parts.ports, current_caller(), place, {**values, "day": day_of(values, "day")}, context
            )

        return _done(parts, (round, procedure), act)

    @pages.post(f"{REVIEW}/result")
    @needs("review.work")
    def outcome_one(round: str, procedure: str) -> AnyResponse:
        def act(place: Place, values: Mapping[str, Any], context: Context) -> Any:
            data = {**values, "in_force": day_of(values, "in_force")}
            return record_outcome(parts.ports, current_caller(), place, data, context)

        return _done(parts, (round, procedure), act)

    @pages.post(f"{REVIEW}/post")
    @needs("review.work")
    def post_one(round: str, procedure: str) -> AnyResponse:
        def act(place: Place, values: Mapping[str, Any], context: Context) -> Any:
            return post_review(parts.ports, current_caller(), place, {**values, "day": day_of(values, "day")}, context)

        return _done(parts, (round, procedure), act)


def _done(parts: Parts, place: Place, act: Act) -> AnyResponse:
    """Back to the review; with what stands in the way, where something does, and all that was typed."""
    values = request.form.to_dict()
    try:
        act(place, values, request_context(clock=parts.ports.clock))
    except InvalidRequest as wrong:
        return make_response(review_page(parts, place, Form(values, faults_of(wrong), _labels())), 422)
    except IllegalStep as refused:
        told = refused.words.in_language(display.language())
        return make_response(review_page(parts, place, told=told), 409)
    except Conflict:
        told = _("Có người vừa sửa rà soát này. Xem lại rồi làm tiếp.")
        return make_response(review_page(parts, place, told=told), 409)
    return redirect(f"{ROUNDS}/{place[0]}/{place[1]}", 303)


def review_page(parts: Parts, place: Place, form: Form | None = None, told: str = "") -> str:
    """The whole page, as it stands now."""
    round, review = view_review(parts.ports, current_caller(), place)
    today = parts.now().date()
    days = days_typed(day=today, in_force=today, due_on=review.due_on)
    findings = review.findings
    return render_template(
        "intake/review/review.html",
        round=round,
        review=review,
        address=f"{ROUNDS}/{round.id}/{review.procedure}",
        tag=tag_of(review, today),
        next=next_words(review),
        changes=_changes(parts, review),
        overall=overall_words(findings.overall) if findings else [],
        sections=[
            (kind, of_words(kind), nothing_found(kind), [(one, line_words(one)) for one in findings.of(kind)])
            for kind in FindingKind
        ]
        if findings
        else [],
        names=people(parts, [one.who for one in review.history] + [f"staff:{review.officer}"]),
        step=step_of(review, parts),
        own=review.proposal is not None and review.proposal.proposed_by == f"staff:{current_caller().id}",
        running=review.state is ReviewState.EXAMINING,
        form=form or Form({**days, "officer": review.officer}, labels=_labels()),
        labels=_labels(),
        officers=officer_items(parts) if may(parts, "review.plan") else [],
        may_plan=may(parts, "review.plan") and review.is_open,
        told=told,
        now=parts.now(),
        person=lambda who: person(parts, who),
    )


def step_of(review: ProcedureReview, parts: Parts) -> str:
    """The form that the reader is shown: what they may do next, empty where it is somebody else's turn."""
    work, state = may(parts, "review.work"), review.state
    if state is ReviewState.PROPOSED:
        return "decide" if may(parts, "review.decide") else "propose" if work else ""
    if not work:
        return ""
    kept = review.proposal is not None and review.proposal.only_keeps
    return {
        ReviewState.PLANNED: "examine",
        ReviewState.EXAMINED: "propose",
        ReviewState.SUBMITTED: "answer",
        ReviewState.APPROVED: "post" if kept else "result",
        ReviewState.CARRIED_OUT: "post",
        ReviewState.DECLINED: "post",
    }.get(state, "")


def _changes(parts: Parts, review: ProcedureReview) -> list[tuple[str, list[Changed]]]:
    """Each measure with what it changes of the version that it was proposed on."""
    if review.proposal is None:
        return []
    version, tongue = version_proposed_on(parts.ports, review), display.language()
    return [
        (one.kind.words.in_language(tongue), list(changes_of(one, version)) if version else [])
        for one in review.proposal.measures
    ]


def _labels() -> Mapping[str, str]:
    return {
        "verdict": _("Quyết định"),
        "reason": _("Lý do"),
        "document": _("Số văn bản"),
        "day": _("Ngày"),
        "in_force": _("Có hiệu lực từ ngày"),
        "catalogue_version": _("Phiên bản trong danh mục"),
        "note": _("Ghi chú"),
        "where": _("Công khai ở đâu"),
        "officer": _("Người rà soát"),
        "due_on": _("Kiến nghị chậm nhất ngày"),
    }
