"""Templates: the words of a message per event, channel and language, checked when loaded, filled in as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from string import Formatter
from typing import Any

from services.notifications.domain.message import Channel, Writing
from services.notifications.domain.plain_text import unaccented

LANGUAGES = ("vi", "en")
# What may stand in any template; an event adds its own.
ALWAYS = frozenset({"code", "unit", "hotline", "link", "site"})
BY_EVENT: Mapping[str, frozenset[str]] = {
    "filed": frozenset({"name", "procedure", "day"}),
    "accepted": frozenset({"name", "procedure", "due"}),
    "supplement_requested": frozenset({"name", "procedure", "wanted", "reason", "respond_by", "asked_by"}),
    "supplemented": frozenset({"name", "procedure", "due"}),
    "payment_requested": frozenset({"name", "procedure", "amount", "pay_by"}),
    "paid": frozenset({"name", "procedure", "amount", "receipt", "due"}),
    "stopped": frozenset({"name", "procedure", "reason"}),
    "lost": frozenset({"name", "procedure", "what"}),
    "result_ready": frozenset({"name", "procedure"}),
    "result_early": frozenset({"name", "procedure"}),
    "result_unpaid": frozenset({"name", "procedure", "amount"}),
    "result_denied": frozenset({"name", "procedure"}),
    "returned": frozenset({"name", "procedure", "day"}),
    "posted": frozenset({"name", "procedure", "day", "tracking"}),
    "refused": frozenset({"name", "procedure", "reason"}),
    "withdrawn": frozenset({"name", "procedure", "day"}),
    "sign_in_code": frozenset({"secret", "minutes"}),
    "due_moved": frozenset({"name", "procedure", "due", "due_before", "reason"}),
    "due_moved_waiting": frozenset({"name", "procedure", "due", "due_before", "reason"}),
    "apology": frozenset({"name", "procedure", "due", "due_before", "reason"}),
    "due_corrected": frozenset({"name", "procedure", "due", "due_before", "reason"}),
    "procedure_corrected": frozenset({"name", "procedure", "procedure_before", "due", "reason"}),
    "invited": frozenset({"name", "day"}),
    "guidance_booked": frozenset({"name", "procedure", "when", "where"}),
    "guidance_moved": frozenset({"name", "procedure", "when", "where", "when_before"}),
    "guidance_cancelled": frozenset({"name", "procedure", "when", "where"}),
    "guidance_called_off": frozenset({"name", "procedure", "when", "where"}),
    "ticket_taken": frozenset({"name", "number", "line", "ahead", "wait"}),
    "ticket_not_given": frozenset({"name", "reason"}),
    "petition_received": frozenset({"name", "day", "due"}),
    "petition_answered": frozenset({"name", "answer"}),
}
# What every message of an event must say: which dossier or petition it is about, its secret, or its hour.
MUST_SAY = {
    "sign_in_code": "secret",
    "invited": "day",
    "ticket_taken": "number",
    "ticket_not_given": "reason",
    **dict.fromkeys(("guidance_booked", "guidance_moved", "guidance_cancelled", "guidance_called_off"), "when"),
}
LINK = re.compile(r"https?://[^\s<]+[^\s<.,;:)]")


class BadTemplate(ValueError):
    """A template that no message could be made of; the text names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Template:
    """``accented`` False: what it makes goes out without marks, in the 7-bit alphabet. ``subject`` for email only."""

    event: str
    channel: Channel
    language: str
    version: int
    text: str
    subject: str = ""
    accented: bool = True

    @property
    def name(self) -> str:
        """How a message says what it was made of: ``accepted/sms/vi/1``."""
        return f"{self.event}/{self.channel.value}/{self.language}/{self.version}"

    def write(self, values: Mapping[str, str]) -> Writing:
        """What a person reads. Raises KeyError where a value is lacking."""
        if self.channel is Channel.SMS:
            text = " ".join(self.text.format_map(values).split())
            return Writing(text if self.accented else unaccented(text))
        text = "\n\n".join(_filled(self.text.split("\n\n"), values))
        return Writing(text, " ".join(self.subject.format_map(values).split()), _html(text))


