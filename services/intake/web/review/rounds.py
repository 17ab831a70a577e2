"""The rounds of the review at the desk: the list, a new one, one round with its plan, further procedures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import InvalidRequest
from services.intake.domain.procedure import Procedure
from services.intake.domain.review.findings import FindingKind
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.use_cases.find_procedures import find_procedures
from services.intake.use_cases.review.examine import examine_round
from services.intake.use_cases.review.plan_round import add_procedures, plan_round
from services.intake.use_cases.review.view import list_rounds, report_round, view_round
from services.intake.web.parts import Parts
from services.intake.web.review.typed_forms import day_of, days_typed, faults_of, officer_items
from services.intake.web.review.words import measures_words, part, people, percent, tag_of
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

ROUNDS = "/desk/reviews"
ORDER = (
    ReviewState.PROPOSED,
    ReviewState.EXAMINED,
    ReviewState.EXAMINING,
    ReviewState.PLANNED,
    ReviewState.SUBMITTED,
    ReviewState.APPROVED,
    ReviewState.CARRIED_OUT,
    ReviewState.DECLINED,
    ReviewState.POSTED,
)


def add_round_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the rounds onto the blueprint."""
    _add_list(pages, parts)
    _add_round(pages, parts)


def _add_list(pages: Blueprint, parts: Parts) -> None:
    @pages.get(ROUNDS)
    @needs("review.view")
    def reviews() -> str:
        rounds = list_rounds(parts.ports, parts.review, current_caller())
        reports = [report_round(parts.ports, parts.review, current_caller(), one.id) for one in rounds]
        return render_template(
            "intake/review/rounds.html", reports=reports, part=part, percent=percent, may_plan=may(parts, "review.plan")
        )

    @pages.get(f"{ROUNDS}/new")
    @needs("review.plan")
    def new_round() -> str:
        today = parts.now().date()
        start = date(today.year, 1, 1)
        days = days_typed(since=start, until=today, due_on=today + timedelta(days=30))
        return _plan_page(parts, None, Form(days, labels=_labels()), ())

    @pages.post(f"{ROUNDS}/new")
    @needs("review.plan")
    def plan() -> AnyResponse:
        values, chosen = request.form.to_dict(), request.form.getlist("procedures")
        days = {name: day_of(values, name) for name in ("since", "until", "due_on")}
        data = {**values, **days, "procedures": chosen}
        try:
            context = request_context(clock=parts.ports.clock)
            planned = plan_round(parts.ports, parts.review, current_caller(), data, context)
        except InvalidRequest as wrong:
            form = Form(values, faults_of(wrong), _labels())
            return make_response(_plan_page(parts, None, form, chosen), 422)
        return redirect(f"{ROUNDS}/{planned.id}", 303)


def _add_round(pages: Blueprint, parts: Parts) -> None:
    @pages.get(f"{ROUNDS}/<round>")
    @needs("review.view")
    def review_round(round: str) -> str:
        report = report_round(parts.ports, parts.review, current_caller(), round)
        today, reviews = parts.now().date(), report.reviews
        groups = [(state, [one for one in reviews if one.state is state]) for state in ORDER]
        return render_template(
            "intake/review/round.html",
            report=report,
            round=report.round,
            groups=[(state, sorted(found, key=_by_plan)) for state, found in groups if found],
            tags={one.procedure: tag_of(one, today) for one in reviews},
            names=people(parts, (one.officer for one in reviews)),
            measures={one.procedure: measures_words(one) for one in reviews},
            kinds=tuple(FindingKind),
            may_plan=may(parts, "review.plan"),
            may_work=may(parts, "review.work"),
            untouched=report.states[ReviewState.PLANNED],
            running=report.states[ReviewState.EXAMINING],
            part=part,
            percent=percent,
        )

    @pages.post(f"{ROUNDS}/<round>/examine")
    @needs("review.work")
    def examine_all(round: str) -> AnyResponse:
        examine_round(parts.ports, parts.review, current_caller(), round, request_context(clock=parts.ports.clock))
        return redirect(f"{ROUNDS}/{round}", 303)

    @pages.get(f"{ROUNDS}/<round>/add")
    @needs("review.plan")
    def more_procedures(round: str) -> str:
        found, _reviews = view_round(parts.ports, parts.review, current_caller(), round)
        days = days_typed(due_on=parts.now().date() + timedelta(days=30))
        return _plan_page(parts, found, Form(days, labels=_labels()), ())

    @pages.post(f"{ROUNDS}/<round>/add")
    @needs("review.plan")
    def add(round: str) -> AnyResponse:
        values, chosen = request.form.to_dict(), request.form.getlist("procedures")
        data = {**values, "due_on": day_of(values, "due_on"), "procedures": chosen}
        try:
            context = request_context(clock=parts.ports.clock)
            add_procedures(parts.ports, parts.review, current_caller(), round, data, context)
        except InvalidRequest as wrong:
            found, _reviews = view_round(parts.ports, parts.review, current_caller(), round)
            form = Form(values, faults_of(wrong), _labels())
            return make_response(_plan_page(parts, found, form, chosen), 422)
        return redirect(f"{ROUNDS}/{round}", 303)


def may(parts: Parts, action: str) -> bool:
    """Whether the reader may do it."""
    return bool(parts.ports.access.scopes(current_caller().all_roles, action))


def _plan_page(parts: Parts, round: ReviewRound | None, form: Form, chosen: Sequence[str]) -> str:
    there = {one.procedure for one in parts.review.reviews.of_round(round.id)} if round else set()
    by_field: dict[str, list[Procedure]] = {}
    for one in find_procedures(parts.ports):
        if one.code not in there:
            by_field.setdefault(one.field.key, []).append(one)
    return render_template(
        "intake/review/plan.html",
        round=round,
        form=form,
        labels=_labels(),
        fields=[found for _key, found in sorted(by_field.items())],
        chosen=set(chosen),
        officers=officer_items(parts),
    )


def _labels() -> Mapping[str, str]:
    return {
        "name": _("Tên đợt rà soát"),
        "basis": _("Căn cứ"),
        "since": _("Hồ sơ nộp từ ngày"),
        "until": _("Đến hết ngày"),
        "procedures": _("Thủ tục"),
        "officer": _("Người rà soát"),
        "due_on": _("Kiến nghị chậm nhất ngày"),
    }


def _by_plan(review: ProcedureReview) -> tuple[date, str]:
    return review.due_on, review.procedure
