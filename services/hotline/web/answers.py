"""What everybody may read of answers, and the page where whoever petitioned says whether they are content."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.answers.survey import Aspect, Opinion, Survey
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.answers.publish_answer import published_answer, published_answers
from services.hotline.use_cases.answers.rate_answer import open_survey, rate_by_link
from services.hotline.web.parts import Parts, unstored
from shared.http.correlation import request_context
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.problems import Problem
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.ui import display
from shared.ui.forms import Form

LIST, SURVEY = "/hotline/answers", "/hotline/survey"
ROWS = 20


def add_answer_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the published answers and the survey onto the blueprint."""
    for one in (opinion_items, aspect_items):
        pages.add_app_template_global(one)
    _add_published(pages, parts)
    _add_survey(pages, parts)


def _add_published(pages: Blueprint, parts: Parts) -> None:
    @pages.get(LIST)
    @public
    def published() -> str:
        topic = next((one for one in Topic if one.value == request.args.get("topic")), None)
        after = decode_cursor(request.args.get("cursor"), datetime, str)
        found = published_answers(parts.stores.publications, topic, (after[0], after[1]) if after else None, ROWS + 1)
        more = ""
        if len(found) > ROWS:
            last = found[ROWS - 1]
            kept = {"topic": topic.value} if topic else {}
            more = f"{LIST}?{urlencode({**kept, 'cursor': encode_cursor([last.reviewed_at, last.id])})}"
        everything = {"value": "", "text": _("Tất cả")}
        tongue = display.language()
        return render_template(
            "hotline/answers/answers.html",
            found=found[:ROWS],
            topic=topic,
            more=more,
            form=Form({"topic": topic.value if topic else ""}),
            topics=[everything, *({"value": one.value, "text": one.words.in_language(tongue)} for one in Topic)],
            now=parts.now(),
        )

    @pages.get(f"{LIST}/<code>")
    @public
    def published_one(code: str) -> str:
        try:
            found = published_answer(parts.ports, code)
        except NotFound:
            raise Problem(404, "not-found") from None
        return render_template("hotline/answers/answer.html", one=found, now=parts.now())


def _add_survey(pages: Blueprint, parts: Parts) -> None:
    @pages.get(SURVEY)
    @needs("petition.track")
    def survey() -> AnyResponse:
        token = request.args.get("k", "")[:80]
        petition, found = _opened(parts, token)
        return unstored(_page(parts, token, petition, found, Form(_given(found), {}, labels())))

    @pages.post(SURVEY)
    @needs("petition.track")
    def rate() -> AnyResponse:
        token = request.form.get("k", "")[:80]
        told = told_of_form()
        context = request_context(clock=parts.ports.clock)
        try:
            done = rate_by_link(parts.ports, token, told, context, address=client_address())
        except NotFound:
            raise Problem(404, "not-found") from None
        except (InvalidRequest, IllegalStep) as refused:
            petition, found = _opened(parts, token)
            page = _page(parts, token, petition, found, form_with_faults(refused))
            return make_response(unstored(page), 422 if isinstance(refused, InvalidRequest) else 409)
        petition, _known = _opened(parts, token)
        return unstored(_page(parts, token, petition, done, Form(_given(done), {}, labels()), thanked=True))


def told_of_form() -> dict[str, Any]:
    """What was chosen and written, in the shape of ``POST /petitions/rate``."""
    form = request.form
    aspects = form.getlist("aspects")[: len(Aspect)]
    return {"opinion": form.get("opinion", ""), "aspects": aspects, "comment": form.get("comment", "")}


def form_with_faults(refused: InvalidRequest | IllegalStep) -> Form:
    """The survey as it was sent, with what is wrong."""
    faults = refused.faults if isinstance(refused, InvalidRequest) else ()
    errors = {one.pointer.strip("/"): one.words.in_language(display.language()) for one in faults}
    return Form(request.form.to_dict(), errors, labels())


def labels() -> dict[str, str]:
    """Of the survey's fields."""
    return {
        "opinion": _("Ông bà, anh chị có hài lòng với cách giải quyết không?"),
        "aspects": _("Điều gì chưa được?"),
        "comment": _("Lời góp ý"),
    }


def opinion_items() -> list[dict[str, str]]:
    """The three answers."""
    return [{"value": one.value, "text": one.words.in_language(display.language())} for one in Opinion]


def aspect_items(chosen: frozenset[Aspect]) -> list[dict[str, Any]]:
    """What may have been wrong."""
    tongue = display.language()
    return [{"value": one.value, "text": one.words.in_language(tongue), "checked": one in chosen} for one in Aspect]


def _given(survey: Survey) -> Mapping[str, str]:
    rating = survey.rating
    return {"opinion": rating.opinion.value, "comment": rating.comment} if rating else {}


def _opened(parts: Parts, token: str) -> tuple[Petition, Survey]:
    try:
        return open_survey(parts.ports, token, address=client_address())
    except NotFound:
        raise Problem(404, "not-found") from None


def _page(parts: Parts, token: str, petition: Petition, survey: Survey, form: Form, *, thanked: bool = False) -> str:
    return render_template(
        "hotline/answers/survey.html",
        petition=petition,
        survey=survey,
        token=token,
        form=form,
        labels=labels(),
        thanked=thanked,
        given=survey.rating.aspects if survey.rating else frozenset(),
        over=not survey.is_open(parts.ports.clock()),
        now=parts.now(),
    )
