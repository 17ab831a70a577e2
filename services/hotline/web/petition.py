"""One petition at the desk: what was told, its dossier, who it is from (on demand), and the steps to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.answers.proposal import Verdict
from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import (
    HotlineError,
    IllegalStep,
    InvalidRequest,
    NotVerified,
    TooManyAttempts,
    Words,
)
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.answers.approve_answer import approve_answer, needs_approval, send_back_answer
from services.hotline.use_cases.answers.publish_answer import publication_of
from services.hotline.use_cases.answers.rate_answer import rating_of
from services.hotline.use_cases.know_notices import notices_of
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.petition_request import Claim
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from services.hotline.use_cases.view_petition import view_identity, view_petition
from services.hotline.web.attachments import FileWords, told_files
from services.hotline.web.beside import beside_words
from services.hotline.web.clock_words import clock_labels, clock_section, clock_told
from services.hotline.web.doors import add_door_steps, door_labels, door_section
from services.hotline.web.inside import add_inside_steps, add_task_steps, inside_labels, inside_section, inside_values
from services.hotline.web.match_words import matches_part
from services.hotline.web.matter_part import matter_part
from services.hotline.web.matters import add_matter_steps, matter_labels, matter_told
from services.hotline.web.meetings import add_meeting_steps, meeting_labels, meeting_lines, meeting_told
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.standing_words import dossier_words, notice_words, steps_of, tag_for_officer, task_of
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict, Context
from shared.ui import display
from shared.ui.forms import Form

PAGE = "/hotline/desk/<code>"
# Other pages of the desk, whose names stand where a petition's code does.
OTHER_PAGES = frozenset({
    "new", "received", "callbacks", "calls", "escalations", "register", "looks", "export", "standing", "opinions",
    "publications", "matters",
})  # fmt: skip
Step = Callable[..., Petition]


class _ChangedMeanwhile(IllegalStep):
    """The officer decided on a state that is no more."""

    def __init__(self) -> None:
        super().__init__(
            "changed-meanwhile",
            Words(
                "Có người vừa đổi phản ánh này. Xem lại rồi quyết định.",
                "Somebody has just changed this. Look again and decide.",
            ),
        )


def add_petition_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the petition's page and its steps onto the blueprint."""
    _add_views(pages, parts)
    _add_links(pages, parts)
    _add_steps(pages, parts)
    add_matter_steps(pages, parts, _done)
    add_meeting_steps(pages, parts, _done)
    add_door_steps(pages, parts, _done, _page)
    add_inside_steps(pages, parts, _done, _page)
    add_task_steps(pages, parts, _page)


def _add_views(pages: Blueprint, parts: Parts) -> None:
    @pages.get(PAGE)
    @needs("petition.view")
    def petition(code: str) -> str:
        return _page(parts, code, told=_told(request.args.get("done", "")))

    @pages.post(f"{PAGE}/identity")
    @needs("petition.view-identity")
    def identity(code: str) -> AnyResponse:
        why = request.form.get("why", "")[:500]
        try:
            contact = view_identity(parts.ports, current_caller(), code, why, _context(parts))
        except InvalidRequest as refused:
            form = Form(request.form.to_dict(), {"why": _words(refused)}, _labels())
            return make_response(_page(parts, code, form=form), 422)
        return unstored(_page(parts, code, contact=contact))


