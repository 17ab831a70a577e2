"""Templates: the words of a message per event, channel, language and form of address, filled in as text and letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.message import Channel, Writing
from services.notifications.domain.plain_text import unaccented
from services.notifications.domain.words.letter import letter_html

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
    "refund_due": frozenset({"name", "procedure", "amount", "why"}),
    "refunded": frozenset({"name", "procedure", "amount", "number", "day"}),
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
    "ticket_taken": frozenset({"name", "ticket", "line", "ahead", "wait"}),
    "ticket_not_given": frozenset({"name", "reason"}),
    "petition_received": frozenset({"name", "day", "due"}),
    "petition_answered": frozenset({"name", "answer"}),
    "petition_updated": frozenset({"name", "word"}),
    "petition_asked": frozenset({"name", "word", "respond_by"}),
    "petition_reopened": frozenset({"name", "due"}),
    "petition_survey": frozenset({"name", "day", "token"}),
    "look_up": frozenset({"stands"}),
    "look_up_petition": frozenset({"stands"}),
    "look_up_unknown": frozenset(),
    "notices_stopped": frozenset(),
    "notices_started": frozenset(),
    "survey": frozenset(),
}
# What every message of an event must say: which dossier or petition it is about, its secret, or its hour.
MUST_SAY = {
    "sign_in_code": "secret",
    "invited": "day",
    **dict.fromkeys(("look_up_unknown", "notices_stopped", "notices_started"), "hotline"),
    "ticket_taken": "ticket",
    "ticket_not_given": "reason",
    **dict.fromkeys(("guidance_booked", "guidance_moved", "guidance_cancelled", "guidance_called_off"), "when"),
}
# Whoever reads must learn what to do and until when; in a letter also why.
TO_ACT_ON = frozenset({"secret", "token", "when", "amount", "pay_by", "respond_by", "tracking"})
TO_KNOW = frozenset({"wanted", "reason", "what", "answer", "word", "due", "receipt"})


def allowed(event: str) -> frozenset[str]:
    """The placeholders that templates of this event may use. Raises KeyError for an unknown event."""
    return ALWAYS | BY_EVENT[event]


def required(event: str, channel: Channel) -> frozenset[str]:
    """Those that each of them must use: what it is about, what to act on, and in a letter what there is to know."""
    decisive = TO_ACT_ON | TO_KNOW if channel is Channel.EMAIL else TO_ACT_ON
    return frozenset({MUST_SAY.get(event, "code")}) | (BY_EVENT[event] & decisive)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a template belongs; its ``key`` reads ``accepted.sms.vi.neutral``."""

    event: str
    channel: Channel
    language: str
    form: AddressForm = AddressForm.NEUTRAL

    @property
    def key(self) -> str:
        return f"{self.event}.{self.channel.value}.{self.language}.{self.form.value}"

    @property
    def neutral(self) -> Place:
        """The one for everybody."""
        return Place(self.event, self.channel, self.language)

    @classmethod
    def of(cls, key: str) -> Place:
        """The place of this key. Raises ValueError for one that no message is written for."""
        event, channel, language, form = key.split(".")
        if event not in BY_EVENT or language not in LANGUAGES:
            raise ValueError(f"no message is written for {key}")
        return cls(event, Channel(channel), language, AddressForm(form))


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
    form: AddressForm = AddressForm.NEUTRAL

    @property
    def place(self) -> Place:
        return Place(self.event, self.channel, self.language, self.form)

    @property
    def name(self) -> str:
        """How a message says what it was made of: ``accepted.sms.vi.neutral@1``."""
        return f"{self.place.key}@{self.version}"

    def write(self, values: Mapping[str, str]) -> Writing:
        """What a person reads, and what stood in the placeholders. Raises KeyError where a value is lacking.

        Over a channel whose provider fills in words that it approved, the values are just those of its placeholders.
        """
        own = {name: value for name, value in values.items() if name in BY_EVENT[self.event] or name == "code"}
        if self.channel is not Channel.EMAIL:
            text = " ".join(self.text.format_map(values).split())
            written = own if self.channel is Channel.SMS else {name: values[name] for name in _names(self.text)}
            return Writing(text if self.accented else unaccented(text), values=written)
        text = "\n\n".join(_filled(self.text.split("\n\n"), values))
        subject = " ".join(self.subject.format_map(values).split())
        html = letter_html(
            text, subject=subject, language=self.language, unit=values.get("unit", ""), code=values.get("secret", "")
        )
        return Writing(text, subject, html, own)


class Templates:
    """Templates by their place; made by ``read_templates``."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._by_place = {one.place: one for one in templates}

    def __iter__(self) -> Iterator[Template]:
        return iter(self._by_place.values())

    def at(self, place: Place) -> Template | None:
        """The one of exactly this place."""
        return self._by_place.get(place)

    def find(self, event: str, channel: Channel, language: str, form: AddressForm = AddressForm.NEUTRAL) -> Template:
        """The one for this form of address, else the one for everybody. Raises KeyError."""
        wanted = Place(event, channel, language, form)
        return self._by_place.get(wanted) or self._by_place[wanted.neutral]


def _names(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def _filled(paragraphs: Iterable[str], values: Mapping[str, str]) -> Iterator[str]:
    """The paragraphs with their values; one whose value is not known is left out: "Procedure:" alone says nothing."""
    for paragraph in paragraphs:
        if all(values[name] for name in _names(paragraph)):
            yield paragraph.format_map(values)
