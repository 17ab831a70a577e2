"""The form for new words: they are looked at, counted and priced before they can be sent for approval."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.notifications.domain.errors import IllegalStep, InvalidRequest
from services.notifications.domain.message import Channel
from services.notifications.domain.template import Place, allowed, required
from services.notifications.domain.words.difference import difference
from services.notifications.domain.words.line import TemplateLine
from services.notifications.domain.words.meanings import meaning
from services.notifications.use_cases.preview_templates import sample_values
from services.notifications.use_cases.templates.changing import Draft, propose
from services.notifications.use_cases.templates.desk import (
    WordsDesk,
    load_line,
    must_be_approved,
    place_of,
    words_in_force,
)
from services.notifications.use_cases.templates.looking import look_at
from services.notifications.web.words import shown
from shared.http.correlation import current_caller, request_context
from shared.security.access import needs
from shared.store.change import Conflict
from shared.ui import display
from shared.ui.forms import Form
from shared.ui.texts import gettext as _

LONGEST_FORM = 20_000


def add_writing_pages(pages: Blueprint, desk: WordsDesk) -> None:
    """Put the form onto the blueprint."""

    @pages.get(f"{shown.LIST}/<key>/new")
    @needs("template.write")
    def new_words(key: str) -> str:
        place = place_of(key)
        line = load_line(desk, place)
        return _page(desk, line, Form(_values(desk, line, request.args.get("from", "")), labels=_labels()))

    @pages.post(f"{shown.LIST}/<key>/new")
    @needs("template.write")
    def send_words(key: str) -> AnyResponse:
        place, values = place_of(key), request.form.to_dict()
        draft = _draft(place, values)
        if values.get("do") != "send" or values.get("seen") != _seal(draft):
            told = _("Xem tin như người dân sẽ đọc, rồi bấm Gửi duyệt.") if values.get("do") == "send" else ""
            return _looked(desk, place, draft, values, told)
        try:
            propose(desk, current_caller(), draft, request_context(clock=desk.clock))
        except InvalidRequest as wrong:
            tongue = display.language()
            errors = {one.pointer.lstrip("/"): one.words.in_language(tongue) for one in wrong.faults}
            return _looked(desk, place, draft, values, errors=errors)
        except IllegalStep as refused:
            return _looked(desk, place, draft, values, refused.words.in_language(display.language()), status=409)
        except Conflict:
            line = load_line(desk, place)
            told = _("Có người vừa đổi mẫu tin này. Những gì đã viết còn nguyên dưới đây, chưa gửi: xem lại rồi bấm.")
            return _looked(desk, place, draft, {**values, "based_on": str(line.in_force)}, told, status=409)
        return redirect(f"{shown.LIST}/{key}?done=proposed", 303)


def _looked(
    desk: WordsDesk, place: Place, draft: Draft, values: dict[str, str], told: str = "",
    errors: dict[str, str] | None = None, status: int = 200,
) -> AnyResponse:  # fmt: skip
    look = look_at(desk, current_caller(), draft.template(), real=values.get("with") == "real")
    tongue = display.language()
    found = {one.pointer.lstrip("/"): one.words.in_language(tongue) for one in look.faults} | (errors or {})
    line = load_line(desk, place)
    before = words_in_force(desk, line)
    seen = {**values, "seen": "" if look.faults else _seal(draft)}
    more: dict[str, Any] = {"told": told}
    if not look.faults:
        older, newer = before.text if before else "", draft.template().text
        changes = difference(older, newer) if older != newer else ()
        more.update(look=look, measures=shown.look_measures(look), changes=changes)
    return make_response(_page(desk, line, Form(seen, found, _labels()), **more), 422 if found else status)


def _page(desk: WordsDesk, line: TemplateLine, form: Form, **more: Any) -> str:
    place = line.place
    samples = sample_values(place.event, place.language, desk.house)
    needed = required(place.event, place.channel)
    names = sorted(allowed(place.event), key=lambda name: (name not in needed, name))
    given = [
        {"name": f"{{{name}}}", "meaning": meaning(name), "sample": samples.get(name, ""), "needed": name in needed}
        for name in names
    ]
    return render_template(
        "notifications/template_new.html", line=line, place=place, title=shown.title_of(place), form=form, given=given,
        facts=shown.facts_of(place), is_sms=place.channel is Channel.SMS,
        is_letter=place.channel is Channel.EMAIL, needs_number=must_be_approved(place),
        sender=desk.senders[place.channel], labels=_labels(), shown=shown, now=desk.clock(), **more,
    )  # fmt: skip


def _values(desk: WordsDesk, line: TemplateLine, older: str) -> dict[str, str]:
    """The words in force, or those of the older version that is to come back."""
    number = int(older) if older.isascii() and older.isdigit() and len(older) < 7 else 0
    now = words_in_force(desk, line) or words_in_force(desk, load_line(desk, line.place.neutral))
    words = line.as_template(line.numbered(number)) if number else now
    why = _("Quay lại bản %(number)s: ", number=number) if number else ""
    if words is None:
        return {"based_on": str(line.in_force)}
    return {
        "text": words.text, "subject": words.subject, "accented": "yes" if words.accented else "no", "why": why,
        "based_on": str(line.in_force), "with": "sample",
    }  # fmt: skip


def _draft(place: Place, values: dict[str, str]) -> Draft:
    seen = values.get("based_on", "")
    based_on = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 7 else 0
    accented = place.channel is not Channel.SMS or values.get("accented") == "yes"
    text, why = values.get("text", "")[:LONGEST_FORM], values.get("why", "")[:LONGEST_FORM]
    return Draft(place, text, values.get("subject", "")[:LONGEST_FORM], accented, why, based_on)


def _seal(draft: Draft) -> str:
    """Of the words that were looked at: what is sent must be what was seen."""
    words = draft.template()
    said = "\0".join((words.place.key, words.text, words.subject, str(words.accented)))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def _labels() -> dict[str, str]:
    return {
        "subject": _("Tiêu đề thư"),
        "text": _("Lời của tin"),
        "accented": _("Dấu tiếng Việt"),
        "why": _("Vì sao thay đổi"),
    }
