"""The communes' lists on pages: how old each is, who is on it, submitted, sent back, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.priority.lists import Freshness, ListState, PriorityList
from services.intake.use_cases.priority.imports import desk_of
from services.intake.use_cases.priority.keep_lists import (
    confirm_list,
    overview,
    people_of_list,
    send_back_list,
    submit_list,
    view_list,
)
from services.intake.web.parts import Parts
from services.intake.web.priority.words import KINDS, age_words, history_of, line_of, officer
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _
from shared.working_time.calendar import local

HOME = "/desk/priority"


def add_priority_list_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the overview, one list's page and its steps onto the blueprint."""
    _add_views(pages, parts)
    _add_steps(pages, parts)


def _add_views(pages: Blueprint, parts: Parts) -> None:
    @pages.get(HOME)
    @needs("priority.view")
    def priority() -> str:
        lines = overview(parts.ports, current_caller())
        tongue = display.language()
        day = local(parts.ports.clock()).date()
        rules = desk_of(parts.ports).rules
        communes = [
            (commune.name.in_language(tongue), [line_of(one) for one in found])
            for commune, found in groupby(lines, key=lambda one: one.commune)
        ]
        waiting = sum(1 for one in lines if one.list and one.list.open and one.list.open.state is ListState.SUBMITTED)
        return render_template(
            "intake/priority/overview.html",
            communes=communes,
            by_age=[one for one in rules.groups_on(day) if one.from_age is not None],
            age=rules.list_age(day),
            old=sum(one.freshness is Freshness.OLD for one in lines),
            missing=sum(one.freshness is Freshness.NONE for one in lines),
            waiting=waiting,
            may=_may(parts),
        )

    @pages.get(f"{HOME}/lists/<commune>/<group>")
    @needs("priority.view")
    def priority_list(commune: str, group: str) -> str:
        return _list_page(parts, commune, group)


def _add_steps(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{HOME}/lists/<commune>/<group>/submit")
    @needs("priority.keep")
    def submit(commune: str, group: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        return _step(
            parts, commune, group, lambda: submit_list(parts.ports, current_caller(), commune, group, context), "sent"
        )

    @pages.post(f"{HOME}/lists/<commune>/<group>/confirm")
    @needs("priority.confirm")
    def confirm(commune: str, group: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        return _step(
            parts,
            commune,
            group,
            lambda: confirm_list(parts.ports, current_caller(), commune, group, context),
            "confirmed",
        )

    @pages.post(f"{HOME}/lists/<commune>/<group>/send-back")
    @needs("priority.confirm")
    def send_back(commune: str, group: str) -> AnyResponse:
        context, why = request_context(clock=parts.ports.clock), request.form.get("why", "")
        return _step(
            parts,
            commune,
            group,
            lambda: send_back_list(parts.ports, current_caller(), commune, group, why, context),
            "back",
        )


def _step(parts: Parts, commune: str, group: str, act: Callable[[], PriorityList], done: str) -> AnyResponse:
    try:
        act()
    except InvalidRequest as wrong:
        told = wrong.faults[0].words.in_language(display.language())
        form = Form({}, {"why": told}, {"why": _("Vì sao trả lại")})
        return make_response(_list_page(parts, commune, group, form), 422)
    except IllegalStep as refused:
        told = refused.words.in_language(display.language())
        return make_response(_list_page(parts, commune, group, told=told), 409)
    except Conflict:
        told = _("Có người vừa đổi danh sách này. Xem lại rồi quyết định.")
        return make_response(_list_page(parts, commune, group, told=told), 409)
    return redirect(f"{HOME}/lists/{commune}/{group}?done={done}", 303)


def _list_page(parts: Parts, commune: str, group: str, form: Form | None = None, told: str = "") -> str:
    line = view_list(parts.ports, current_caller(), commune, group)
    found = line.list
    if found is None:
        raise Problem(404, "not-found")
    begun, confirmed = found.open, found.confirmed
    wants_open = begun is not None and (confirmed is None or request.args.get("edition") == "open")
    try:
        people = people_of_list(
            parts.ports, current_caller(), commune, group, open=wants_open, cursor=request.args.get("cursor") or None
        )
    except ValueError:
        raise Problem(404, "not-found") from None
    now = parts.now()
    moved = found.confirmed_by
    return render_template(
        "intake/priority/list.html",
        line=line,
        list=found,
        begun=begun,
        begun_people=found.people_of(begun) if begun else 0,
        confirmed=confirmed,
        confirmed_people=found.people_of(confirmed) if confirmed else 0,
        confirmed_by=(officer(parts, moved.by), moved.at) if moved else None,
        kind=KINDS[line.freshness],
        age=age_words(line),
        people=people.items,
        more=people.next,
        wants_open=wants_open,
        editions=[(one, history_of(parts, one, now)) for one in reversed(found.editions)],
        form=form or Form(labels={"why": _("Vì sao trả lại")}),
        told=told or _told(request.args.get("done", "")),
        may=_may(parts),
        now=now,
    )


def _may(parts: Parts) -> frozenset[str]:
    roles = current_caller().all_roles
    actions = ("priority.keep", "priority.confirm")
    return frozenset(one for one in actions if parts.ports.access.scopes(roles, one))


def _told(done: str) -> str:
    return {
        "sent": _("Đã gửi. Lãnh đạo xác nhận thì danh sách có hiệu lực."),
        "confirmed": _("Đã xác nhận. Từ bây giờ danh sách này được dùng."),
        "back": _("Đã trả lại để xem lại."),
    }.get(done, "")
