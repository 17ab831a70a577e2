"""The list of templates and one template's page with all its steps."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.errors import IllegalStep, InvalidRequest, TooManyAttempts
from services.notifications.domain.template import LANGUAGES, Place
from services.notifications.domain.words.difference import difference
from services.notifications.domain.words.line import TemplateLine, Version
from services.notifications.use_cases.templates import changing
from services.notifications.use_cases.templates.desk import (
    APPROVE,
    TEST,
    WRITE,
    WordsDesk,
    load_line,
    place_of,
    words_in_force,
    words_numbered,
)
from services.notifications.use_cases.templates.looking import look_at
from services.notifications.use_cases.templates.trying import send_test, trials_of
from services.notifications.web import told
from services.notifications.web.words import shown
from services.notifications.web.words.writing import add_writing_pages
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.security.caller import Caller
from shared.store.change import Conflict, Context
from shared.ui import display, words
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

TRIALS = 5
# A letter is shown with the styles that it carries, and nothing else: no script, no picture, no form, nothing fetched.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def add_template_pages(pages: Blueprint, desk: WordsDesk) -> None:
    """Put all of them onto the blueprint."""
    _add_list(pages, desk)
    add_writing_pages(pages, desk)
    _add_views(pages, desk)
    _add_decisions(pages, desk)
    _add_trials(pages, desk)


def _add_list(pages: Blueprint, desk: WordsDesk) -> None:
    @pages.get(shown.LIST)
    @needs("template.list")
    def templates() -> str:
        chosen = request.args.get("words", "")
        language = chosen if chosen in LANGUAGES else display.language()
        named = request.args.get("form", "")
        form = AddressForm(named) if named in set(AddressForm) and language == "vi" else AddressForm.NEUTRAL
        groups, waiting = shown.groups_of(desk, language, form)
        forms = [{"value": one.value, "text": shown.form_words(one), "here": one is form} for one in AddressForm]
        return render_template(
            "notifications/templates.html", groups=groups, waiting=waiting, words=language, forms=forms,
            form_words=shown.form_words(form),
        )  # fmt: skip


def _add_views(pages: Blueprint, desk: WordsDesk) -> None:
    @pages.get(f"{shown.LIST}/<key>")
    @needs("template.list")
    def template(key: str) -> str:
        done = {
            "proposed": _("Đã gửi duyệt. Bản đang dùng chưa đổi cho đến khi một người khác duyệt."),
            "approved": _("Đã duyệt. Từ bây giờ tin được viết bằng bản này."),
            "sent_back": _("Đã trả lại cho người viết."),
            "taken_back": _("Đã rút lại bản chờ duyệt."),
            "tested": _("Đã xếp tin thử vào hàng gửi. Kết quả ở mục Gửi thử."),
        }.get(request.args.get("done", ""), "")
        return _page(desk, place_of(key), done=done)

    @pages.get(f"{shown.LIST}/<key>/versions/<int:number>/letter")
    @needs("template.list")
    def letter(key: str, number: int) -> Response:
        template = words_numbered(desk, load_line(desk, place_of(key)), number)
        look = look_at(desk, current_caller(), template, real=request.args.get("real") == "1")
        answer = make_response(look.writing.html if look.writing else "")
        answer.headers["Content-Security-Policy"] = LETTER_POLICY
        return answer


def _add_decisions(pages: Blueprint, desk: WordsDesk) -> None:
    def step(key: str, done: str, act: Callable[[Place, Context], TemplateLine]) -> AnyResponse:
        place = place_of(key)
        try:
            act(place, request_context(clock=desk.clock))
        except InvalidRequest as wrong:
            form = Form(request.form.to_dict(), faults_of(wrong), _labels())
            return make_response(_page(desk, place, form=form), 422)
        except IllegalStep as refused:
            return make_response(_page(desk, place, told=refused.words.in_language(display.language())), 409)
        except Conflict:
            changed = _("Có người vừa đổi mẫu tin này. Xem lại rồi làm tiếp.")
            return make_response(_page(desk, place, told=changed), 409)
        return redirect(f"{shown.LIST}/{key}?done={done}", 303)

    @pages.post(f"{shown.LIST}/<key>/versions/<int:number>/approve")
    @needs("template.approve")
    def approve_template(key: str, number: int) -> AnyResponse:
        caller, note = current_caller(), request.form.get("note", "")
        return step(key, "approved", lambda place, now: changing.approve(desk, caller, place, number, note, now))

    @pages.post(f"{shown.LIST}/<key>/versions/<int:number>/send-back")
    @needs("template.approve")
    def send_template_back(key: str, number: int) -> AnyResponse:
        caller, note = current_caller(), request.form.get("note", "")
        return step(key, "sent_back", lambda place, now: changing.send_back(desk, caller, place, number, note, now))

    @pages.post(f"{shown.LIST}/<key>/versions/<int:number>/take-back")
    @needs("template.write")
    def take_template_back(key: str, number: int) -> AnyResponse:
        caller = current_caller()
        return step(key, "taken_back", lambda place, now: changing.take_back(desk, caller, place, number, now))


def _add_trials(pages: Blueprint, desk: WordsDesk) -> None:
    @pages.post(f"{shown.LIST}/<key>/versions/<int:number>/test")
    @needs("template.test")
    def test_template(key: str, number: int) -> AnyResponse:
        place, values = place_of(key), request.form.to_dict()
        once = values.get("once", "")[:64] or secrets.token_hex(12)
        try:
            send_test(
                desk, current_caller(), place, number, values.get("recipient", "")[:254], once,
                request_context(clock=desk.clock),
            )  # fmt: skip
        except InvalidRequest as wrong:
            return make_response(_page(desk, place, form=Form(values, faults_of(wrong), _labels())), 422)
        except (IllegalStep, TooManyAttempts) as refused:
            status = 429 if isinstance(refused, TooManyAttempts) else 409
            return make_response(_page(desk, place, told=refused.words.in_language(display.language())), status)
        return redirect(f"{shown.LIST}/{key}?done=tested#test", 303)


def faults_of(wrong: InvalidRequest) -> dict[str, str]:
    """By field, in the reader's language."""
    tongue = display.language()
    return {one.pointer.lstrip("/"): one.words.in_language(tongue) for one in wrong.faults}


