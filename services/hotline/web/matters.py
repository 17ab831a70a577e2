"""Matters at the desk: what people told of more than once, one matter whole, and the steps that merge and part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.matters.matter import Matter, MatterAct, MatterEntry
from services.hotline.domain.petition import OPEN, Petition, Status
from services.hotline.use_cases.deciding import Check, load_petition
from services.hotline.use_cases.matters.find_same import tell_apart
from services.hotline.use_cases.matters.merge_matters import merge_petitions, part_petition
from services.hotline.use_cases.matters.view_matter import MatterRow, list_matters, view_matter
from services.hotline.web.desk import More, Row
from services.hotline.web.matter_part import contact_lines, given_answer, told_when
from services.hotline.web.meetings import meeting_lines
from services.hotline.web.parts import Parts
from services.hotline.web.standing_words import Step
from shared.http.correlation import current_caller
from shared.http.paging import decode_cursor, encode_cursor
from shared.security.access import needs
from shared.store.change import Context
from shared.ui import display, words
from shared.working_time.calendar import local

LIST, PAGE = "/hotline/desk/matters", "/hotline/desk/<code>"
ROWS = 50
Done = Callable[[Parts, str, str, str, Callable[..., Petition]], AnyResponse]


def add_matter_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the list and the page of one matter onto the blueprint."""

    @pages.get(LIST)
    @needs("petition.list")
    def matters() -> str:
        after = decode_cursor(request.args.get("cursor"), datetime, str)
        place = (after[0], after[1]) if after else None
        found = list_matters(parts.ports, parts.matters, current_caller(), after=place, limit=ROWS + 1)
        rows = [_row(parts, one) for one in found[:ROWS]]
        return render_template("hotline/matters.html", rows=rows, more=_more(found), now=parts.now())

    @pages.get(f"{LIST}/<code>")
    @needs("petition.view")
    def matter(code: str) -> str:
        view = view_matter(parts.ports, current_caller(), code)
        now = parts.now()
        return render_template(
            "hotline/matter.html",
            matter=view.matter,
            contacts=list(zip(contact_lines(view, now), view.contacts, strict=True)),
            answer=given_answer(view),
            steps=[_step(parts, one, now) for one in view.matter.history],
            went_to=_went_to(view.matter),
            due_at=min((one.due_at for one in view.contacts if one.status in OPEN and one.due_at), default=None),
            meetings=meeting_lines(parts, view.contacts[0], now) if view.contacts else (),
            now=now,
        )


def add_matter_steps(pages: Blueprint, parts: Parts, done: Done) -> None:
    """Put merging and parting onto the petition's page; ``done`` answers with that page."""

    @pages.post(f"{PAGE}/merge")
    @needs("matter.merge")
    def merge(code: str) -> AnyResponse:
        other, why = request.form.get("petition", "").strip()[:40], request.form.get("merge-why", "")

        def step(context: Context, *, check: Check | None = None) -> Petition:
            return merge_petitions(parts.ports, current_caller(), code, other, why, context, check=check)

        return done(parts, code, "merged", "merge-why", step)

    @pages.post(f"{PAGE}/unmerge")
    @needs("matter.part")
    def unmerge(code: str) -> AnyResponse:
        why = request.form.get("part-why", "")

        def step(context: Context, *, check: Check | None = None) -> Petition:
            return part_petition(parts.ports, current_caller(), code, why, context, check=check)

        return done(parts, code, "parted", "part-why", step)

    @pages.post(f"{PAGE}/apart")
    @needs("matter.merge")
    def apart(code: str) -> AnyResponse:
        other = request.form.get("petition", "").strip()[:40]

        def step(context: Context, *, check: Check | None = None) -> Petition:
            petition = load_petition(parts.ports.work, code)
            if check:
                check(petition)
            tell_apart(parts.ports, current_caller(), code, other, context)
            return petition

        return done(parts, code, "apart", "merge-why", step)


def matter_told() -> dict[str, str]:
    """What the petition's page tells after each step."""
    return {
        "merged": _("Đã gộp thành một vụ việc: một người phụ trách, một câu trả lời cho mọi lần liên hệ."),
        "parted": _("Đã tách ra. Phản ánh này lại đứng riêng như trước."),
        "apart": _("Đã ghi là hai việc khác nhau, không gợi ý nữa."),
    }


def matter_labels() -> dict[str, str]:
    """Names of the fields of the steps."""
    return {
        "petition": _("Mã phản ánh kia"),
        "merge-why": _("Vì sao gộp, không bắt buộc"),
        "part-why": _("Vì sao tách, không bắt buộc"),
    }


def _more(found: Sequence[MatterRow]) -> More | None:
    if len(found) <= ROWS:
        return None
    last = found[ROWS - 1].matter
    return More(_("Xem trang sau"), f"{LIST}?cursor={encode_cursor([last.last_at, last.id])}")


def _row(parts: Parts, row: MatterRow) -> Row:
    tongue, now = display.language(), parts.now()
    kinds = {Status.ANSWERED: "ready", Status.CLOSED: "done"}
    count = len(row.matter.members)
    return Row(
        kind=kinds.get(row.latest.status, "in_time"),
        left=row.latest.status.words.in_language(tongue),
        due="",
        address=f"{LIST}/{row.matter.id}",
        name=f"{row.first.kind.words.in_language(tongue)}: {row.first.topic.words.in_language(tongue).lower()}",
        code=row.matter.id,
        person=ngettext("%(num)s lần liên hệ", "%(num)s lần liên hệ", count),
        priority="",
        task=_("Mới nhất: %(told)s", told=told_when(row.latest, now)),
        note=_("đầu tiên: %(told)s", told=told_when(row.first, now)),
        late_note=False,
        holder=parts.officer(row.matter.owner) or _("Chưa giao"),
    )


def _step(parts: Parts, entry: MatterEntry, now: datetime) -> Step:
    texts = {
        MatterAct.MERGED: _("Gộp phản ánh %(code)s", code=entry.note),
        MatterAct.PARTED: _("Tách phản ánh %(code)s", code=entry.note),
        MatterAct.MOVED: _("Đi tiếp dưới mã %(code)s", code=entry.note),
        MatterAct.OWNED: _("Giao cho %(officer)s", officer=parts.officer(entry.note)),
        MatterAct.MET: _("Buổi làm việc"),
    }
    note = ". ".join(one for one in (entry.why, parts.officer(entry.who.partition(":")[2])) if one)
    when = words.capital(words.moment(local(entry.at), now, display.language()))
    return Step("done", texts[entry.act], note, when)


def _went_to(matter: Matter) -> str:
    """Where the contacts of a matter that is over went on together; empty where they did not."""
    last = matter.history[-1] if matter.history and not matter.stands else None
    return last.note if last and last.act is MatterAct.MOVED else ""
