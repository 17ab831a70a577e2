"""The operator's pages of calls that the telephone system tells of: what rings, and one call from taking to its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.calls.call import Call, CallState
from services.hotline.domain.errors import FieldFault, HotlineError, IllegalStep, InvalidRequest
from services.hotline.domain.kinds import Kind
from services.hotline.use_cases.calls.promise_callback import NO_NUMBER, OWN_OFFICERS, promise_callback
from services.hotline.use_cases.calls.take_call import (
    CallView,
    answer_at_once,
    hang_up,
    live_calls,
    note_petition,
    take_call,
    view_call,
)
from services.hotline.web import petition_form
from services.hotline.web.call import CALLS, call_page, new_form, write_down
from services.hotline.web.parts import Parts, unstored
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict, Context
from shared.text import show_phone
from shared.ui import display
from shared.ui.forms import Form

ONE = f"{CALLS}/<id>"
SOONEST = "1"  # hour


def add_calls_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list and the page of one call onto the blueprint."""

    @pages.get(CALLS)
    @needs("call.take")
    def calls() -> AnyResponse:
        found = live_calls(parts.ports, parts.calls, current_caller())
        ringing = [one for one in found if one.state is CallState.RINGING]
        return unstored(_list(parts, ringing, [one for one in found if one.state is not CallState.RINGING]))

    @pages.get(ONE)
    @needs("call.take")
    def call(id: str) -> AnyResponse:
        return unstored(_page(parts, _view(parts, id)))

    @pages.post(f"{ONE}/take")
    @needs("call.take")
    def take_one(id: str) -> AnyResponse:
        return _step(parts, id, lambda context: take_call(parts.ports, current_caller(), id, context))

    @pages.post(f"{ONE}/hang-up")
    @needs("call.take")
    def hang_up_one(id: str) -> AnyResponse:
        return _step(parts, id, lambda context: hang_up(parts.ports, current_caller(), id, context))

    @pages.post(ONE)
    @needs("call.take")
    def write_one(id: str) -> AnyResponse:
        return _written(parts, id, request.form.to_dict())


def _list(parts: Parts, ringing: Sequence[Call], heard: Sequence[Call]) -> str:
    return render_template(
        "hotline/calls.html", ringing=ringing, heard=heard, now=parts.now(), me=current_caller().id, path=CALLS
    )


def _view(parts: Parts, id: str) -> CallView:
    return view_call(parts.ports, parts.calls, current_caller(), id)


def _page(parts: Parts, view: CallView, *, form: Form | None = None, told: str = "") -> str:
    """The form to whoever has the call; to anybody else only that there is one."""
    if not view.mine:
        return render_template("hotline/call_waiting.html", view=view, told=told, now=parts.now(), path=CALLS)
    number = show_phone(view.call.number) if view.call.number else ""
    start = Form({**new_form(), "contact-phone": number}, labels=petition_form.call_labels())
    return call_page(parts, form or start, view=view, told=told)


def _written(parts: Parts, id: str, values: dict[str, str]) -> AnyResponse:
    view = _view(parts, id)
    if not view.mine:
        return make_response(unstored(_page(parts, view, told=_("Nghe máy trước đã"))), 409)
    if values.get("do") == "answered":
        return _answered(parts, view, values)

    promised = values.get("do") == "call-back"
    fault = _unpromised(view, values) if promised else None
    if fault:
        form = petition_form.with_faults(values, InvalidRequest(fault), petition_form.call_labels())
        return make_response(unstored(_page(parts, view, form=form)), 422)

    def saved(code: str) -> None:
        context = request_context(clock=parts.ports.clock)
        note_petition(parts.ports, current_caller(), id, code, context)
        if promised:
            hours = values.get("again_in") or SOONEST
            promise_callback(parts.ports, current_caller(), id, code, hours, context)

    return write_down(parts, values, view=view, saved=saved)


def _unpromised(view: CallView, values: dict[str, str]) -> FieldFault | None:
    """Why nobody can be promised to be called back, before anything is saved."""
    if any(one.has_its_own_path and one.value == values.get("kind") for one in Kind):
        return FieldFault("/again_in", OWN_OFFICERS)
    if not (values.get("contact-phone", "").strip() or view.call.number):
        return FieldFault("/contact/phone", NO_NUMBER)
    return None


def _answered(parts: Parts, view: CallView, values: dict[str, str]) -> AnyResponse:
    question, said, context = values.get("text", ""), values.get("said", ""), request_context(clock=parts.ports.clock)
    try:
        answer_at_once(parts.ports, current_caller(), view.call.id, question, said, context)
    except InvalidRequest as refused:
        form = petition_form.with_faults(values, refused, petition_form.call_labels())
        return make_response(unstored(_page(parts, view, form=form)), 422)
    except (IllegalStep, Conflict) as refused:
        form = Form(values, labels=petition_form.call_labels())
        return make_response(unstored(_page(parts, view, form=form, told=_words(refused))), 409)
    return redirect(CALLS, 303)


def _step(parts: Parts, id: str, step: Callable[[Context], Call]) -> AnyResponse:
    try:
        call = step(request_context(clock=parts.ports.clock))
    except (IllegalStep, Conflict) as refused:
        view = replace(_view(parts, id), mine=False)
        return make_response(unstored(_page(parts, view, told=_words(refused))), 409)
    return redirect(f"{CALLS}/{call.id}", 303)


def _words(refused: Exception) -> str:
    if isinstance(refused, HotlineError):
        return refused.words.in_language(display.language())
    told: str = _("Có người vừa đổi cuộc gọi này. Xem lại rồi quyết định.")
    return told
