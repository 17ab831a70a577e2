"""One petition at the desk: what was told, its dossier, who it is from (on demand), and the steps to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import (
    HotlineError,
    IllegalStep,
    InvalidRequest,
    NotVerified,
    TooManyAttempts,
    Words,
)
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.answers.approve_answer import approve_answer, send_back_answer
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.petition_request import Claim
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from services.hotline.use_cases.view_petition import view_identity
from services.hotline.web.doors import add_door_steps
from services.hotline.web.inside import add_inside_steps, add_task_steps
from services.hotline.web.matters import add_matter_steps
from services.hotline.web.meetings import add_meeting_steps
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.petition_page import petition_labels, petition_page, told_after
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict, Context
from shared.ui import display
from shared.ui.forms import Form

PAGE = "/hotline/desk/<code>"
Step = Callable[..., Petition]


class _ChangedMeanwhile(IllegalStep):
    """The officer decided on a state that is no more."""

    def __init__(self) -> None:
        super().__init__(
            "changed-meanwhile",
            Words(
                "Có người vừa đổi phản ánh này. Xem lại rồi quyết định.",
                "Somebody has just changed this. Look again and decide.",
            ),
        )


def add_petition_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the petition's page and its steps onto the blueprint."""
    _add_views(pages, parts)
    _add_links(pages, parts)
    _add_steps(pages, parts)
    add_matter_steps(pages, parts, step_done)
    add_meeting_steps(pages, parts, step_done)
    add_door_steps(pages, parts, step_done, petition_page)
    add_inside_steps(pages, parts, step_done, petition_page)
    add_task_steps(pages, parts, petition_page)


def _add_views(pages: Blueprint, parts: Parts) -> None:
    @pages.get(PAGE)
    @needs("petition.view")
    def petition(code: str) -> str:
        return petition_page(parts, code, told=told_after(request.args.get("done", "")))

    @pages.post(f"{PAGE}/identity")
    @needs("petition.view-identity")
    def identity(code: str) -> AnyResponse:
        why = request.form.get("why", "")[:500]
        try:
            contact = view_identity(parts.ports, current_caller(), code, why, _context(parts))
        except InvalidRequest as refused:
            form = Form(request.form.to_dict(), {"why": _words(refused)}, petition_labels())
            return make_response(petition_page(parts, code, form=form), 422)
        return unstored(petition_page(parts, code, contact=contact))


def _add_links(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{PAGE}/link")
    @needs("petition.link")
    def link(code: str) -> AnyResponse:
        claim = Claim(
            request.form.get("dossier-code", "").strip()[:80], request.form.get("dossier-digits", "").strip()[:40]
        )
        return step_done(
            parts,
            code,
            "linked",
            "dossier-code",
            lambda context, **more: link_petition(parts.ports, current_caller(), code, claim, context, **more),
        )

    @pages.post(f"{PAGE}/unlink")
    @needs("petition.unlink")
    def unlink(code: str) -> AnyResponse:
        return step_done(
            parts,
            code,
            "unlinked",
            "dossier-code",
            lambda context, **more: unlink_petition(parts.ports, current_caller(), code, context, **more),
        )


def _add_steps(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{PAGE}/assign")
    @needs("petition.assign")
    def assign(code: str) -> AnyResponse:
        officer = request.form.get("officer", "")
        return step_done(
            parts,
            code,
            "assigned",
            "officer",
            lambda context, **more: assign_petition(parts.ports, current_caller(), code, officer, context, **more),
        )

    @pages.post(f"{PAGE}/answer")
    @needs("petition.answer")
    def answer(code: str) -> AnyResponse:
        text = request.form.get("answer", "")
        return step_done(
            parts,
            code,
            "answered",
            "answer",
            lambda context, **more: answer_petition(parts.ports, current_caller(), code, text, context, **more),
        )

    @pages.post(f"{PAGE}/approve")
    @needs("petition.approve")
    def approve(code: str) -> AnyResponse:
        return step_done(
            parts,
            code,
            "approved",
            "answer",
            lambda context, **more: approve_answer(parts.ports, current_caller(), code, context, **more),
        )

    @pages.post(f"{PAGE}/send-back")
    @needs("petition.approve")
    def send_back(code: str) -> AnyResponse:
        reason = request.form.get("reason", "")
        return step_done(
            parts,
            code,
            "sent-back",
            "reason",
            lambda context, **more: send_back_answer(parts.ports, current_caller(), code, reason, context, **more),
        )

    @pages.post(f"{PAGE}/close")
    @needs("petition.close")
    def close(code: str) -> AnyResponse:
        return step_done(
            parts,
            code,
            "closed",
            "answer",
            lambda context, **more: close_petition(parts.ports, current_caller(), code, context, **more),
        )


def _context(parts: Parts) -> Context:
    return request_context(clock=parts.ports.clock)


def step_done(parts: Parts, code: str, done: str, field: str | Mapping[str, str], step: Step) -> AnyResponse:
    """The petition's page after the step; where it is refused, the page with what was typed and why. ``field`` is the
    one that the refusal stands at, or says so by the fault's pointer."""
    values = request.form.to_dict()
    version = values.get("version", "")

    def check(petition: Petition) -> None:
        if version.isascii() and version.isdigit() and int(version) != petition.version:
            raise _ChangedMeanwhile

    try:
        changed = step(_context(parts), check=check)
    except (InvalidRequest, NotVerified, TooManyAttempts) as refused:
        form = Form(values, _faults(field, refused), petition_labels())
        return make_response(
            petition_page(parts, code, form=form), 429 if isinstance(refused, TooManyAttempts) else 422
        )
    except IllegalStep as refused:
        return make_response(
            petition_page(parts, code, form=Form(values, {}, petition_labels()), told=_words(refused)), 409
        )
    except Conflict:
        return make_response(
            petition_page(parts, code, form=Form(values, {}, petition_labels()), told=_words(_ChangedMeanwhile())), 409
        )
    if done == "answered" and changed.proposal:
        done = "proposed"
    return redirect(f"/hotline/desk/{changed.code}?done={done}", 303)


def _words(refused: HotlineError) -> str:
    words = refused.faults[0].words if isinstance(refused, InvalidRequest) else refused.words
    return words.in_language(display.language())


def _faults(field: str | Mapping[str, str], refused: HotlineError) -> dict[str, str]:
    """What is wrong, at the step's field; ``name-*`` gives every fault to the field of its own name, a table to the
    field that it names for it."""
    if isinstance(field, str) and not (field.endswith("*") and isinstance(refused, InvalidRequest)):
        return {field: _words(refused)}
    tongue = display.language()
    if isinstance(field, str):
        faults = refused.faults if isinstance(refused, InvalidRequest) else ()
        return {f"{field[:-1]}{one.pointer.strip('/')}": one.words.in_language(tongue) for one in faults}
    pointer = refused.faults[0].pointer if isinstance(refused, InvalidRequest) else ""
    return {field.get(pointer, next(iter(field.values()))): _words(refused)}
