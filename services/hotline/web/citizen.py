"""The citizen's pages: tell the hotline something, get code and key, read the guide or the answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, make_response, redirect, render_template, request, send_from_directory
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.clocks.steps import may_reopen
from services.hotline.domain.errors import InvalidRequest, NotFound
from services.hotline.domain.kinds import Channel, Kind
from services.hotline.domain.petition import Petition
from services.hotline.domain.questions import LONGEST_WALK
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases.answers.rate_answer import rating_of
from services.hotline.use_cases.know_notices import notices_of
from services.hotline.use_cases.petition_request import read_petition_request
from services.hotline.use_cases.track_petition import guide_of, track_petition
from services.hotline.web import petition_form
from services.hotline.web.answers import labels as survey_labels
from services.hotline.web.attachments import sent_files, told_files
from services.hotline.web.clock_words import said_words
from services.hotline.web.file_once import Sent, file_once, keep_sent, kept_sent, new_once
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.standing_words import notice_words, steps_of, tag_for_citizen
from shared.http.body_size import takes_up_to
from shared.http.problems import Problem
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.ui import display
from shared.ui.forms import Form

RECEIVED, TRACK = "/hotline/received", "/hotline/track"
STATIC = Path(__file__).parent / "static"


def add_citizen_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the form, its confirmation, the guides and the look-up onto the blueprint."""

    @pages.get("/hotline")
    @public
    def hotline() -> str:
        code, kind = request.args.get("dossier", "")[:80], request.args.get("kind", "")
        start = {"once": new_once(), "who": "named", "dossier-code": code, "kind": kind}
        start["answers"] = request.args.get("answers", "")[:LONGEST_WALK]
        return _form_page(parts, Form(start, labels=petition_form.labels()))

    @pages.post("/hotline")
    @takes_up_to(parts.attachments.limits.form_bytes)
    @needs("petition.file")
    def send() -> AnyResponse:
        values, names = request.form.to_dict(), petition_form.labels()
        try:
            asked = read_petition_request(petition_form.read_form(values, Channel.WEB.value))
            sent = file_once(parts, values, asked, sent_files())
        except InvalidRequest as refused:
            return make_response(_form_page(parts, petition_form.with_faults(values, refused, names)), 422)
        if sent.changed:
            form = Form({**values, "once": new_once()}, labels=names)
            return make_response(_form_page(parts, form, sent_before=sent.code), 409)
        return keep_sent(parts, redirect(RECEIVED, 303), sent, RECEIVED)

    @pages.get(RECEIVED)
    @public
    def received() -> AnyResponse:
        sent = kept_sent()
        petition = _tracked(parts, sent.code, sent.key) if sent else None
        if sent is None or petition is None:
            return redirect("/hotline/track")
        guide = guide_of(parts.ports, petition)
        page = render_template("hotline/received.html", petition=petition, key=sent.key, now=parts.now(), guide=guide)
        return unstored(page)

    @pages.get("/hotline/worker.js")
    @public
    def worker() -> AnyResponse:
        """Opens the form where there is no line; it may look after ``/hotline`` itself, one step above its folder."""
        script = send_from_directory(STATIC, "worker.js", mimetype="text/javascript")
        script.headers["Service-Worker-Allowed"] = "/hotline"
        script.cache_control.no_cache = True
        return script

    @pages.get("/hotline/guides/<kind>")
    @public
    def guide(kind: str) -> str:
        found = next((one for one in Kind if one.value == kind and one.has_its_own_path), None)
        if found is None:
            raise Problem(404, "not-found")
        path = rules_in_force(parts.ports.rules, parts.now().date()).paths[found]
        return render_template("hotline/guide.html", guide=path)

    _addlook_up_page(pages, parts)


def _addlook_up_page(pages: Blueprint, parts: Parts) -> None:
    @pages.get("/hotline/track")
    @public
    def look_up() -> str:
        return look_up_page(Form({"code": request.args.get("code", "")[:40]}))

    @pages.post("/hotline/track")
    @needs("petition.track")
    def track() -> AnyResponse:
        values = {name: request.form.get(name, "").strip()[:80] for name in ("code", "key")}
        missing = {
            name: told
            for name, told in (("code", _("Ghi mã phản ánh")), ("key", _("Ghi khóa tra cứu")))
            if not values[name]
        }
        if missing:
            return make_response(look_up_page(Form(values, missing)), 422)
        try:
            petition = track_petition(parts.ports, values["code"], values["key"], address=client_address())
        except NotFound as refused:
            told = {"code": refused.words.in_language(display.language())}
            return make_response(look_up_page(Form(values, told)), 404)
        # What may be done on the page needs the key again: it travels in a cookie, and stands on no page.
        return keep_sent(parts, unstored(standing_page(parts, petition)), Sent(petition.code, values["key"]), TRACK)


def _form_page(parts: Parts, form: Form, sent_before: str | None = None) -> str:
    days = rules_in_force(parts.ports.rules, parts.now().date()).answer_days
    return render_template(
        "hotline/file.html",
        form=form,
        labels=form.labels,
        sent_before=sent_before,
        days={topic.value: count for topic, count in days.items()},
        limits=parts.attachments.limits,
    )


def look_up_page(form: Form) -> str:
    """The page that asks for code and key."""
    names: Mapping[str, str] = {"code": _("Mã phản ánh"), "key": _("Khóa tra cứu")}
    return render_template(
        "hotline/track.html", form=Form({**form.values, "key": ""}, form.errors, names), labels=names
    )


def _tracked(parts: Parts, code: str, key: str) -> Petition | None:
    try:
        return track_petition(parts.ports, code, key, address=client_address())
    except NotFound:
        return None


def standing_page(parts: Parts, petition: Petition, *, form: Form | None = None, told: str = "") -> str:
    """How the petition stands, for whoever has its key."""
    now, rules, calendar = parts.now(), parts.clocks.rules_of(petition), parts.ports.calendar()
    survey = rating_of(parts.ports, petition)
    rating = survey.rating if survey else None
    given = {"opinion": rating.opinion.value, "comment": rating.comment} if rating else {}
    kind, tag = tag_for_citizen(petition, now)
    return render_template(
        "hotline/tracked.html",
        petition=petition,
        kind=kind,
        tag_text=tag,
        now=now,
        guide=guide_of(parts.ports, petition),
        files=told_files(parts.attachments.attachments.of_petition(petition.id)),
        limits=parts.attachments.limits,
        notices=notice_words(notices_of(parts.ports, petition.id), now),
        steps=steps_of(petition, now, parts.officer, own=True),
        form=form or Form(given, {}, survey_labels()),
        labels=survey_labels(),
        told=told,
        said=said_words(petition, now, own=True),
        may_reopen=may_reopen(petition, now, rules, calendar),
        survey=survey,
        open_survey=survey is not None and survey.is_open(parts.ports.clock()),
        given=rating.aspects if rating else frozenset(),
    )