class Templates:
    """All templates, one a place; made by ``read_templates``."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._by_place = {(one.event, one.channel, one.language): one for one in templates}

    def __iter__(self) -> Iterator[Template]:
        return iter(self._by_place.values())

    def find(self, event: str, channel: Channel, language: str) -> Template:
        """The template in this language. Raises KeyError."""
        return self._by_place[(event, channel, language)]


def read_templates(content: Mapping[str, Any]) -> Templates:
    """The templates of a file's content. Raises BadTemplate; every event has every channel and language."""
    templates = [_read(row) for row in content["templates"]]
    places = [(one.event, one.channel, one.language) for one in templates]
    twice = sorted({one.name for one in templates if places.count((one.event, one.channel, one.language)) > 1})
    if twice:
        raise BadTemplate(f"given twice: {', '.join(twice)}")
    wanted = {(event, channel, language) for event in BY_EVENT for channel in Channel for language in LANGUAGES}
    missing = sorted(f"{event}/{channel.value}/{language}" for event, channel, language in wanted - set(places))
    if missing:
        raise BadTemplate(f"missing: {', '.join(missing)}")
    return Templates(templates)


def _read(row: Mapping[str, Any]) -> Template:
    place = f"{row.get('event')}/{row.get('channel')}/{row.get('language')}"
    try:
        text = row["text"] if isinstance(row["text"], str) else "\n".join(row["text"])
        template = Template(
            row["event"], Channel(row["channel"]), row["language"], row["version"], text, row.get("subject", ""),
            row.get("accented", True),
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as fault:
        raise BadTemplate(f"{place}: {fault}") from None
    if template.event not in BY_EVENT or template.language not in LANGUAGES:
        raise BadTemplate(f"{place}: no such event or language")
    used = _placeholders(template, place)
    unknown = sorted(used - ALWAYS - BY_EVENT[template.event])
    if unknown:
        raise BadTemplate(f"{place}: unknown placeholders: {', '.join(unknown)}")
    needed = MUST_SAY.get(template.event, "code")
    if needed not in used:
        raise BadTemplate(f"{place}: must say which dossier or petition it is about, its secret or hour: {{{needed}}}")
    if template.channel is Channel.EMAIL and not template.subject:
        raise BadTemplate(f"{place}: electronic mail needs a subject")
    return template


def _placeholders(template: Template, place: str) -> set[str]:
    try:
        pieces = [*Formatter().parse(template.text), *Formatter().parse(template.subject)]
    except ValueError as fault:
        raise BadTemplate(f"{place}: {fault}") from None
    names = {name for _, name, _, _ in pieces if name is not None}
    if any(spec or conversion for _, _, spec, conversion in pieces) or not all(name.isidentifier() for name in names):
        raise BadTemplate(f"{place}: a placeholder is a plain name in braces")
    return names


def _filled(paragraphs: Iterable[str], values: Mapping[str, str]) -> Iterator[str]:
    """The paragraphs with their values; one whose value is not known is left out: "Procedure:" alone says nothing."""
    for paragraph in paragraphs:
        used = {name for _, name, _, _ in Formatter().parse(paragraph) if name is not None}
        if all(values[name] for name in used):
            yield paragraph.format_map(values)


def _html(text: str) -> str:
    """The same words with paragraphs and links; readable without pictures, nothing is fetched from anywhere."""
    paragraphs = [_linked(escape(part)).replace("\n", "<br>\n") for part in text.strip().split("\n\n")]
    body = "\n".join(f'<p style="margin:0 0 16px">{part}</p>' for part in paragraphs)
    return (
        '<!doctype html><html><head><meta charset="utf-8"></head>'
        '<body style="margin:0;background:#fbf7f0;color:#22201c;font:18px/28px sans-serif">'
        f'<div style="max-width:36em;margin:0 auto;padding:24px">\n{body}\n</div></body></html>\n'
    )


def _linked(escaped: str) -> str:
    return LINK.sub(lambda found: f'<a href="{found[0]}" style="color:#14574f">{found[0]}</a>', escaped)
