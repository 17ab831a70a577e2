"""A dossier's papers at the desk: looked at, digitised, completed from the person's own store, the result attached."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.paper import Paper, Shown, Source
from services.intake.use_cases.paper_rules import require_open
from services.intake.use_cases.reuse_paper import reusable_papers, reuse_paper
from services.intake.use_cases.view_papers import open_paper, open_thumbnail, papers_of, put_aside
from services.intake.web.file_once import new_key
from services.intake.web.paper_answers import paper_file, picture_file
from services.intake.web.paper_words import PapersShown, component_items, limit_words, paper_line, papers_shown
from services.intake.web.parts import Parts
from services.intake.web.result_words import refused_results
from services.intake.web.taking_papers import take_file
from shared.http.body_size import takes_up_to
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_desk_paper_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the officers' pages about papers onto the blueprint."""
    _add_looking(pages, parts)
    _add_taking(pages, parts)


def papers_at_desk(parts: Parts, dossier: Dossier) -> PapersShown | None:
    """The papers for the dossier's page; None for whom they are not to be seen."""
    if not _may(parts, "paper.view"):
        return None
    papers = parts.papers.papers.of_dossier(dossier.code)
    return papers_shown(dossier, papers, _address(dossier.code), parts.now(), may_change=False)


def _add_looking(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/desk/dossiers/<code>/papers")
    @needs("paper.view")
    def desk_papers(code: str) -> str:
        card_seen = request.args.get("card") == "seen" and _may(parts, "paper.reuse")
        return _page(parts, code, told=_told(request.args.get("done", "")), card_seen=card_seen)

    @pages.get("/desk/dossiers/<code>/papers/<id>")
    @needs("paper.view")
    def desk_paper(code: str, id: str) -> AnyResponse:
        return paper_file(*open_paper(parts.ports, parts.papers, current_caller(), code, id))

    @pages.get("/desk/dossiers/<code>/papers/<id>/thumbnail")
    @needs("paper.view")
    def desk_picture(code: str, id: str) -> AnyResponse:
        return picture_file(open_thumbnail(parts.ports, parts.papers, current_caller(), code, id))


def _add_taking(pages: Blueprint, parts: Parts) -> None:
    @pages.post("/desk/dossiers/<code>/papers")
    @takes_up_to(parts.papers.limits.form_bytes)
    @needs("paper.digitise")
    def digitise(code: str) -> AnyResponse:
        source = Source.RESULT if request.form.get("source") == Source.RESULT.value else Source.DIGITISED
        taken = take_file(parts, current_caller(), code, source)
        if not taken.faults:
            return redirect(f"{_address(code)}?done=added", 303)
        file = "result-file" if source is Source.RESULT else "file"
        faults = {file if name.startswith("file-") else name: text for name, text in taken.faults.items()}
        return make_response(_page(parts, code, form=Form(request.form.to_dict(), faults, _labels())), 422)

    @pages.post("/desk/dossiers/<code>/papers/<id>/set-aside")
    @needs("paper.set-aside")
    def put_desk_aside(code: str, id: str) -> AnyResponse:
        context = request_context(clock=parts.ports.clock)
        try:
            put_aside(parts.ports, current_caller(), code, id, context)
        except IllegalStep as refused:
            return make_response(_page(parts, code, told=refused.words.in_language(display.language())), 409)
        return redirect(f"{_address(code)}?done=aside", 303)

    @pages.post("/desk/dossiers/<code>/papers/reuse")
    @needs("paper.reuse")
    def reuse(code: str) -> AnyResponse:
        component = request.form.get("component", "")
        try:
            reuse_paper(
                parts.ports,
                parts.papers,
                current_caller(),
                code,
                request.form.get("document", ""),
                int(component) if component.isascii() and component.isdigit() else None,
                request_context(clock=parts.ports.clock),
                card_seen=request.form.get("card") == "seen",
            )
        except (IllegalStep, InvalidRequest) as refused:
            told = refused.words.in_language(display.language())
            return make_response(_page(parts, code, told=told), 409)
        return redirect(f"{_address(code)}?done=reused&card=seen", 303)


def _page(parts: Parts, code: str, told: str = "", form: Form | None = None, *, card_seen: bool = False) -> str:
    caller, now, limits = current_caller(), parts.now(), parts.papers.limits
    dossier, papers = papers_of(parts.ports, parts.papers, caller, code)
    digitises = _open(dossier, Source.DIGITISED) and _may(parts, "paper.digitise")
    stored: tuple[Paper, ...] = ()
    if card_seen and digitises:
        stored = reusable_papers(
            parts.ports, parts.papers, caller, code, request_context(clock=parts.ports.clock), card_seen=True
        )
    shown = papers_shown(dossier, papers, _address(dossier.code), now, may_change=digitises)
    return render_template(
        "intake/desk_papers.html",
        dossier=dossier,
        shown=shown,
        refused=refused_results(parts, dossier),
        told=told,
        form=form or Form({"once": new_key()}, labels=_labels()),
        labels=_labels(),
        once=new_key,
        component_items=component_items(shown),
        shown_items=_shown_items(),
        digitises=digitises,
        results=_open(dossier, Source.RESULT) and _may(parts, "paper.add-result"),
        card_seen=card_seen,
        # Their own dossier opens them: whoever may re-use a paper works in the same unit.
        stored=[paper_line(one, _address(one.dossier), now, may_change=False) for one in stored],
        most=limits.file_bytes,
        most_words=limit_words(limits.file_bytes),
        form_words=limit_words(limits.form_bytes),
        form_bytes=limits.form_bytes,
    )


def _address(code: str) -> str:
    return f"/desk/dossiers/{code}/papers"


def _may(parts: Parts, action: str) -> bool:
    return bool(parts.ports.access.scopes(current_caller().all_roles, action))


def _open(dossier: Dossier, source: Source) -> bool:
    try:
        require_open(dossier, source, officer=True)
    except IllegalStep:
        return False
    return True


def _shown_items() -> list[dict[str, Any]]:
    return [{"value": one.value, "text": one.words.in_language(display.language())} for one in Shown]


def _labels() -> dict[str, str]:
    return {
        "component": _("Giấy tờ nào"),
        "shown": _("Trên bàn là"),
        "counted": _("Số trang đếm được"),
        "file": _("Tệp quét"),
        "result-file": _("Tệp kết quả"),
    }


def _told(done: str) -> str:
    return {
        "added": _("Đã lưu giấy tờ."),
        "aside": _("Đã bỏ tệp này ra khỏi hồ sơ."),
        "reused": _("Đã dùng lại giấy tờ từ kho."),
    }.get(done, "")