def _add_links(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{PAGE}/link")
    @needs("petition.link")
    def link(code: str) -> AnyResponse:
        claim = Claim(
            request.form.get("dossier-code", "").strip()[:80], request.form.get("dossier-digits", "").strip()[:40]
        )
        return _done(
            parts,
            code,
            "linked",
            "dossier-code",
            lambda context, **more: link_petition(parts.ports, current_caller(), code, claim, context, **more),
        )

    @pages.post(f"{PAGE}/unlink")
    @needs("petition.unlink")
    def unlink(code: str) -> AnyResponse:
        return _done(
            parts,
            code,
            "unlinked",
            "dossier-code",
            lambda context, **more: unlink_petition(parts.ports, current_caller(), code, context, **more),
        )


def _add_steps(pages: Blueprint, parts: Parts) -> None:
    @pages.post(f"{PAGE}/assign")
    @needs("petition.assign")
    def assign(code: str) -> AnyResponse:
        officer = request.form.get("officer", "")
        return _done(
            parts,
            code,
            "assigned",
            "officer",
            lambda context, **more: assign_petition(parts.ports, current_caller(), code, officer, context, **more),
        )

    @pages.post(f"{PAGE}/answer")
    @needs("petition.answer")
    def answer(code: str) -> AnyResponse:
        text = request.form.get("answer", "")
        return _done(
            parts,
            code,
            "answered",
            "answer",
            lambda context, **more: answer_petition(parts.ports, current_caller(), code, text, context, **more),
        )

    @pages.post(f"{PAGE}/approve")
    @needs("petition.approve")
    def approve(code: str) -> AnyResponse:
        return _done(
            parts,
            code,
            "approved",
            "answer",
            lambda context, **more: approve_answer(parts.ports, current_caller(), code, context, **more),
        )

    @pages.post(f"{PAGE}/send-back")
    @needs("petition.approve")
    def send_back(code: str) -> AnyResponse:
        reason = request.form.get("reason", "")
        return _done(
            parts,
            code,
            "sent-back",
            "reason",
            lambda context, **more: send_back_answer(parts.ports, current_caller(), code, reason, context, **more),
        )

    @pages.post(f"{PAGE}/close")
    @needs("petition.close")
    def close(code: str) -> AnyResponse:
        return _done(
            parts,
            code,
            "closed",
            "answer",
            lambda context, **more: close_petition(parts.ports, current_caller(), code, context, **more),
        )


def _context(parts: Parts) -> Context:
    return request_context(clock=parts.ports.clock)


def _done(parts: Parts, code: str, done: str, field: str | Mapping[str, str], step: Step) -> AnyResponse:
    """The petition's page after the step; where it is refused, the page with what was typed and why. ``field`` is the
    one that the refusal stands at, or says so by the fault's pointer."""
    values = request.form.to_dict()
    version = values.get("version", "")

    def check(petition: Petition) -> None:
        if version.isascii() and version.isdigit() and int(version) != petition.version:
            raise _ChangedMeanwhile

    try:
        changed = step(_context(parts), check=check)
    except (InvalidRequest, NotVerified, TooManyAttempts) as refused:
        form = Form(values, _faults(field, refused), _labels())
        return make_response(_page(parts, code, form=form), 429 if isinstance(refused, TooManyAttempts) else 422)
    except IllegalStep as refused:
        return make_response(_page(parts, code, form=Form(values, {}, _labels()), told=_words(refused)), 409)
    except Conflict:
        return make_response(
            _page(parts, code, form=Form(values, {}, _labels()), told=_words(_ChangedMeanwhile())), 409
        )
    if done == "answered" and changed.proposal:
        done = "proposed"
    return redirect(f"/hotline/desk/{changed.code}?done={done}", 303)


def petition_page(parts: Parts, code: str, *, form: Form | None = None, told: str = "") -> str:
    """The page again, after a step of one of its parts was refused."""
    return _page(parts, code, form=form, told=told)


def _page(
    parts: Parts,
    code: str,
    *,
    form: Form | None = None,
    told: str = "",
    contact: Contact | None = None,
    opened: Petition | None = None,
) -> str:
    if code in OTHER_PAGES:
        raise Problem(404, "not-found")
    view = view_petition(parts.ports, current_caller(), code)
    petition, now, calendar = view.petition, parts.now(), parts.ports.calendar()
    kind, left = tag_for_officer(petition, now, calendar)
    clocks = clock_section(parts, petition.code)
    me = current_caller().id if current_caller().id in parts.ports.officers else clocks.suggested
    matter = matter_part(parts, petition, now)
    values: dict[str, Any] = {
        "dossier-code": petition.claimed_dossier,
        "officer": petition.officer or me,
        "topic": petition.topic.value,
        "pause-days": "5",
        "answer": _to_write_anew(petition) or matter.answer,
        "accounts": "\n".join(petition.named),
        **inside_values(petition),
    }
    return render_template(
        "hotline/petition.html",
        petition=petition,
        hidden=view.hidden,
        may_open=view.may_open,
        opened=opened,
        doors=door_section(parts, petition, now),
        inside=inside_section(parts, petition, now),
        kind=kind,
        left=left,
        now=now,
        told=told,
        form=form or Form(values, {}, _labels()),
        labels=_labels(),
        contact=contact,
        clocks=clocks,
        matter=matter,
        meetings=meeting_lines(parts, petition, now),
        task=task_of(petition),
        notices=notice_words(notices_of(parts.ports, petition.id), now),
        officers=[
            {"value": account, "text": name}
            for account, name in parts.ports.officers.items()
            if account not in petition.named
        ],
        mine=petition.officer == current_caller().id,
        actor=current_caller().actor,
        needs_approval=needs_approval(parts.ports, petition, _context(parts)),
        publication=publication_of(parts.ports, current_caller(), code) if petition.answer else None,
        survey=rating_of(parts.ports, petition),
        steps=steps_of(petition, now, parts.officer),
        files=None
        if view.hidden and not opened
        else told_files(parts.attachments.attachments.of_petition(petition.id)),
        beside=beside_words(parts.ports, petition, hidden=view.hidden and not opened),
        matches=matches_part(parts, petition, hidden=view.hidden and not opened),
        dossier=dossier_words(view.dossier, now, calendar, _("Bộ phận Một cửa")) if view.dossier else None,
    )


def _to_write_anew(petition: Petition) -> str:
    """What was written before: waiting words may still be changed, and those that came back are to be."""
    last = petition.proposals[-1] if petition.proposals else None
    return last.text if last and last.verdict in (Verdict.WAITING, Verdict.SENT_BACK) else ""


def _files(parts: Parts, petition: Petition) -> list[FileWords]:
    return told_files(parts.attachments.attachments.of_petition(petition.id))


def _words(refused: HotlineError) -> str:
    words = refused.faults[0].words if isinstance(refused, InvalidRequest) else refused.words
    return words.in_language(display.language())


def _faults(field: str | Mapping[str, str], refused: HotlineError) -> dict[str, str]:
    """What is wrong, at the step's field; ``name-*`` gives every fault to the field of its own name, a table to the
    field that it names for it."""
    if isinstance(field, str) and not (field.endswith("*") and isinstance(refused, InvalidRequest)):
        return {field: _words(refused)}
    tongue = display.language()
    if isinstance(field, str):
        faults = refused.faults if isinstance(refused, InvalidRequest) else ()
        return {f"{field[:-1]}{one.pointer.strip('/')}": one.words.in_language(tongue) for one in faults}
    pointer = refused.faults[0].pointer if isinstance(refused, InvalidRequest) else ""
    return {field.get(pointer, next(iter(field.values()))): _words(refused)}


def _labels() -> dict[str, str]:
    return {
        "answer": _("Trả lời, người gửi đọc được"),
        "reason": _("Vì sao trả lại"),
        "officer": _("Giao cho"),
        "dossier-code": _("Mã hồ sơ"),
        "dossier-digits": _("Số điện thoại, hoặc 4 số cuối"),
        **clock_labels(),
        **matter_labels(),
        **meeting_labels(),
        "why": _("Xem để làm gì"),
        **door_labels(),
        **inside_labels(),
    }


def _told(done: str) -> str:
    texts: dict[str, str] = {
        "linked": _("Đã gắn hồ sơ."),
        "unlinked": _("Đã gỡ hồ sơ."),
        "assigned": _("Đã giao."),
        "answered": _("Đã ghi câu trả lời. Người gửi được báo nếu có để lại cách liên hệ."),
        "proposed": _("Đã ghi câu trả lời, đang chờ duyệt. Người gửi được báo khi đã duyệt."),
        "approved": _("Đã duyệt. Người gửi được báo nếu có để lại cách liên hệ."),
        "sent-back": _("Đã trả lại để viết lại."),
        "closed": _("Đã đóng."),
        **clock_told(),
        **matter_told(),
        **meeting_told(),
        "named": _("Đã ghi. Từ giờ người được nêu không thấy phản ánh này."),
        "noted": _("Đã ghi chú."),
        "placed": _("Đã ghi bước bị sai."),
        "asked": _("Đã gửi câu hỏi đến đơn vị."),
        "unnamed": _("Đã ghi: phản ánh này không nêu ai."),
        "classified": _("Đã xếp lại."),
        "match-confirm": _("Đã xác nhận. Hồ sơ hiện ra sau khi người gửi đọc đúng số điện thoại."),
        "match-reject": _("Đã bỏ gợi ý này."),
        "match-undo": _("Đã hoàn tác."),
    }
    return texts.get(done, "")
