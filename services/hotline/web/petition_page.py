"""The page of one petition at the desk: what its parts show, and what is told after a step."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from services.hotline.domain.answers.proposal import Verdict
from services.hotline.domain.contact import Contact
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.answers.approve_answer import needs_approval
from services.hotline.use_cases.answers.publish_answer import publication_of
from services.hotline.use_cases.answers.rate_answer import rating_of
from services.hotline.use_cases.know_notices import notices_of
from services.hotline.use_cases.view_petition import view_petition
from services.hotline.web.attachments import FileWords, told_files
from services.hotline.web.beside import beside_words
from services.hotline.web.clock_words import clock_labels, clock_section, clock_told
from services.hotline.web.doors import door_labels, door_section
from services.hotline.web.inside import inside_labels, inside_section, inside_values
from services.hotline.web.match_words import matches_part
from services.hotline.web.matter_part import matter_part
from services.hotline.web.matters import matter_labels, matter_told
from services.hotline.web.meetings import meeting_labels, meeting_lines, meeting_told
from services.hotline.web.parts import Parts
from services.hotline.web.standing_words import dossier_words, notice_words, steps_of, tag_for_officer, task_of
from shared.http.correlation import current_caller, request_context
from shared.http.problems import Problem
from shared.ui.forms import Form

# Other pages of the desk, whose names stand where a petition's code does.
OTHER_PAGES = frozenset({
    "new", "received", "callbacks", "calls", "escalations", "register", "looks", "export", "standing", "opinions",
    "publications", "matters", "reviews",
})  # fmt: skip


def petition_page(
    parts: Parts,
    code: str,
    *,
    form: Form | None = None,
    told: str = "",
    contact: Contact | None = None,
    opened: Petition | None = None,
) -> str:
    """What whoever asks may see of it; ``told`` after a step, ``form`` as it was typed where that was refused.

    Raises Problem (404) for what is no petition, NotFound, StoreAway.
    """
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
        form=form or Form(values, {}, petition_labels()),
        labels=petition_labels(),
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
        needs_approval=needs_approval(parts.ports, petition, request_context(clock=parts.ports.clock)),
        publication=publication_of(parts.ports, current_caller(), code) if petition.answer else None,
        survey=rating_of(parts.ports, petition),
        steps=steps_of(petition, now, parts.officer),
        files=None if view.hidden and not opened else _files(parts, petition),
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


def petition_labels() -> dict[str, str]:
    """Field name → label, of all parts of the page."""
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


def told_after(done: str) -> str:
    """What is told after a step; empty for none that is known."""
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
