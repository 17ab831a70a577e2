"""The words that the system is delivered with, read from a file and checked as any others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.message import FOR_EVERYBODY, Channel
from services.notifications.domain.template import BY_EVENT, LANGUAGES, Place, Template, Templates
from services.notifications.domain.words.faults import faults_of


class BadTemplate(ValueError):
    """A template that no message could be made of; the text names it and what is wrong."""


def read_templates(content: Mapping[str, Any]) -> Templates:
    """The templates of a file's content. Raises BadTemplate; every event has words for everybody in each language.

    ``address_forms`` names, by form and language, the words that stand in place of the neutral ones: a template that
    has such words gets one of that form beside it.
    """
    templates = [_read(row) for row in content["templates"]]
    forms = content.get("address_forms", {})
    found: dict[Place, Template] = {}
    for one in (*templates, *(other for each in templates for other in _addressed(each, forms))):
        if one.place in found and one in templates:
            raise BadTemplate(f"given twice: {one.place.key}")
        found.setdefault(one.place, one)
    wanted = {
        Place(event, channel, language) for event in BY_EVENT for channel in FOR_EVERYBODY for language in LANGUAGES
    }
    missing = sorted(place.key for place in wanted - found.keys())
    if missing:
        raise BadTemplate(f"missing: {', '.join(missing)}")
    return Templates(found.values())


def _addressed(one: Template, forms: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterator[Template]:
    if one.form is not AddressForm.NEUTRAL:
        return
    for form, by_language in forms.items():
        text, subject = one.text, one.subject
        for neutral, own in by_language.get(one.language, {}).items():
            text, subject = text.replace(neutral, own), subject.replace(neutral, own)
        if (text, subject) != (one.text, one.subject):
            yield replace(one, text=text, subject=subject, form=AddressForm(form))


def _read(row: Mapping[str, Any]) -> Template:
    place = ".".join(str(row.get(name)) for name in ("event", "channel", "language"))
    try:
        text = row["text"] if isinstance(row["text"], str) else "\n".join(row["text"])
        template = Template(
            row["event"], Channel(row["channel"]), row["language"], row["version"], text, row.get("subject", ""),
            row.get("accented", True), AddressForm(row.get("form", "neutral")),
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as fault:
        raise BadTemplate(f"{place}: {fault}") from None
    if template.event not in BY_EVENT or template.language not in LANGUAGES:
        raise BadTemplate(f"{place}: no such event or language")
    faults = faults_of(template)
    if faults:
        raise BadTemplate(f"{place}: " + "; ".join(f"{one.pointer}: {one.words.en}" for one in faults))
    return template
