"""The operator's page during a call: who calls, what they tell, and the dossier once its owner is verified."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from services.hotline.domain.errors import InvalidRequest, NotFound, NotVerified, TooManyAttempts
from services.hotline.domain.kinds import Channel
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.rules import rules_in_force
from services.hotline.use_cases.matching.find_matches import match_told, verify_told
from services.hotline.use_cases.petition_request import Claim, read_petition_request
from services.hotline.use_cases.track_petition import guide_of, track_petition
from services.hotline.use_cases.verify_caller import verify_caller
from services.hotline.web import petition_form
from services.hotline.web.file_once import file_once, keep_sent, kept_sent, new_once
from services.hotline.web.match_words import MatchCard, match_cards, told_in_call
from services.hotline.web.parts import Parts, unstored
from services.hotline.web.standing_words import dossier_words
from shared.http.correlation import current_caller, request_context
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.ui import display
from shared.ui.forms import Form

NEW, RECEIVED = "/hotline/desk/new", "/hotline/desk/received"


def add_call_pages(pages: Blueprint, parts: Parts) -> None:
    """Put the call's form and its confirmation onto the blueprint."""

    @pages.get(NEW)
    @needs("petition.record")
    def new_call() -> str:
        start = {
            "once": new_once(),
            "who": "named",
            "channel": Channel.PHONE.value,
            "kind": "feedback",
            "topic": "lateness",
        }
        return _call_page(parts, Form(start, labels=petition_form.call_labels()))

    @pages.post(NEW)
    @needs("petition.record")
    def send_call() -> AnyResponse:
        values, names = request.form.to_dict(), petition_form.call_labels()
        if values.get("do") == "verify":
            return _verified(parts, Form(values, labels=names))
        if values.get("do", "").startswith("match"):
            return _matched(parts, Form(values, labels=names), values["do"].partition(":")[2])
        channel = Channel.COUNTER.value if values.get("channel") == Channel.COUNTER.value else Channel.PHONE.value
        try:
            sent = file_once(parts, values, read_petition_request(petition_form.read_form(values, channel)))
        except InvalidRequest as refused:
            return make_response(_call_page(parts, petition_form.with_faults(values, refused, names)), 422)
        if sent.changed:
            form = Form({**values, "once": new_once()}, labels=names)
            return make_response(_call_page(parts, form, sent_before=sent.code), 409)
        return keep_sent(parts, redirect(RECEIVED, 303), sent, RECEIVED)

    @pages.get(RECEIVED)
    @needs("petition.record")
    def call_received() -> AnyResponse:
        sent = kept_sent()
        if sent is None:
            return redirect("/hotline/desk")
        try:
            petition = track_petition(parts.ports, sent.code, sent.key, address=client_address())
        except NotFound:
            return redirect("/hotline/desk")
        guide = guide_of(parts.ports, petition)
        page = render_template(
            "hotline/call_received.html", petition=petition, key=sent.key, now=parts.now(), guide=guide
        )
        return unstored(page)


def _verified(parts: Parts, form: Form) -> AnyResponse:
    """The form as it was typed, with the dossier beside it; or with a refusal that tells not which was wrong."""
    claim = Claim(form.values.get("dossier-code", "").strip()[:80], form.values.get("dossier-digits", "").strip()[:40])
    if not (claim.dossier or claim.digits):
        return make_response(_call_page(parts, form))
    try:
        dossier = verify_caller(parts.ports, current_caller(), claim, request_context(clock=parts.ports.clock))
    except (NotVerified, TooManyAttempts) as refused:
        return make_response(_call_page(parts, form, told=refused.words.in_language(display.language())))
    return make_response(_call_page(parts, form, dossier=dossier))


def _matched(parts: Parts, form: Form, reference: str) -> AnyResponse:
    """The form with what may be meant beside it; or with the dossier of that match, once its number was read out."""
    told = told_in_call(form.values)
    try:
        if reference:
            digits, context = (
                form.values.get(f"digits-{reference}", "").strip()[:40],
                request_context(clock=parts.ports.clock),
            )
            dossier = verify_told(parts.ports, parts.matching, current_caller(), told, reference, digits, context)
            form = Form({**form.values, "dossier-code": dossier.id, "dossier-digits": digits}, labels=form.labels)
            return make_response(_call_page(parts, form, dossier=dossier))
        found = match_cards(match_told(parts.ports, parts.matching, current_caller(), told))
    except (NotVerified, TooManyAttempts) as refused:
        return make_response(_call_page(parts, form, told=refused.words.in_language(display.language())))
    return make_response(_call_page(parts, form, matches=found))


def _call_page(
    parts: Parts,
    form: Form,
    *,
    dossier: KnownDossier | None = None,
    told: str = "",
    sent_before: str | None = None,
    matches: tuple[MatchCard, ...] | None = None,
) -> str:
    now, calendar = parts.now(), parts.ports.calendar()
    days = rules_in_force(parts.ports.rules, now.date()).answer_days
    return render_template(
        "hotline/call.html",
        form=form,
        labels=form.labels,
        now=now,
        told=told,
        sent_before=sent_before,
        matches=matches,
        days={topic.value: count for topic, count in days.items()},
        applicant=dossier.name if dossier else None,
        dossier=dossier_words(dossier, now, calendar, _("Bộ phận Một cửa")) if dossier else None,
    )
