"""The public words of an answer at the desk: written over, read again by a second person, published, taken down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.answers.personal_data import Sort
from services.hotline.domain.answers.publication import Publication
from services.hotline.domain.errors import HotlineError, IllegalStep, InvalidRequest, Words
from services.hotline.use_cases.answers.publish_answer import (
    NOT_ANSWERED,
    draft_of,
    prepare_publication,
    publication_of,
    publications_to_review,
    publish,
    send_back,
    take_down,
)
from services.hotline.use_cases.view_petition import view_petition
from services.hotline.web.parts import Parts, unstored
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form

LIST = "/hotline/desk/publications"
PAGE = "/hotline/desk/<code>/publication"
CHANGED = Words("Có người vừa đổi bản này. Xem lại rồi quyết định.", "Somebody has just changed this. Look again.")
Step = Callable[..., Publication]


def add_publication_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list of those that wait, the page and its steps onto the blueprint."""

    @pages.get(LIST)
    @needs("petition.view")
    def publications() -> str:
        rows = publications_to_review(parts.ports, parts.stores.publications, current_caller())
        return render_template("hotline/answers/publications.html", rows=rows, now=parts.now())

    @pages.get(PAGE)
    @needs("petition.view")
    def publication(code: str) -> AnyResponse:
        writing = request.args.get("write") == "1"
        return unstored(_page(parts, code, writing=writing, told=_told(request.args.get("done", ""))))

    @pages.post(PAGE)
    @needs("answer.prepare")
    def prepare(code: str) -> AnyResponse:
        told: dict[str, str | bool] = {name: request.form.get(name, "") for name in ("question", "text")}
        told["sure"] = request.form.get("sure") == "1"
        return _done(
            parts, code, "prepared", lambda context, check: prepare_publication(
                parts.ports, current_caller(), code, told, context, check=check),
        )  # fmt: skip

    @pages.post(f"{PAGE}/publish")
    @needs("answer.publish")
    def confirm(code: str) -> AnyResponse:
        return _done(
            parts, code, "published",
            lambda context, check: publish(parts.ports, current_caller(), code, context, check=check),
        )  # fmt: skip

    @pages.post(f"{PAGE}/send-back")
    @needs("answer.publish")
    def back(code: str) -> AnyResponse:
        why = request.form.get("reason", "")
        return _done(
            parts, code, "sent-back",
            lambda context, check: send_back(parts.ports, current_caller(), code, why, context, check=check),
        )  # fmt: skip

    @pages.post(f"{PAGE}/take-down")
    @needs("petition.view")
    def down(code: str) -> AnyResponse:
        why = request.form.get("reason", "")
        return _done(
            parts, code, "taken-down",
            lambda context, check: take_down(parts.ports, current_caller(), code, why, context, check=check),
        )  # fmt: skip


def _done(parts: Parts, code: str, done: str, step: Step) -> AnyResponse:
    """The page after the step; where it is refused, the page with what was typed and why."""
    values = request.form.to_dict()
    version = values.get("version", "")

    def check(one: Publication) -> None:
        if version.isascii() and version.isdigit() and int(version) != one.version:
            raise IllegalStep("changed-meanwhile", CHANGED)

    try:
        step(request_context(clock=parts.ports.clock), check=check)
    except InvalidRequest as refused:
        errors = {one.pointer.strip("/"): one.words.in_language(display.language()) for one in refused.faults}
        form = Form(values, errors, _labels())
        writing = "reason" not in errors
        return make_response(unstored(_page(parts, code, form=form, writing=writing, unsure=writing)), 422)
    except (IllegalStep, Conflict) as refused:
        words = refused.words if isinstance(refused, HotlineError) else CHANGED
        return make_response(unstored(_page(parts, code, told=words.in_language(display.language()))), 409)
    return redirect(f"/hotline/desk/{code}/publication?done={done}", 303)


def _page(
    parts: Parts, code: str, *, form: Form | None = None, told: str = "", writing: bool = False, unsure: bool = False
) -> str:
    caller = current_caller()
    petition = view_petition(parts.ports, caller, code).petition
    if petition.answer is None:
        raise IllegalStep("not-answered", NOT_ANSWERED)
    found = publication_of(parts.ports, caller, code)
    masked: Mapping[Sort, int] = found.masked if found else {}
    if found is None or writing:
        writing = True
        if parts.may("answer.prepare"):
            draft = draft_of(parts.ports, caller, code)
            masked = draft.found
            words = (found.question, found.text) if found else (draft.question, draft.text)
            form = form or Form({"question": words[0], "text": words[1]}, {}, _labels())
    return render_template(
        "hotline/answers/publication.html",
        petition=petition,
        publication=found,
        writing=writing,
        unsure=unsure,
        form=form or Form({}, {}, _labels()),
        labels=_labels(),
        told=told,
        now=parts.now(),
        actor=caller.actor,
        found=[(_sort(sort), count) for sort, count in masked.items()],
        left=[_sort(sort) for sort in found.left] if found else [],
    )


def _sort(sort: Sort) -> str:
    return sort.words.in_language(display.language())


def _labels() -> dict[str, str]:
    return {
        "question": _("Nội dung phản ánh, mọi người đọc được"),
        "text": _("Trả lời, mọi người đọc được"),
        "reason": _("Vì sao trả lại"),
        "down": _("Vì sao gỡ xuống"),
    }


def _told(done: str) -> str:
    texts: dict[str, Any] = {
        "prepared": _("Đã gửi. Chờ người thứ hai xác nhận."),
        "published": _("Đã công khai."),
        "sent-back": _("Đã trả lại để sửa."),
        "taken-down": _("Đã gỡ xuống."),
    }
    return str(texts.get(done, ""))
