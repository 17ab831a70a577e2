"""What the national portal lacks: how the line stands, which dossiers wait, since when, why; tried again on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import Words
from services.intake.domain.portal.mark import PortalLine, PortalMark, Why
from services.intake.domain.status import Status
from services.intake.use_cases.portal.what_is_behind import HURRY, dossier_at_portal, try_now, what_is_behind
from services.intake.use_cases.portal_ports import BehindRow
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui.texts import gettext as _

PORTAL = "/desk/portal"
# Colour asks for a hand: a refusal and a missing field are somebody's work, waiting is not.
TAGS = {Why.REFUSED: "late", Why.LACKING: "today", Why.AWAY: "paused", Why.WAITING: "in_time"}


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier that is behind."""

    code: str
    name: Words
    status: Status
    since: datetime
    why: Why
    tag: str
    told: str
    fields: tuple[str, ...]
    next_try_at: datetime | None


def add_behind_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list, one dossier's page and "try now" onto the blueprint."""

    @pages.get(PORTAL)
    @needs("portal.view")
    def portal() -> str:
        found = what_is_behind(parts.ports, parts.portal, current_caller(), request.args.get("after") or None)
        return render_template(
            "intake/portal/behind.html",
            found=found,
            lines=[line_of(one, found.line) for one in found.page.items],
            may_hurry=_may(parts, HURRY),
            may_open=_may(parts, "dossier.view"),
            told=_("Đã xếp lên đầu. Máy gửi lại trong vài giây tới.") if request.args.get("done") == "hurried" else "",
            now=parts.now(),
        )

    @pages.post(f"{PORTAL}/try-now")
    @needs("portal.hurry")
    def hurry_all() -> AnyResponse:
        try_now(parts.ports, parts.portal, current_caller(), request_context(clock=parts.ports.clock))
        return redirect(f"{PORTAL}?done=hurried", 303)

    @pages.get(f"{PORTAL}/dossiers/<code>")
    @needs("portal.view")
    def at_portal(code: str) -> str:
        found = dossier_at_portal(parts.ports, parts.portal, current_caller(), code)
        return render_template(
            "intake/portal/dossier.html",
            found=found,
            dossier=found.dossier,
            mark=found.mark,
            problem=found.mark.problem if found.mark and found.behind else None,
            tags=TAGS,
            may_hurry=_may(parts, HURRY) and found.behind,
            set_up=parts.portal.portal is not None,
            told=_("Đã xếp lên đầu. Máy gửi lại trong vài giây tới.") if request.args.get("done") == "hurried" else "",
            now=parts.now(),
        )

    @pages.post(f"{PORTAL}/dossiers/<code>/try-now")
    @needs("portal.hurry")
    def hurry_one(code: str) -> AnyResponse:
        try_now(parts.ports, parts.portal, current_caller(), request_context(clock=parts.ports.clock), code)
        return redirect(f"{PORTAL}/dossiers/{code}?done=hurried", 303)


def line_of(row: BehindRow, line: PortalLine | None) -> Line:
    """Why it waits: its own reason, else that of the whole line."""
    why, told, fields = _reason(row.mark, line)
    since = row.mark.behind_since if row.mark and row.mark.behind_since else row.filed_at
    return Line(
        row.code, row.procedure_name, row.status, since, why, TAGS[why], told, fields, row.next_try_at
    )  # fmt: skip


def _reason(mark: PortalMark | None, line: PortalLine | None) -> tuple[Why, str, tuple[str, ...]]:
    if mark is not None and mark.problem is not None and mark.behind_since is not None:
        return mark.problem.why, mark.problem.told, mark.problem.fields
    if line is not None and line.away_since is not None:
        return Why.AWAY, "", ()
    return Why.WAITING, "", ()


def _may(parts: Parts, action: str) -> bool:
    return bool(parts.ports.access.scopes(current_caller().all_roles, action))
