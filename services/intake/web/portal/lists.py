"""The portal's lists beside ours: fetched on request, each difference taken over or kept with a reason."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.portal.catalogue_lists import ComparisonState, Difference, ListKind, Side
from services.intake.use_cases.portal.compare_lists import (
    ACTION,
    CHANGED,
    Decided,
    ask_comparison,
    keep_difference,
    take_over,
    view_difference,
    view_lists,
)
from services.intake.web.parts import Parts
from services.intake.web.portal.behind import PORTAL
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import EMPTY, Form
from shared.ui.texts import gettext as _

LISTS = f"{PORTAL}/lists"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line on both sides."""

    name: str
    ours: str
    theirs: str
    differs: bool


def add_list_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the comparison and its decisions onto the blueprint."""
    _add_comparison(pages, parts)
    _add_decisions(pages, parts)


def _add_comparison(pages: Blueprint, parts: Parts) -> None:
    @pages.get(LISTS)
    @needs("portal.view")
    def lists() -> str:
        found = view_lists(parts.ports, parts.portal, current_caller())
        comparison = found.comparison
        return render_template(
            "intake/portal/lists.html",
            found=[(kind, _open(decided), _kept(decided)) for kind, decided in found.found.items()],
            comparison=comparison,
            running=comparison is not None and comparison.state is ComparisonState.RUNNING,
            failed=comparison is not None and comparison.state is ComparisonState.FAILED,
            may_edit=_may_edit(parts),
            set_up=parts.portal.portal is not None,
            told=_told(request.args.get("done", "")),
            parts_of=parts_of,
            now=parts.now(),
        )

    @pages.post(LISTS)
    @needs("procedure.edit")
    def compare() -> AnyResponse:
        with suppress(IllegalStep, Conflict):  # it runs already, or there is no portal: the page says which
            ask_comparison(parts.ports, parts.portal, current_caller(), request_context(clock=parts.ports.clock))
        return redirect(LISTS, 303)


def _add_decisions(pages: Blueprint, parts: Parts) -> None:
    @pages.get(f"{LISTS}/<kind>/<code>")
    @needs("portal.view")
    def difference(kind: str, code: str) -> str:
        return _page(parts, view_difference(parts.ports, parts.portal, current_caller(), f"{kind}/{code}"), EMPTY)

    @pages.post(f"{LISTS}/<kind>/<code>/keep")
    @needs("procedure.edit")
    def keep(kind: str, code: str) -> AnyResponse:
        def act(id: str, digest: str, reason: str) -> object:
            context = request_context(clock=parts.ports.clock)
            return keep_difference(parts.ports, parts.portal, current_caller(), id, digest, reason, context)

        return _decide(parts, f"{kind}/{code}", act, "kept")

    @pages.post(f"{LISTS}/<kind>/<code>/take-over")
    @needs("procedure.edit")
    def take_difference(kind: str, code: str) -> AnyResponse:
        def act(id: str, digest: str, reason: str) -> None:
            context = request_context(clock=parts.ports.clock)
            why = reason or _("Theo danh mục của Cổng Dịch vụ công quốc gia")
            take_over(parts.ports, parts.portal, current_caller(), id, digest, why, context)

        return _decide(parts, f"{kind}/{code}", act, "taken")


def _decide(parts: Parts, id: str, act: Callable[[str, str, str], object], done: str) -> AnyResponse:
    values = request.form.to_dict()
    try:
        act(id, values.get("digest", ""), values.get("reason", ""))
    except InvalidRequest as wrong:
        told, status = wrong.faults[0].words.in_language(display.language()), 422
    except IllegalStep as refused:
        told, status = refused.words.in_language(display.language()), 409
    except Conflict:
        told, status = CHANGED.in_language(display.language()), 409
    else:
        return redirect(f"{LISTS}?done={done}", 303)
    form = Form(values, {"reason": told}, {"reason": _("Lý do")})
    return make_response(
        _page(parts, view_difference(parts.ports, parts.portal, current_caller(), id), form), status
    )  # fmt: skip


def _page(parts: Parts, decided: Decided, form: Form) -> str:
    return render_template(
        "intake/portal/difference.html",
        one=decided.difference,
        kept=decided.kept,
        rows=parts_of(decided.difference),
        sentence=_sentence(decided.difference),
        form=form,
        may_edit=_may_edit(parts),
        now=parts.now(),
    )


def parts_of(one: Difference) -> list[Part]:
    """Every part of the line, ours beside theirs."""
    names = {"code": _("Mã"), "name": _("Tên"), "field": _("Mã lĩnh vực"), "field_name": _("Lĩnh vực")}
    shown = names if one.kind is ListKind.PROCEDURES else {key: names[key] for key in ("code", "name")}
    rows = []
    for key, name in shown.items():
        ours, theirs = (str(getattr(side, key)) if side else "" for side in (one.ours, one.theirs))
        rows.append(Part(name, ours, theirs, key in one.parts or one.side is not Side.BOTH))
    return rows


def _sentence(one: Difference) -> str:
    return {
        Side.OURS: _("Chỉ danh mục của ta có dòng này; Cổng Quốc gia không có."),
        Side.THEIRS: _("Chỉ Cổng Quốc gia có dòng này; danh mục của ta không có."),
        Side.BOTH: _("Hai bên đều có dòng này nhưng ghi khác nhau."),
    }[one.side]


def _open(decided: tuple[Decided, ...]) -> list[Difference]:
    return [one.difference for one in decided if one.kept is None]


def _kept(decided: tuple[Decided, ...]) -> list[Decided]:
    return [one for one in decided if one.kept is not None]


def _may_edit(parts: Parts) -> bool:
    return bool(parts.ports.access.scopes(current_caller().all_roles, ACTION))


def _told(done: str) -> str:
    return {
        "taken": _("Đã lấy về. Dòng này nay giống Cổng Quốc gia."),
        "kept": _("Đã ghi lý do. Dòng này giữ nguyên."),
    }.get(done, "")
