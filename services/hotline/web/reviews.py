"""The pages of the weekly review: the frozen weeks, one week with its charts and tables, a decision and its way."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import HotlineError, IllegalStep, InvalidRequest
from services.hotline.domain.review.decision import Decision
from services.hotline.use_cases.review.decide import decide, follow, view_decision
from services.hotline.use_cases.review.review_tables import Table, tables_of, totals_of
from services.hotline.use_cases.review.view_review import (
    NOW,
    list_reviews,
    open_decisions,
    print_review,
    printed_of,
    view_review,
)
from services.hotline.web.parts import Parts, unstored
from shared.http.correlation import current_caller, request_context
from shared.http.file_answers import file_answer
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display, words
from shared.ui.forms import Form

LIST = "/hotline/desk/reviews"
ONE = f"{LIST}/<week>"
DECISION = "/hotline/desk/decisions"
MEDIA = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MOST_BARS, WEEKS = 12, 26
CODE = re.compile(r"PA-\d{6}-\d{4,}")
DOSSIER = re.compile(r"H[\d.]+-\d{6}-\d{4,}")


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure in the row at the top."""

    name: str
    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Two bars of the chart: their lengths in hundredths of the longest."""

    name: str
    note: str
    petitions: int
    late: int
    petitions_share: int
    late_share: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of what is still to be done."""

    address: str
    text: str
    review: str
    owner: str
    due: str
    kind: str
    state: str


def add_review_pages(pages: Blueprint, parts: Parts) -> None:
    """Put them onto the blueprint."""

    @pages.get(LIST)
    @needs("review.view")
    def reviews() -> str:
        now = parts.ports.clock()
        return render_template(
            "hotline/reviews.html",
            weeks=list_reviews(parts.review, current_caller(), request.args.get("before"), WEEKS),
            decisions=[_row(parts, one) for one in open_decisions(parts.review, current_caller(), now)],
            now=parts.now(),
            span=_span,
        )

    @pages.get(ONE)
    @needs("review.view")
    def review(week: str) -> AnyResponse:
        return unstored(_page(parts, week))

    @pages.get(f"{ONE}.pdf")
    @needs("review.view")
    def paper(week: str) -> AnyResponse:
        return _file(parts, week, "pdf")

    @pages.get(f"{ONE}.xlsx")
    @needs("review.view")
    def workbook(week: str) -> AnyResponse:
        return _file(parts, week, "xlsx")

    @pages.post(ONE)
    @needs("review.decide")
    def add(week: str) -> AnyResponse:
        told = request.form.to_dict()
        try:
            decide(parts.review, current_caller(), week, told, request_context(clock=parts.ports.clock))
        except InvalidRequest as refused:
            return make_response(unstored(_page(parts, week, form=_form(told, refused))), 422)
        return redirect(f"{LIST}/{week}#own", 303)

    _add_decision_pages(pages, parts)


def _add_decision_pages(pages: Blueprint, parts: Parts) -> None:
    @pages.get(f"{DECISION}/<id>")
    @needs("review.view")
    def decision(id: str) -> AnyResponse:
        return unstored(_decision_page(parts, id))

    @pages.post(f"{DECISION}/<id>")
    @needs("review.follow")
    def went_on(id: str) -> AnyResponse:
        told = request.form.to_dict()
        context = request_context(clock=parts.ports.clock)
        try:
            follow(parts.review, current_caller(), id, told.get("step", ""), told, context)
        except InvalidRequest as refused:
            return make_response(unstored(_decision_page(parts, id, form=_form(told, refused))), 422)
        except (IllegalStep, Conflict) as refused:
            words_ = refused.words.in_language(display.language()) if isinstance(refused, HotlineError) else ""
            told_ = words_ or _("Có người vừa đổi việc này. Xem lại rồi quyết định.")
            return make_response(unstored(_decision_page(parts, id, told=told_)), 409)
        return redirect(f"{DECISION}/{id}", 303)


def _file(parts: Parts, week: str, kind: str) -> AnyResponse:
    content = print_review(parts.review, current_caller(), week, kind, display.language())
    name = _("bao-cao-tuan-%(week)s", week=week) + f".{kind}"
    return file_answer(io.BytesIO(content), MEDIA[kind], name, inline=kind == "pdf", size=len(content))


