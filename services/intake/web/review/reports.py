"""The report of a round: its sums on a page, and as a file."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from services.intake.domain.procedure import Level
from services.intake.domain.review.report import Share
from services.intake.domain.review.review_state import ReviewState
from services.intake.use_cases.review.view import report_round
from services.intake.web.parts import Parts
from services.intake.web.review.rounds import ROUNDS
from services.intake.web.review.words import part, percent
from shared.http.correlation import current_caller
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui import display

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def add_report_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the report and its files onto the blueprint."""

    @pages.get(f"{ROUNDS}/<round>/report")
    @needs("review.view")
    def review_report(round: str) -> str:
        report = report_round(parts.ports, parts.review, current_caller(), round)
        return render_template(
            "intake/review/report.html",
            report=report,
            round=report.round,
            part=part,
            percent=percent,
            share=Share,
            states=tuple(ReviewState),
            levels=tuple(Level),
        )

    @pages.get(f"{ROUNDS}/<round>/report.<kind>")
    @needs("review.view")
    def review_report_file(round: str, kind: str) -> Response:
        if kind not in KINDS:
            raise Problem(404, "not-found")
        report = report_round(parts.ports, parts.review, current_caller(), round)
        content = parts.review.files.write(report, kind, display.language())
        headers = {"Content-Disposition": f'attachment; filename="ra-soat-{report.round.id}.{kind}"'}
        return Response(content, content_type=KINDS[kind], headers=headers)
