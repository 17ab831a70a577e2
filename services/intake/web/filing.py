"""Filing a dossier, by citizens or at the counter: who applies, one form, then the code and the personal link."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.intake.domain.channel import Channel
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.procedure import Procedure
from services.intake.use_cases.dossier_request import read_dossier_request
from services.intake.use_cases.find_procedures import find_procedures, view_procedure
from services.intake.use_cases.keep_tours import view_tour
from services.intake.use_cases.view_dossier import view_own_dossier
from services.intake.web import filing_form
from services.intake.web.file_once import file_once, new_key
from services.intake.web.parts import Parts
from services.intake.web.personal_link import PATH, personal_link, qr_code
from shared.http.correlation import current_caller
from shared.security.access import needs, public
from shared.security.caller import Caller
from shared.ui import display
from shared.ui.forms import EMPTY, Form
from shared.ui.texts import gettext as _

FILED_COOKIE = "filed"
COOKIE_SECONDS = 3600
COUNTER_CHANNELS = (Channel.COUNTER, Channel.POST, Channel.HOME, Channel.MOBILE_POINT, Channel.AGENCY)


def add_filing_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the forms, their answers and the confirmation onto the blueprint."""

    @pages.get("/dossiers/new")
    @public
    def new_dossier() -> str | AnyResponse:
        return _form_page(parts, "/dossiers/new", at_counter=False)

    @pages.post("/dossiers/new")
    @needs("dossier.file")
    def send_dossier() -> str | AnyResponse:
        return _filed(parts, at_counter=False)

    @pages.get("/dossiers/filed")
    @public
    def filed() -> str | AnyResponse:
        return _confirmation(parts, "intake/filed.html", "/tracking")

    @pages.get("/desk/new")
    @needs("dossier.file-at-counter")
    def new_at_counter() -> str | AnyResponse:
        return _form_page(parts, "/desk/new", at_counter=True)

    @pages.post("/desk/new")
    @needs("dossier.file-at-counter")
    def send_at_counter() -> str | AnyResponse:
        return _filed(parts, at_counter=True)

    @pages.get("/desk/filed")
    @needs("dossier.file-at-counter")
    def filed_at_counter() -> str | AnyResponse:
        return _confirmation(parts, "intake/desk_filed.html", "/desk")


def show_again(parts: Parts, values: Mapping[str, str], *, at_counter: bool) -> str:
    """The form as it was typed before the session ended; nothing was sent yet."""
    kind = _kind(values) or ApplicantKind.CITIZEN
    procedure = view_procedure(parts.ports, values.get("procedure", ""))
    form = Form(values, labels=filing_form.labels(kind))
    return _rendered(parts, procedure, kind, form, at_counter=at_counter, came_back=True)


def _form_page(parts: Parts, address: str, *, at_counter: bool) -> str | AnyResponse:
    code = request.args.get("procedure", "").strip()
    if not code:
        if not at_counter:
            return redirect("/procedures")
        search = request.args.get("search", "").strip()[:200]
        found = find_procedures(parts.ports, search)
        return render_template("intake/desk_choose.html", search=search, found=found, visit=_visit())
    procedure = view_procedure(parts.ports, code)
    kind = _kind(request.args) or (procedure.applicants[0] if len(procedure.applicants) == 1 else None)
    if kind is None:
        layout = "ui/desk.html" if at_counter else "ui/citizen.html"
        return render_template(
            "intake/choose_kind.html",
            layout=layout,
            procedure=procedure,
            address=address,
            at_counter=at_counter,
            visit=_visit() if at_counter else {},
            asked="kind" in request.args,
            form=EMPTY,
        )
    start = {"return_method": "counter", "channel": "counter", "once": new_key()}
    if at_counter:
        start |= _visited(parts)
    return _rendered(parts, procedure, kind, Form(start, labels=filing_form.labels(kind)), at_counter=at_counter)


def _visited(parts: Parts) -> dict[str, str]:
    """Where the form was opened from a stop of a tour: its channel, tour and stop, so that nobody types them."""
    id, stop = request.args.get("tour", ""), request.args.get("stop", "")
    if not id:
        return {}
    tour = view_tour(parts.ports, current_caller(), id)
    return {"channel": tour.kind.channel.value, "arrival-tour": tour.id, "arrival-stop": stop}


def _visit() -> dict[str, str]:
    """The same for the pages before the form: what their addresses carry on."""
    return {name: request.args[name][:80] for name in ("tour", "stop") if request.args.get(name)}


def _rendered(
    parts: Parts,
    procedure: Procedure,
    kind: ApplicantKind,
    form: Form,
    *,
    at_counter: bool,
    came_back: bool = False,
    sent_before: str | None = None,
) -> str:
    return render_template(
        "intake/file_dossier.html",
        layout="ui/desk.html" if at_counter else "ui/citizen.html",
        procedure=procedure,
        kind=kind,
        form=form,
        labels=form.labels,
        at_counter=at_counter,
        came_back=came_back,
        sent_before=sent_before,
        channels=COUNTER_CHANNELS,
        today=parts.now().date(),
    )


def _filed(parts: Parts, *, at_counter: bool) -> str | AnyResponse:
    values = request.form.to_dict()
    procedure = view_procedure(parts.ports, values.get("procedure", ""))
    kind = _kind(values) or procedure.applicants[0]
    channel = values.get("channel", "") if at_counter else Channel.ONLINE.value
    if at_counter and channel not in {one.value for one in COUNTER_CHANNELS}:
        channel = Channel.COUNTER.value
    typed = filing_form.read_form(values, procedure.code, kind, channel)
    names = filing_form.labels(kind)
    try:
        asked = read_dossier_request(typed, parts.now().date(), parts.ports.unit.code)
        sent = file_once(parts, values, asked)
    except InvalidRequest as refused:
        form = filing_form.with_faults(values, refused, names)
        return make_response(_rendered(parts, procedure, kind, form, at_counter=at_counter), 422)
    except IllegalStep as refused:  # the sending agency's dossier is here already
        told = {"arrival-code": refused.words.in_language(display.language())}
        page = _rendered(parts, procedure, kind, Form(values, told, names), at_counter=at_counter)
        return make_response(page, 409)
    if sent.changed:
        form = Form({**values, "once": new_key()}, labels=names)
        page = _rendered(parts, procedure, kind, form, at_counter=at_counter, sent_before=sent.code)
        return make_response(page, 409)
    answer = redirect("/desk/filed" if at_counter else "/dossiers/filed", 303)
    answer.set_cookie(
        FILED_COOKIE,
        sent.owner_token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=parts.secure,
        path=answer.location,
    )
    return answer


def _confirmation(parts: Parts, template: str, otherwise: str) -> str | AnyResponse:
    token = request.cookies.get(FILED_COOKIE, "")
    try:
        dossier = view_own_dossier(parts.ports, Caller("owner", owner_token=token)) if token else None
    except NotFound:
        dossier = None
    if dossier is None:
        return redirect(otherwise)
    link = personal_link(parts.public_url, token)
    return render_template(
        template,
        dossier=dossier,
        link=link,
        own=f"{PATH}{token}",
        drawing=qr_code(link, _("Đường dẫn riêng của hồ sơ")),
        now=parts.now(),
    )


def _kind(values: Mapping[str, str]) -> ApplicantKind | None:
    try:
        return ApplicantKind(values.get("kind", ""))
    except ValueError:
        return None
