"""The front page and the catalogue of procedures: what anybody may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from services.intake.domain.procedure import Level, Procedure
from services.intake.domain.status import Status
from services.intake.use_cases.find_procedures import fields_of, find_procedures, view_procedure
from services.intake.use_cases.ports import Counts
from services.intake.use_cases.preview_deadline import preview_deadline
from services.intake.use_cases.scoreboard import scoreboard
from services.intake.web.catalogue.pages import level_of, page_of
from services.intake.web.opening import opening_at, opening_lines
from services.intake.web.parts import Parts
from shared.security.access import public
from shared.ui import display
from shared.ui.texts import gettext as _

# What people ask for most, in this order; others of the catalogue take the place of one that it does not have.
FEATURED = ("1.014027", "1.001699", "1.013817", "1.003039")


@dataclass(frozen=True, slots=True)
class Figures:
    """The sentence of figures: accepted ever, finished, in progress within time, late now."""

    received: int
    done: int
    in_time: int
    late: int
    done_in_time: int

    @classmethod
    def of(cls, counts: Counts) -> Figures:
        by = counts.by_status
        received = sum(count for status, count in by.items() if status not in (Status.FILED, Status.REFUSED))
        open_now = sum(by.get(status, 0) for status in (Status.ACCEPTED, Status.IN_PROGRESS))
        return cls(received, counts.finished, open_now - counts.late, counts.late, counts.finished_in_time)


def trial_links() -> tuple[tuple[str, str], ...]:
    """Every part of the system, for those who try it out: address and what is done there."""
    return (
        ("/desk", _("Quầy tiếp nhận")),
        ("/routing", _("Nơi giải quyết")),
        ("/hotline/desk", _("Tổng đài đường dây nóng")),
        ("/notifications", _("Tin nhắn đã gửi")),
        ("/simulators/", _("Điện thoại và hộp thư mô phỏng")),
        ("/simulators/bank/", _("Ngân hàng mô phỏng")),
    )


def add_front_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the front page and the catalogue's pages onto the blueprint."""

    @pages.get("/")
    @public
    def front() -> str:
        calendar, now = parts.ports.calendars.current(), parts.now()
        everything = find_procedures(parts.ports)
        counts = scoreboard(parts.ports)
        return render_template(
            "intake/front.html",
            trial=trial_links() if parts.place.trial else (),
            featured=featured(everything),
            total=len(everything),
            now=now,
            opening=opening_at(calendar, now, display.language()),
            week=opening_lines(calendar, display.language()),
            figures=Figures.of(counts),
            counted_at=counts.counted_at,
        )

    @pages.get("/procedures")
    @public
    def procedures() -> str:
        search, field = (request.args.get(name, "").strip()[:200] for name in ("search", "field"))
        level = level_of(request.args.get("level", ""))
        found = find_procedures(parts.ports, search, field=field, level=level)
        shown, _start, more = page_of(found, request.args)
        return render_template(
            "intake/procedures.html",
            search=search,
            field=field,
            level=level,
            levels=tuple(Level),
            fields=fields_of(find_procedures(parts.ports)),
            found=shown,
            total=len(found),
            more=more,
        )

    @pages.get("/procedures/<code>")
    @public
    def procedure(code: str) -> str:
        entry = view_procedure(parts.ports, code)
        return render_template(
            "intake/procedure.html",
            procedure=entry,
            now=parts.now(),
            hours=parts.hours(),
            preview=preview_deadline(parts.ports, code),
        )


def featured(everything: Sequence[Procedure]) -> list[Procedure]:
    """The procedures on the front page, four where the catalogue has as many."""
    by_code = {one.code: one for one in everything}
    chosen = [by_code[code] for code in FEATURED if code in by_code]
    others = [one for one in everything if one.code not in FEATURED]
    return (chosen + others)[: len(FEATURED)]
