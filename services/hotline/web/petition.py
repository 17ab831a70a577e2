"""One petition at the desk: what was told, its dossier, who it is from (on demand), and the steps to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

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
from services.hotline.use_cases.know_notices import notices_of
from services.hotline.use_cases.link_petition import link_petition, unlink_petition
from services.hotline.use_cases.petition_request import Claim
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from services.hotline.use_cases.view_petition import view_identity, view_petition
from services.hotline.web.doors import add_door_steps, door_labels, door_section
from services.hotline.web.inside import add_inside_steps, add_task_steps, inside_labels, inside_section, inside_values
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.standing_words import dossier_words, notice_words, steps_of, tag_for_officer, task_of
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.security.access import needs
from shared.store.change import Conflict, Context
from shared.ui import display
from shared.ui.forms import Form

PAGE = "/hotline/desk/<code>"
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


def _done(parts: Parts, code: str, done: str, field: str, step: Step) -> AnyResponse:
    """The petition's page after the step; where it is refused, the page with what was typed and why."""
    values = request.form.to_dict()
    version = values.get("version", "")

    def check(petition: Petition) -> None:
        if version.isascii() and version.isdigit() and int(version) != petition.version:
            raise _ChangedMeanwhile

    try:
        changed = step(_context(parts), check=check)
    except (InvalidRequest, NotVerified, TooManyAttempts) as refused:
        form = Form(values, {field: _words(refused)}, _labels())
        return make_response(_page(parts, code, form=form), 429 if isinstance(refused, TooManyAttempts) else 422)
    except IllegalStep as refused:
        return make_response(_page(parts, code, form=Form(values, {}, _labels()), told=_words(refused)), 409)
    except Conflict:
        return make_response(
            _page(parts, code, form=Form(values, {}, _labels()), told=_words(_ChangedMeanwhile())), 409
        )
    return redirect(f"/hotline/desk/{changed.code}?done={done}", 303)


def _page(
    parts: Parts,
    code: str,
    *,
    form: Form | None = None,
    told: str = "",
    contact: Contact | None = None,
    opened: Petition | None = None,
) -> str:
    if code in ("new", "received", "callbacks", "reviews", "looks", "export"):
        raise Problem(404, "not-found")
    view = view_petition(parts.ports, current_caller(), code)
    petition, now, calendar = view.petition, parts.now(), parts.ports.calendar()
    kind, left = tag_for_officer(petition, now, calendar)
    values: dict[str, Any] = {
        "dossier-code": petition.claimed_dossier,
        "officer": petition.officer or current_caller().id,
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
        task=task_of(petition),
        notices=notice_words(notices_of(parts.ports, petition.id), now),
        officers=[
            {"value": account, "text": name}
            for account, name in parts.ports.officers.items()
            if account not in petition.named
        ],
        mine=petition.officer == current_caller().id,
        steps=steps_of(petition, now, parts.officer),
        dossier=dossier_words(view.dossier, now, calendar, _("Bộ phận Một cửa")) if view.dossier else None,
    )


def _words(refused: HotlineError) -> str:
    words = refused.faults[0].words if isinstance(refused, InvalidRequest) else refused.words
    return words.in_language(display.language())


def _labels() -> dict[str, str]:
    return {
        "answer": _("Trả lời, người gửi đọc được"),
        "officer": _("Giao cho"),
        "dossier-code": _("Mã hồ sơ"),
        "dossier-digits": _("Số điện thoại, hoặc 4 số cuối"),
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
        "closed": _("Đã đóng."),
        "named": _("Đã ghi. Từ giờ người được nêu không thấy phản ánh này."),
        "noted": _("Đã ghi chú."),
        "placed": _("Đã ghi bước bị sai."),
        "asked": _("Đã gửi câu hỏi đến đơn vị."),
        "unnamed": _("Đã ghi: phản ánh này không nêu ai."),
    }
    return texts.get(done, "")
