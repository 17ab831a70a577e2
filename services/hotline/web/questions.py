"""The guided questions as pages: one question at a time, each answer a link; the end says what it is and what to do."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.hotline.domain.questions import Standing, questions_in_force
from services.hotline.domain.rules import LegalPath, rules_in_force
from services.hotline.web.parts import Parts
from shared.security.access import public

PAGE = "/hotline/questions"


def add_question_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the questions onto the blueprint."""

    @pages.get(PAGE)
    @public
    def questions() -> str:
        standing = standing_of(parts, request.args.get("answers", ""))
        return render_template("hotline/questions.html", standing=standing, guide=guide_for(parts, standing), path=PAGE)


def standing_of(parts: Parts, walk: str) -> Standing:
    """Where these answers lead, by the questions of today."""
    return questions_in_force(parts.questions, parts.now().date()).standing(walk)


def guide_for(parts: Parts, standing: Standing) -> LegalPath | None:
    """The path by law of what was found; None where it is answered here, or not known yet."""
    found = standing.found
    return rules_in_force(parts.ports.rules, parts.now().date()).paths.get(found.kind) if found and found.kind else None
