"""The owner's papers behind the personal link: what is there, what is missing, and a place for each file."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep
from services.intake.domain.paper import Source
from services.intake.use_cases.paper_rules import require_open
from services.intake.use_cases.view_dossier import view_own_dossier
from services.intake.use_cases.view_papers import open_paper, open_thumbnail, papers_of, put_aside
from services.intake.web.file_once import new_key
from services.intake.web.paper_answers import paper_file, picture_file
from services.intake.web.paper_words import limit_words, papers_shown
from services.intake.web.parts import Parts
from services.intake.web.personal_link import PATH
from services.intake.web.taking_papers import take_file
from shared.http.body_size import takes_up_to
from shared.http.correlation import request_context
from shared.security.access import public
from shared.security.caller import Caller
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_own_paper_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the owner's papers onto the blueprint; use cases check the token."""

    @pages.get(f"{PATH}<token>/papers")
    @public
    def own_papers(token: str) -> str:
        return _page(parts, token, told=_told(request.args.get("done", "")))

    @pages.post(f"{PATH}<token>/papers")
    @takes_up_to(parts.papers.limits.form_bytes)
    @public
    def send_paper(token: str) -> AnyResponse:
        code = view_own_dossier(parts.ports, _owner(token)).code
        taken = take_file(parts, _owner(token), code, Source.SENT)
        if taken.faults:
            return make_response(_page(parts, token, faults=dict(taken.faults)), 422)
        return redirect(f"{PATH}{token}/papers?done=added", 303)

    @pages.get(f"{PATH}<token>/papers/<id>")
    @public
    def own_paper(token: str, id: str) -> AnyResponse:
        code = view_own_dossier(parts.ports, _owner(token)).code
        return paper_file(*open_paper(parts.ports, parts.papers, _owner(token), code, id))

    @pages.get(f"{PATH}<token>/papers/<id>/thumbnail")
    @public
    def own_picture(token: str, id: str) -> AnyResponse:
        code = view_own_dossier(parts.ports, _owner(token)).code
        return picture_file(open_thumbnail(parts.ports, parts.papers, _owner(token), code, id))

    @pages.post(f"{PATH}<token>/papers/<id>/set-aside")
    @public
    def put_own_aside(token: str, id: str) -> AnyResponse:
        code = view_own_dossier(parts.ports, _owner(token)).code
        try:
            put_aside(parts.ports, _owner(token), code, id, request_context(clock=parts.ports.clock))
        except IllegalStep as refused:
            return make_response(_page(parts, token, told=refused.words.in_language(display.language())), 409)
        return redirect(f"{PATH}{token}/papers?done=aside", 303)


def _owner(token: str) -> Caller:
    return Caller("owner", owner_token=token)


def _page(parts: Parts, token: str, told: str = "", faults: dict[str, str] | None = None) -> str:
    code = view_own_dossier(parts.ports, _owner(token)).code
    dossier, papers = papers_of(parts.ports, parts.papers, _owner(token), code)
    now, limits = parts.now(), parts.papers.limits
    try:
        require_open(dossier, Source.SENT, officer=False)
        closed = ""
    except IllegalStep as shut:
        closed = shut.words.in_language(display.language())
    own = f"{PATH}{token}"
    shown = papers_shown(dossier, papers, f"{own}/papers", now, may_change=not closed)
    labels = {one.field: one.name for one in (*shown.groups, shown.others)}
    return render_template(
        "intake/own_papers.html",
        dossier=dossier,
        own=own,
        token=token,
        shown=shown,
        closed=closed,
        told=told,
        form=Form(errors=faults or {}, labels=labels),
        once=new_key,
        most=limits.file_bytes,
        most_words=limit_words(limits.file_bytes),
        form_words=limit_words(limits.form_bytes),
        form_bytes=limits.form_bytes,
    )


def _told(done: str) -> str:
    return {"added": _("Đã nhận tệp."), "aside": _("Đã bỏ tệp này ra khỏi hồ sơ.")}.get(done, "")
