"""The desk's steps with a petition's clocks, and the page of what is the matter with any of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.clocks.escalation import Escalations, Matter
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.clocks import keep_clocks
from services.hotline.use_cases.clocks.reopen_petition import reopen_petition
from services.hotline.use_cases.clocks.view_clocks import count_escalations, list_escalations
from services.hotline.web.desk import More, Row, Shown, StripItem
from services.hotline.web.parts import Parts
from services.hotline.web.petition import PAGE, step_done
from shared.http.correlation import current_caller
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import needs
from shared.ui import display, words
from shared.working_time import elapsed
from shared.working_time.calendar import local

LIST, ROWS = "/hotline/desk/escalations", 50
TAGS = {
    Matter.UNASSIGNED: "today",
    Matter.FIRST_ANSWER: "soon",
    Matter.UPDATE: "soon",
    Matter.SOLUTION: "late",
    Matter.BOUNCED: "late",
}
Do = Callable[..., Petition]


def add_clock_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the steps and the list onto the blueprint."""
    _add_words(pages, parts)
    _add_moves(pages, parts)

    @pages.get(LIST)
    @needs("escalation.list")
    def escalations() -> str:
        wanted = request.args.get("matter", "")
        matter = next((one for one in Matter if one.value == wanted), None)
        after = decode_cursor(request.args.get("cursor"), datetime, str)
        found = list_escalations(
            parts.clocks, current_caller(), matter, after=(after[0], after[1]) if after else None, limit=ROWS + 1
        )
        counts = count_escalations(parts.clocks, current_caller())
        strip = [
            StripItem(
                TAGS[one], counts[one], one.words.in_language(display.language()),
                LIST if one is matter else f"{LIST}?matter={one.value}", one is matter,
            )
            for one in Matter
        ]  # fmt: skip
        return render_template(
            "hotline/escalations.html", groups=_groups(parts, found, matter), strip=strip, matter=matter,
            now=parts.now(),
        )  # fmt: skip


def _add_words(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{PAGE}/tell")
    @needs("petition.tell")
    def tell(code: str) -> AnyResponse:
        return _step(parts, code, "told", "tell-text", keep_clocks.tell_petitioner, _typed("tell-text"))

    @pages.post(f"{PAGE}/pause")
    @needs("petition.pause")
    def pause(code: str) -> AnyResponse:
        days = _typed("pause-days").strip()
        count = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
        return _step(
            parts, code, "paused", {"/days": "pause-days", "/reason": "pause-reason", "/text": "pause-text"},
            keep_clocks.pause_petition, _typed("pause-reason"), count, _typed("pause-text"),
        )  # fmt: skip

    @pages.post(f"{PAGE}/resume")
    @needs("petition.pause")
    def resume(code: str) -> AnyResponse:
        return _step(parts, code, "resumed", "pause-text", keep_clocks.resume_petition)

    @pages.post(f"{PAGE}/extend")
    @needs("petition.extend")
    def extend(code: str) -> AnyResponse:
        return _step(parts, code, "extended", "extend-why", keep_clocks.extend_petition, _typed("extend-why"))


def _add_moves(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{PAGE}/topic")
    @needs("petition.change-topic")
    def change_topic(code: str) -> AnyResponse:
        return _step(parts, code, "topic-changed", "topic", keep_clocks.change_topic, _typed("topic"))

    @pages.post(f"{PAGE}/hand-on")
    @needs("petition.hand-on")
    def hand_on(code: str) -> AnyResponse:
        fields = {"/unit": "unit", "/why": "hand-why"}
        return _step(parts, code, "handed", fields, keep_clocks.hand_on_petition, _typed("unit"), _typed("hand-why"))

    @pages.post(f"{PAGE}/reopen")
    @needs("petition.reopen")
    def reopen(code: str) -> AnyResponse:
        return _step(parts, code, "reopened", "reopen-why", reopen_petition, _typed("reopen-why"))


def _typed(name: str) -> str:
    return request.form.get(name, "")


def _step(parts: Parts, code: str, done: str, field: str | dict[str, str], do: Do, *values: Any) -> AnyResponse:
    """The petition's page after the step."""
    return step_done(
        parts, code, done, field,
        lambda context, **more: do(parts.clocks, current_caller(), code, *values, context, **more),
    )  # fmt: skip


def _groups(parts: Parts, found: Sequence[Escalations], matter: Matter | None) -> list[Shown]:
    if not found:
        return []
    shown = found[:ROWS]
    more = None
    if len(found) > ROWS:
        last = shown[-1]
        cursor = encode_cursor([min(one.since for one in last.open), last.id])
        kept = f"matter={matter.value}&" if matter else ""
        more = More(_("Xem trang sau"), f"{LIST}?{kept}cursor={cursor}")
    title = matter.words.in_language(display.language()) if matter else _("Lâu nhất ở trên")
    return [Shown(title, len(shown), tuple(_row(parts, one, matter) for one in shown), more)]


def _row(parts: Parts, one: Escalations, matter: Matter | None) -> Row:
    now, tongue, calendar = parts.now(), display.language(), parts.ports.calendar()
    chosen = [each for each in one.open if matter in (None, each.matter)]
    first = min(chosen, key=lambda each: each.since)
    last = first.told[-1]
    topic = next((each for each in Topic if each.value == one.topic), Topic.OTHER)
    others = [each.matter.words.in_language(tongue).lower() for each in one.open if each is not first]
    spent = max(elapsed(calendar, first.due_at or first.since, now), timedelta(minutes=1))
    told = _("đã báo %(role)s, %(when)s", role=last.role.words.in_language(tongue),
             when=words.moment(local(last.at), now, tongue))  # fmt: skip
    return Row(
        kind=TAGS[first.matter],
        left=words.time_left(-spent, tongue)
        if first.due_at
        else _("Đã %(length)s", length=words.length(spent, tongue)),
        due=_("hạn %(when)s", when=words.moment(local(first.due_at), now, tongue)) if first.due_at else "",
        address=f"/hotline/desk/{one.id}",
        name=topic.words.in_language(tongue),
        code=one.id,
        person=_("từ %(when)s", when=words.moment(local(first.since), now, tongue)),
        priority="",
        task="; ".join([first.matter.words.in_language(tongue), *others]),
        note=told,
        late_note=False,
        holder=parts.officer(one.officer) or _("Chưa giao"),
    )