def _page(parts: Parts, week: str, *, form: Form | None = None) -> str:
    view = view_review(parts.review, current_caller(), week)
    printed = printed_of(parts.review, view, display.language())
    places = view.figures["places"]
    return render_template(
        "hotline/review.html",
        view=view,
        week=view.review.id,
        address=NOW if week == NOW else view.review.id,
        span=_span(view.figures),
        made_at=view.review.made_at,
        now=parts.now(),
        sums=[Sum(*one) for one in totals_of(printed)],
        bars=_bars(places),
        tables=[one for one in tables_of(printed) if one.name != "own"],
        cell=_cell,
        own=[_row(parts, one) for one in view.decisions],
        form=form or Form({"due": "", "owner": "", "about": ""}, {}, _labels()),
        labels=_labels(),
        owners=_owners(parts),
        places=[{"value": "", "text": _("Không về riêng bước nào")}]
        + [{"value": one["key"], "text": _place(one)} for one in places],
    )


def _decision_page(parts: Parts, id: str, *, form: Form | None = None, told: str = "") -> str:
    one = view_decision(parts.review, current_caller(), id)
    return render_template(
        "hotline/decision.html",
        one=one,
        row=_row(parts, one),
        owner_of=_named(parts),
        told=told,
        now=parts.now(),
        form=form or Form({"step": "report", "owner": one.owner, "due": one.due.isoformat()}, {}, _labels()),
        labels=_labels(),
        owners=_owners(parts),
        steps=_steps(parts),
    )


def _steps(parts: Parts) -> list[dict[str, str]]:
    found = [("report", _("Báo đang làm đến đâu")), ("done", _("Đã xong"))]
    if parts.may("review.decide"):
        found += [("move", _("Đổi hạn hoặc người làm")), ("drop", _("Thôi không làm"))]
    return [{"value": value, "text": text} for value, text in found]


def _row(parts: Parts, one: Decision) -> DecisionRow:
    tongue, late = display.language(), one.is_late(parts.now())
    kind = "late" if late else {"open": "in_time", "done": "done"}.get(one.state.value, "paused")
    state = _("Quá hạn") if late else one.state.words.in_language(tongue)
    return DecisionRow(
        f"{DECISION}/{one.id}", one.text, one.review, _named(parts)(one.owner), words.day(one.due, tongue), kind, state
    )


def _named(parts: Parts) -> Callable[[str], str]:
    owners = parts.review.owners()
    return lambda account: owners[account].in_language(display.language()) if account in owners else account


def _owners(parts: Parts) -> list[dict[str, str]]:
    found = [{"value": account, "text": _named(parts)(account)} for account in parts.review.owners()]
    return [{"value": "", "text": _("Chọn")}, *sorted(found, key=lambda one: one["text"])]


def _bars(places: Sequence[Any]) -> list[Bar]:
    shown = [(one, len(one["petitions"]), one["late"]) for one in places[:MOST_BARS]]
    most = max((max(petitions, late) for _place_, petitions, late in shown), default=0) or 1
    return [
        Bar(_words(one["step_name"]), f"{one['agency_name']} · {_words(one['procedure'])}", petitions, late,
            round(100 * petitions / most), round(100 * late / most))
        for one, petitions, late in shown
    ]  # fmt: skip


def _cell(table: Table, value: Any) -> Markup:
    """The text; a petition's code leads to it."""
    text = DOSSIER.sub(lambda found: f'<span class="keep">{found[0]}</span>', str(escape(str(value))))
    if table.name in ("repeated", "behaviour"):
        text = CODE.sub(lambda found: f'<a class="keep" href="/hotline/desk/{found[0]}">{found[0]}</a>', text)
    return Markup(text)  # noqa: S704


def _span(figures: Any) -> str:
    tongue = display.language()
    first, last = (date.fromisoformat(figures[name]) for name in ("from", "until"))
    return f"{words.short_date(first, tongue)} – {words.short_date(last, tongue)}"


def _place(one: Any) -> str:
    return f"{_words(one['step_name'])}, {one['agency_name']} ({_words(one['procedure'])})"


def _words(one: Any) -> str:
    return str(one["en"] if display.language() == "en" else one["vi"])


def _form(told: dict[str, str], refused: InvalidRequest) -> Form:
    faults = {one.pointer.strip("/"): one.words.in_language(display.language()) for one in refused.faults}
    return Form(told, faults, _labels())


def _labels() -> dict[str, str]:
    return {
        "text": _("Việc phải làm, hoặc đã làm được gì"),
        "owner": _("Người làm"),
        "due": _("Chậm nhất ngày"),
        "about": _("Để sửa bước nào"),
        "step": _("Ghi gì"),
    }
