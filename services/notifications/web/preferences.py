"""Where people choose what they are told: their own page behind the link they got, and an officer's page."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.notifications.domain.preferences.preferences import Choice, How
from services.notifications.use_cases.preferences.change import (
    LONGEST_WHY,
    PreferenceDesk,
    Whose,
    by_caller,
    change,
    find_address,
    view,
)
from services.notifications.use_cases.preferences.hand_over import HandOver
from services.notifications.use_cases.preferences.people import day_of
from services.notifications.web import preference_words
from shared.http.correlation import correlation_id, current_caller
from shared.security.access import needs, public
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

OWN, DESK = "/notifications/my", "/notifications/preferences"
LONGEST = 600
STOP_ALL, SAVE = "stop", "save"


def add_preference_pages(pages: Blueprint, desk: PreferenceDesk, hand_over: HandOver) -> None:
    """Put both onto the blueprint."""
    _add_own_page(pages, desk, hand_over)
    _add_desk_page(pages, desk)


def _add_own_page(pages: Blueprint, desk: PreferenceDesk, hand_over: HandOver) -> None:
    @pages.get(OWN)
    @public
    def own_preferences() -> AnyResponse:
        if "h" in request.args:  # from somebody's own page at the front door, where they signed in
            tokens = hand_over.tokens(request.args["h"], desk)
            return redirect(f"{OWN}?{urlencode([('t', one) for one in tokens])}", 303)
        return _own(desk, request.args.getlist("t")[:4])

    @pages.post(OWN)
    @public
    def send_own_preferences() -> AnyResponse:
        tokens = request.form.getlist("t")[:4]
        whose = _whose(desk, tokens)
        if whose is None:
            return _own(desk, tokens)
        change(desk, whose, _choice(desk), by_caller(current_caller(), How.LINK, desk), correlation_id())
        again = [("t", one) for one in tokens]
        return redirect(f"{OWN}?{urlencode([*again, ('done', _done())])}", 303)

    @pages.post(f"{OWN}/stop")
    @public
    def one_click() -> Response:
        """What the button of a mail program calls (RFC 8058), without anybody looking at the answer."""
        whose = _whose(desk, request.args.getlist("t")[:1])
        if whose is None:
            return make_response("", 404)
        by = by_caller(current_caller(), How.ONE_CLICK, desk)
        change(desk, whose, Choice(stopped=True), by, correlation_id())
        return make_response("", 200)

    @pages.get(f"{OWN}/stop")
    @public
    def stop_by_hand() -> AnyResponse:
        """A mail program that knows no button opens the address: nothing changes by looking."""
        return redirect(f"{OWN}?{urlencode([('t', one) for one in request.args.getlist('t')[:1]])}", 303)


def _add_desk_page(pages: Blueprint, desk: PreferenceDesk) -> None:
    @pages.get(DESK)
    @needs("preference.view")
    def desk_preferences() -> str:
        return _desk(desk, _whose(desk, request.args.getlist("t")[:1]), Form({}, {}, {}))

    @pages.post(f"{DESK}/find")
    @needs("preference.view")
    def find() -> AnyResponse:
        typed = request.form.get("address", "").strip()[:LONGEST]
        whose = find_address(desk, typed)
        if whose is None:
            told = _("Ghi số điện thoại (10 chữ số) hoặc địa chỉ thư điện tử")
            form = Form({"address": typed}, {"address": told}, {"address": _address_label()})
            return make_response(_desk(desk, None, form), 422)
        return redirect(f"{DESK}?{urlencode({'t': desk.links.make(whose)})}", 303)

    @pages.post(DESK)
    @needs("preference.change")
    def send_desk_preferences() -> AnyResponse:
        whose = _whose(desk, request.form.getlist("t")[:1])
        if whose is None:
            return redirect(DESK, 303)
        why = request.form.get("why", "").strip()
        if not 3 <= len(why) <= LONGEST_WHY:
            told = _("Ghi người dân yêu cầu thế nào, bằng cách nào")
            form = Form({"why": why}, {"why": told}, {"why": _why_label()})
            return make_response(_desk(desk, whose, form), 422)
        by = by_caller(current_caller(), How.STAFF, desk, why)
        change(desk, whose, _choice(desk), by, correlation_id())
        return redirect(f"{DESK}?{urlencode({'t': desk.links.make(whose), 'done': _done()})}", 303)


def _own(desk: PreferenceDesk, tokens: list[str]) -> Response:
    whose = _whose(desk, tokens)
    if whose is None:
        wrong = bool(tokens)
        page = render_template("notifications/my_unknown.html", wrong=wrong)
        return make_response(page, 404 if wrong else 200)
    others = []
    for place, token in enumerate(tokens):
        other = desk.links.read(token)
        if place and other is not None:
            order = [token, *(one for one in tokens if one != token)]
            address = f"{OWN}?{urlencode([('t', one) for one in order])}"
            others.append((address, preference_words.place_of(other.channel, other.to_masked)))
    shown = preference_words.shown(view(desk, whose), desk.notices, desk.clock())
    answer = make_response(
        render_template("notifications/my.html", page=shown, tokens=tokens, others=others, told=_told())
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _desk(desk: PreferenceDesk, whose: Whose | None, form: Form) -> str:
    page = preference_words.shown(view(desk, whose), desk.notices, desk.clock()) if whose else None
    token = desk.links.make(whose) if whose else ""
    labels = {"address": _address_label(), "why": _why_label()}
    return render_template(
        "notifications/preferences.html", page=page, token=token, form=form, labels=labels, told=_told()
    )


def _whose(desk: PreferenceDesk, tokens: list[str]) -> Whose | None:
    return desk.links.read(tokens[0][: LONGEST + 1]) if tokens else None


def _choice(desk: PreferenceDesk) -> Choice:
    """What the form says: an optional kind without a tick is left, a purpose without one is not agreed to."""
    if request.form.get("do") == STOP_ALL:
        return Choice(stopped=True)
    ticked = set(request.form.getlist("notices")), set(request.form.getlist("purposes"))
    optional = desk.notices.optional(day_of(desk.clock()))
    return Choice(
        notices={kind.code: kind.code in ticked[0] for kind in optional},
        purposes={each.code: each.code in ticked[1] for each in desk.notices.purposes},
    )


def _done() -> str:
    return STOP_ALL if request.form.get("do") == STOP_ALL else SAVE


def _told() -> str:
    told = {SAVE: _("Đã lưu."), STOP_ALL: _("Đã dừng hết tin không bắt buộc.")}
    return told.get(request.args.get("done", ""), "")


def _address_label() -> str:
    return _("Số điện thoại hoặc thư điện tử của người dân")


def _why_label() -> str:
    return _("Người dân yêu cầu thế nào")
