"""Meetings on a petition's page: those of its whole matter, the form for another one, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.matters.meeting import MeetingState
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import Check, load_petition
from services.hotline.use_cases.matters.keep_meetings import end_meeting, keep_meeting, meetings_of
from services.hotline.web.parts import Parts
from shared.http.correlation import current_caller
from shared.security.access import needs
from shared.store.change import Context
from shared.ui import display, words
from shared.working_time.calendar import local

PAGE = "/hotline/desk/<code>/meetings"
FIELDS = ("held_at", "with", "about", "result", "reason_again")
Done = Callable[[Parts, str, str, str, Callable[..., Petition]], AnyResponse]


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting in words; ``planned`` asks what came of it, at ``address``."""

    id: str
    state: str
    when: str
    with_whom: str
    about: str
    result: str
    reason_again: str
    petition: str
    address: str
    planned: bool


def meeting_lines(parts: Parts, petition: Petition, now: datetime) -> tuple[MeetingLine, ...]:
    """Of the matter of a petition that the caller sees, the latest first. Raises StoreAway, Conflict."""
    tongue = display.language()
    return tuple(
        MeetingLine(
            one.meeting.id,
            one.meeting.state.words.in_language(tongue),
            words.moment(local(one.meeting.held_at), now, tongue),
            one.meeting.with_whom,
            one.meeting.about,
            one.meeting.result,
            one.meeting.reason_again,
            one.petition,
            f"/hotline/desk/{one.petition}/meetings/{one.meeting.id}/end",
            one.meeting.state is MeetingState.PLANNED,
        )
        for one in meetings_of(parts.ports, petition)
    )


def add_meeting_steps(pages: Blueprint, parts: Parts, done: Done) -> None:
    """Put the two forms onto the petition's page; ``done`` answers with that page."""

    @pages.post(PAGE)
    @needs("meeting.keep")
    def keep(code: str) -> AnyResponse:
        told = {name: request.form.get(f"meeting-{name}", "") for name in FIELDS}

        def step(context: Context, *, check: Check | None = None) -> Petition:
            petition = load_petition(parts.ports.work, code)
            if check:
                check(petition)
            keep_meeting(parts.ports, current_caller(), code, told, context)
            return petition

        return done(parts, code, "met", "meeting-*", step)

    @pages.post(f"{PAGE}/<id>/end")
    @needs("meeting.keep")
    def end(code: str, id: str) -> AnyResponse:
        told = {"outcome": request.form.get("outcome", ""), "result": request.form.get(f"meeting-came-{id}", "")}

        def step(context: Context, *, check: Check | None = None) -> Petition:
            petition = load_petition(parts.ports.work, code)
            if check:
                check(petition)
            end_meeting(parts.ports, current_caller(), code, id, told, context)
            return petition

        return done(parts, code, "met-end", f"meeting-came-{id}", step)


def meeting_told() -> dict[str, str]:
    """What the petition's page tells after each step."""
    return {"met": _("Đã ghi buổi làm việc."), "met-end": _("Đã ghi kết quả buổi làm việc.")}


def meeting_labels() -> dict[str, str]:
    """Names of the forms' fields."""
    return {
        "meeting-held_at": _("Ngày và giờ"),
        "meeting-with": _("Làm việc với ai"),
        "meeting-about": _("Về việc gì"),
        "meeting-result": _("Kết quả, nếu đã làm việc"),
        "meeting-reason_again": _("Vì sao làm việc thêm lần nữa"),
        "meeting-came": _("Kết quả, hoặc vì sao hủy"),
    }