def _labels() -> dict[str, str]:
    return {"note": _("Nhận xét"), "recipient": _("Gửi thử đến")}


def _page(desk: WordsDesk, place: Place, *, form: Form | None = None, done: str = "", told: str = "") -> str:
    line = load_line(desk, place)
    caller = current_caller()
    template = words_in_force(desk, line)
    if template is None and not line.versions:
        line.numbered(0)  # nothing was ever written here: told as such
    look = look_at(desk, caller, template, real=request.args.get("real") == "1") if template else None
    return render_template(
        "notifications/template.html",
        line=line, place=place, title=shown.title_of(place), template=template, look=look, form=form or Form(),
        facts=[*shown.facts_of(place), *(shown.approval(desk, template) if template else [])],
        measures=shown.look_measures(look) if look else [],
        sender=desk.senders[place.channel], **_waiting(desk, line, caller), may=_rights(desk, caller),
        history=[_row(line, one) for one in reversed(line.versions)], trials=_trials(desk, place),
        others=_others(desk, place), lacking=_lacking(desk, place), once=secrets.token_hex(12), done=done, told=told,
        now=desk.clock(), shown=shown,
    )  # fmt: skip


def _rights(desk: WordsDesk, caller: Caller) -> dict[str, bool]:
    wanted = {"write": WRITE, "approve": APPROVE, "test": TEST}
    return {name: bool(desk.access.scopes(caller.all_roles, action)) for name, action in wanted.items()}


def _waiting(desk: WordsDesk, line: TemplateLine, caller: Caller) -> dict[str, object]:
    """The version that somebody is to decide on, how it looks, and what differs in it."""
    one = line.waiting
    if one is None:
        return {"waiting": None, "own": False}
    look = look_at(desk, caller, line.as_template(one))
    return {"waiting": one, "own": one.author == caller.actor, "waiting_look": look, "changes": _changes(line, one)}


def _changes(line: TemplateLine, waiting: Version) -> dict[str, object]:
    """What differs from the words in force."""
    before = line.current
    found = {}
    if (before.text if before else "") != waiting.text:
        found["text"] = difference(before.text if before else "", waiting.text)
    if (before.subject if before else "") != waiting.subject:
        found["subject"] = difference(before.subject if before else "", waiting.subject)
    return {**found, "accented": before is not None and before.accented != waiting.accented}


def _row(line: TemplateLine, one: Version) -> dict[str, object]:
    older = next((each for each in reversed(line.versions) if each.number < one.number), None)
    kind, word = shown.state_of(line, one)
    return {
        "one": one, "kind": kind, "word": word, "by": shown.who(one.author), "decided_by": shown.who(one.decided_by),
        "changes": difference(older.text, one.text) if older else (),
        "back": one.state.value == "approved" and one.number != line.in_force,
    }  # fmt: skip


def _trials(desk: WordsDesk, place: Place) -> list[told.Row]:
    now = desk.clock()
    return [told.row_of(one, now, desk.prices) for one in trials_of(desk, place, TRIALS)]


def _others(desk: WordsDesk, place: Place) -> list[dict[str, str]]:
    """The same event in other ways, languages and forms of address."""
    mine = sorted(
        (one for one in _places(desk, place) if one != place),
        key=lambda one: (one.channel is not place.channel, one.language != place.language, one.key),
    )
    return [
        {"address": f"{shown.LIST}/{one.key}",
         "text": words.capital(", ".join((shown.way_of(one.channel), *shown.facts_of(one))))}
        for one in mine
    ]  # fmt: skip


def _lacking(desk: WordsDesk, place: Place) -> list[dict[str, str]]:
    """Forms of address that have no words of their own here yet."""
    if place.language != "vi":
        return []
    there = _places(desk, place)
    wanted = (Place(place.event, place.channel, place.language, form) for form in AddressForm)
    return [
        {"address": f"{shown.LIST}/{one.key}/new", "text": words.capital(shown.form_words(one.form))}
        for one in wanted
        if one not in there
    ]


def _places(desk: WordsDesk, place: Place) -> set[Place]:
    found = {line.place for line in desk.lines.all()} | {one.place for one in desk.seeds}
    return {one for one in found if one.event == place.event}
