"""The catalogue's list, one procedure with its versions side by side, and the files that it goes out in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.procedure import Level, Procedure
from services.intake.use_cases.find_procedures import fields_of, find_procedures
from services.intake.use_cases.publish_procedure import ACTION, load_history
from services.intake.web.catalogue.version_words import compare
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui.texts import gettext as _

ROWS_OF_PAGE = 50
BESIDE = 3
KINDS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Published:
    """Who published a version, when and why."""

    version: int
    at: datetime
    by: str
    why: str


def add_catalogue_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list, the versions and the export onto the blueprint."""

    @pages.get("/desk/catalogue")
    @needs("procedure.versions")
    def catalogue() -> str:
        search, field = (request.args.get(name, "").strip()[:200] for name in ("search", "field"))
        level = level_of(request.args.get("level", ""))
        found = find_procedures(parts.ports, search, field=field, level=level)
        shown, start, more = page_of(found, request.args)
        return render_template(
            "intake/catalogue/list.html",
            found=shown,
            total=len(found),
            more=more,
            start=start,
            search=search,
            field=field,
            level=level,
            levels=tuple(Level),
            fields=fields_of(find_procedures(parts.ports)),
            to_come=_to_come(parts),
            may_edit=may_edit(parts),
            told=request.args.get("done", ""),
        )

    @pages.get("/desk/catalogue/procedures/<code>")
    @needs("procedure.versions")
    def versions(code: str) -> str:
        history = load_history(parts.ports.work, code)
        return versions_page(parts, history, request.args.get("done", ""))

    @pages.get("/desk/catalogue/export.<kind>")
    @needs("procedure.versions")
    def export(kind: str) -> Response:
        if kind not in KINDS:
            raise Problem(404, "not-found")
        every = request.args.get("versions") == "all"
        histories = sorted(parts.ports.catalogue.histories(), key=lambda one: one.code)
        chosen = [one for history in histories for one in (history.versions if every else history.versions[-1:])]
        name = f'attachment; filename="danh-muc-thu-tuc.{kind}"'
        content = parts.catalogue.files.write(chosen, kind)
        return Response(content, mimetype=KINDS[kind], headers={"Content-Disposition": name})


def versions_page(parts: Parts, history: ProcedureHistory, done: str = "") -> str:
    """Up to three versions side by side, the chosen one and those before it; every one with who, when and why."""
    chosen = _chosen(history)
    beside = history.versions[max(0, chosen - BESIDE) : chosen]
    today = parts.now().date()
    return render_template(
        "intake/catalogue/versions.html",
        history=history,
        latest=history.latest,
        beside=beside,
        rows=compare(beside),
        in_force=history.on(today),
        published={one.version: one for one in _published(parts, history.code)},
        now=parts.now(),
        today=today,
        may_edit=may_edit(parts),
        told=_("Đã đăng phiên bản %(number)s.", number=history.version) if done == "published" else "",
    )


def may_edit(parts: Parts) -> bool:
    """Whether the reader may publish."""
    return bool(parts.ports.access.scopes(current_caller().all_roles, ACTION))


def level_of(name: str) -> Level | None:
    """None for every level, and for what is none."""
    return next((one for one in Level if one.value == name), None)


def page_of(found: Sequence[Procedure], arguments: Mapping[str, str]) -> tuple[Sequence[Procedure], int, str]:
    """One page of the list, where it starts, and the query of the next (empty at the end)."""
    text = arguments.get("from", "")
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    end = start + ROWS_OF_PAGE
    kept = {name: arguments.get(name, "") for name in ("search", "field", "level") if arguments.get(name)}
    return found[start:end], start, urlencode({**kept, "from": end}) if len(found) > end else ""


def _to_come(parts: Parts) -> dict[str, Procedure]:
    """Versions that are published and not in force yet, by code."""
    today = parts.now().date()
    return {one.code: one.latest for one in parts.ports.catalogue.histories() if one.latest.effective_from > today}


def _chosen(history: ProcedureHistory) -> int:
    text = request.args.get("version", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else history.version
    return number if history.numbered(number) else history.version


def _published(parts: Parts, code: str) -> list[Published]:
    events = parts.catalogue.history.of_subject(code)
    return [Published(one.sequence, one.at, one.actor, str(one.data.get("why", ""))) for one in events]
