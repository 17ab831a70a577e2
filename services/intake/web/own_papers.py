"""The owner's papers behind the personal link: what is there, what is missing, and a place for each file."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.paper import Source
from services.intake.use_cases.paper_rules import require_open
from services.intake.use_cases.reuse_paper import may_reuse, reusable_papers, reuse_paper
from services.intake.use_cases.view_papers import open_paper, open_thumbnail, papers_of, put_aside
from services.intake.web.file_once import new_key
from services.intake.web.my import PATH as MINE
from services.intake.web.my import signed_in_owner
from services.intake.web.own_dossier import Owner, by_link
from services.intake.web.paper_answers import paper_file, picture_file
from services.intake.web.paper_words import PaperLine, component_items, limit_words, paper_line, papers_shown
from services.intake.web.parts import Parts
from services.intake.web.personal_link import PATH
from services.intake.web.taking_papers import take_file
from shared.http.body_size import takes_up_to
from shared.http.correlation import request_context
from shared.security.access import needs, public
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _


def add_own_paper_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the owner's papers onto the blueprint; use cases check the token."""

    @pages.get(f"{PATH}<token>/papers")
    @public
    def own_papers(token: str) -> str:
        return papers_page(parts, by_link(token), told=_told(request.args.get("done", "")))

    @pages.post(f"{PATH}<token>/papers")
    @takes_up_to(parts.papers.limits.form_bytes)
    @public
    def send_paper(token: str) -> AnyResponse:
        return paper_sent(parts, by_link(token))

    @pages.get(f"{PATH}<token>/papers/<id>")
    @public
    def own_paper(token: str, id: str) -> AnyResponse:
        return one_paper(parts, by_link(token), id)

    @pages.get(f"{PATH}<token>/papers/<id>/thumbnail")
    @public
    def own_picture(token: str, id: str) -> AnyResponse:
        return one_picture(parts, by_link(token), id)

    @pages.post(f"{PATH}<token>/papers/<id>/set-aside")
    @public
    def put_own_aside(token: str, id: str) -> AnyResponse:
        return aside(parts, by_link(token), id)


def add_my_paper_pages(pages: Blueprint, parts: Parts) -> None:
    """The same for whoever is signed in."""

    @pages.get(f"{MINE}<code>/papers")
    @needs("paper.view")
    def my_papers(code: str) -> str:
        opened = request.args.get("store") == "open"
        return papers_page(parts, signed_in_owner(code), told=_told(request.args.get("done", "")), opened=opened)

    @pages.post(f"{MINE}<code>/papers")
    @takes_up_to(parts.papers.limits.form_bytes)
    @needs("paper.add")
    def send_my_paper(code: str) -> AnyResponse:
        return paper_sent(parts, signed_in_owner(code))

    @pages.get(f"{MINE}<code>/papers/<id>")
    @needs("paper.view")
    def my_paper(code: str, id: str) -> AnyResponse:
        return one_paper(parts, signed_in_owner(code), id)

    @pages.get(f"{MINE}<code>/papers/<id>/thumbnail")
    @needs("paper.view")
    def my_picture(code: str, id: str) -> AnyResponse:
        return one_picture(parts, signed_in_owner(code), id)

    @pages.post(f"{MINE}<code>/papers/<id>/set-aside")
    @needs("paper.set-aside")
    def put_mine_aside(code: str, id: str) -> AnyResponse:
        return aside(parts, signed_in_owner(code), id)

    @pages.post(f"{MINE}<code>/papers/reuse")
    @needs("paper.reuse")
    def reuse_mine(code: str) -> AnyResponse:
        return reused(parts, signed_in_owner(code))


def paper_sent(parts: Parts, owner: Owner) -> AnyResponse:
    """A file taken in, or what was wrong with it."""
    taken = take_file(parts, owner.caller, owner.dossier(parts).code, Source.SENT)
    if taken.faults:
        return make_response(papers_page(parts, owner, faults=dict(taken.faults)), 422)
    return redirect(f"{owner.base}/papers?done=added", 303)


def one_paper(parts: Parts, owner: Owner, id: str) -> AnyResponse:
    """A file as it was sent."""
    return paper_file(*open_paper(parts.ports, parts.papers, owner.caller, owner.dossier(parts).code, id))


def one_picture(parts: Parts, owner: Owner, id: str) -> AnyResponse:
    """Its small picture."""
    return picture_file(open_thumbnail(parts.ports, parts.papers, owner.caller, owner.dossier(parts).code, id))


def aside(parts: Parts, owner: Owner, id: str) -> AnyResponse:
    """A file put aside."""
    context = request_context(clock=parts.ports.clock)
    try:
        put_aside(parts.ports, owner.caller, owner.dossier(parts).code, id, context)
    except IllegalStep as refused:
        told = refused.words.in_language(display.language())
        return make_response(papers_page(parts, owner, told=told), 409)
    return redirect(f"{owner.base}/papers?done=aside", 303)


def reused(parts: Parts, owner: Owner) -> AnyResponse:
    """A paper taken over from the person's own store."""
    code, wanted = owner.dossier(parts).code, request.form.get("component", "")
    component = int(wanted) if wanted.isascii() and wanted.isdigit() else None
    context = request_context(clock=parts.ports.clock)
    try:
        reuse_paper(parts.ports, parts.papers, owner.caller, code, request.form.get("document", ""), component, context)
    except (IllegalStep, InvalidRequest) as refused:
        told = refused.words.in_language(display.language())
        return make_response(papers_page(parts, owner, told=told), 409)
    return redirect(f"{owner.base}/papers?done=reused&store=open", 303)


def papers_page(
    parts: Parts, owner: Owner, told: str = "", faults: dict[str, str] | None = None, *, opened: bool = False
) -> str:
    """What is there, what is missing; to whoever is signed in, what their own store holds once they ``opened`` it."""
    dossier, papers = papers_of(parts.ports, parts.papers, owner.caller, owner.dossier(parts).code)
    now, limits = parts.now(), parts.papers.limits
    try:
        require_open(dossier, Source.SENT, officer=False)
        closed = ""
    except IllegalStep as shut:
        closed = shut.words.in_language(display.language())
    own = owner.base
    shown = papers_shown(dossier, papers, f"{own}/papers", now, may_change=not closed)
    labels = {one.field: one.name for one in (*shown.groups, shown.others)}
    offered = may_reuse(parts.ports, owner.caller, dossier)
    return render_template(
        "intake/own_papers.html",
        offered=offered,
        opened=opened,
        stored=_stored(parts, owner, dossier.code) if offered and opened else [],
        component_items=component_items(shown),
        dossier=dossier,
        own=own,
        token=owner.caller.owner_token or "",
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


def _stored(parts: Parts, owner: Owner, code: str) -> list[PaperLine]:
    """Their own dossiers open them: they are of the same account."""
    context = request_context(clock=parts.ports.clock)
    found = reusable_papers(parts.ports, parts.papers, owner.caller, code, context)
    now = parts.now()
    return [paper_line(one, f"{MINE}{one.dossier}/papers", now, may_change=False) for one in found]


def _told(done: str) -> str:
    return {
        "added": _("Đã nhận tệp."),
        "aside": _("Đã bỏ tệp này ra khỏi hồ sơ."),
        "reused": _("Đã dùng lại giấy tờ từ kho."),
    }.get(done, "")
