"""The reception desk's inbox: grouped by how pressing, one group alone, what a search found."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from services.intake.domain.standing import Lateness
from services.intake.domain.status import Status
from services.intake.use_cases.list_dossiers import count_by_lateness, list_dossiers
from services.intake.use_cases.list_silent import list_silent
from services.intake.web import inbox
from services.intake.web.parts import Parts
from shared.http.correlation import current_caller
from shared.http.problems import Problem
from shared.security.access import needs
from shared.ui.texts import gettext as _
from shared.ui.texts import ngettext

ROWS_OF_GROUP = 10
ROWS_OF_PAGE = 50


def add_desk_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the officers' pages onto the blueprint."""

    @pages.get("/desk")
    @needs("dossier.list")
    def desk() -> str:
        chosen = _lateness(request.args.get("lateness", ""))
        counts = count_by_lateness(parts.ports, current_caller())
        groups = _one_group(parts, chosen, counts.get(chosen, 0)) if chosen else _all_groups(parts, counts)
        total = sum(counts.get(one, 0) for one in inbox.ORDER)
        return render_template(
            "intake/desk.html",
            groups=groups,
            strip=inbox.strip(counts, chosen),
            chosen=chosen,
            total=total,
            now=parts.now(),
            search="",
        )

    @pages.get("/desk/silent")
    @needs("dossier.list")
    def silent() -> str:
        found = list_silent(parts.ports, current_caller())
        groups = [inbox.group(_("Được dừng"), len(found), found, parts.now(), parts.ports.calendars.current())]
        return render_template("intake/desk_silent.html", groups=groups if found else [])

    @pages.post("/desk/search")
    @needs("dossier.list")
    def search() -> str:
        wanted = request.form.get("search", "").strip()[:200]
        counts = count_by_lateness(parts.ports, current_caller())
        page = list_dossiers(parts.ports, current_caller(), search=wanted, statuses=tuple(Status)) if wanted else None
        found = page.items if page else ()
        groups = [inbox.group(_("Tìm thấy"), len(found), found, parts.now(), parts.ports.calendars.current())]
        return render_template(
            "intake/desk.html",
            groups=groups if found else [],
            strip=inbox.strip(counts, None),
            chosen=None,
            total=None,
            now=parts.now(),
            search=wanted,
            found=len(found),
        )


def _all_groups(parts: Parts, counts: Mapping[Lateness, int]) -> list[inbox.Group]:
    now, calendar = parts.now(), parts.ports.calendars.current()
    groups = []
    for one, title in ((one, inbox.titles()[one]) for one in inbox.ORDER if counts.get(one)):
        page = list_dossiers(parts.ports, current_caller(), lateness=one, limit=ROWS_OF_GROUP)
        rest = counts[one] - len(page.items)
        more = None
        if page.next and rest > 0:
            told = ngettext("Xem %(num)s việc nữa", "Xem %(num)s việc nữa", rest)
            more = inbox.More(told, f"/desk?lateness={one.value}")
        groups.append(inbox.group(title, counts[one], page.items, now, calendar, more))
    return groups


def _one_group(parts: Parts, chosen: Lateness, count: int) -> list[inbox.Group]:
    cursor = request.args.get("cursor") or None
    try:
        page = list_dossiers(parts.ports, current_caller(), lateness=chosen, cursor=cursor, limit=ROWS_OF_PAGE)
    except ValueError:
        raise Problem(404, "not-found") from None
    more = None
    if page.next:
        more = inbox.More(_("Xem trang sau"), f"/desk?lateness={chosen.value}&cursor={page.next}")
    if not page.items:
        return []
    calendar = parts.ports.calendars.current()
    count = max(count, len(page.items))
    return [inbox.group(inbox.titles()[chosen], count, page.items, parts.now(), calendar, more)]


def _lateness(name: str) -> Lateness | None:
    return next((one for one in Lateness if one.value == name), None)
