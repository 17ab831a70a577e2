"""The dossiers behind one line of the findings, each with a link to its page."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from services.intake.domain.review.findings import FindingKind, KeptEvidence
from services.intake.domain.review.tally import AT_DESK
from services.intake.use_cases.review.view import view_evidence
from services.intake.web.parts import Parts
from services.intake.web.review.rounds import ROUNDS
from services.intake.web.review.words import line_words, of_words
from shared.http.correlation import current_caller
from shared.security.access import needs
from shared.ui import display, words
from shared.ui.texts import gettext as _


def add_evidence_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the page onto the blueprint."""

    @pages.get(f"{ROUNDS}/<round>/<procedure>/findings/<kind>")
    @needs("review.view")
    def review_evidence(round: str, procedure: str, kind: str) -> str:
        key, after = request.args.get("key", "")[:500], request.args.get("after", "")
        place = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else -1
        page = view_evidence(parts.ports, parts.review, current_caller(), (round, procedure), (kind, key), after=place)
        return render_template(
            "intake/review/evidence.html",
            page=page,
            review=page.review,
            line=page.line,
            told=line_words(page.line),
            of=of_words(page.line.kind),
            rows=[(one.evidence, _what(one)) for one in page.items],
            more=urlencode({"key": key, "after": page.next}) if page.next is not None else "",
            now=parts.now(),
        )


def _what(one: KeptEvidence) -> str:
    found, tongue = one.evidence, display.language()
    if found.kind is FindingKind.LATE_STEPS and found.minutes is not None:
        return words.time_left(-timedelta(minutes=found.minutes), tongue)
    if found.kind is FindingKind.REFUSALS:
        return _("Từ chối tiếp nhận") if found.note == AT_DESK else _("Không chấp thuận")
    if found.kind is FindingKind.PETITIONS:
        return _("Phản ánh %(code)s", code=found.note)
    return _("Yêu cầu bổ sung")
