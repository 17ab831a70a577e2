"""What the use cases of templates work with, and the words that are in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.notifications.domain.errors import NotFound, Words
from services.notifications.domain.message import BY_CONSENT, Channel
from services.notifications.domain.template import BY_EVENT, LANGUAGES, Place, Template, Templates
from services.notifications.domain.words.line import TemplateLine
from services.notifications.domain.words.prices import Prices
from services.notifications.use_cases.ports import Clock, MessageQuestions, SendCounts
from services.notifications.use_cases.wording import House
from shared.security.access import AccessTable
from shared.store.change import Key, Work

LIST, WRITE, APPROVE = "template.list", "template.write", "template.approve"
TEST, SEE_VALUES = "template.test", "template.see_values"
UNKNOWN_PLACE = Words("Không có mẫu tin nào cho việc này", "No message is written for this")


@dataclass(frozen=True, slots=True)
class Example:
    """What was really told the last time: ``values`` as they stood in the words."""

    values: Mapping[str, str]
    told_at: datetime


class TemplateLines(Protocol):
    """The templates that are kept."""

    def all(self) -> Sequence[TemplateLine]:
        """Every line. Raises StoreAway."""
        ...

    def example(self, event: str, language: str) -> Example | None:
        """Of the newest message of this event in this language whose values are kept. Raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class WordsDesk:
    """``seeds`` are the words of the delivery, which hold where nothing is kept yet; ``senders`` name who sends.

    ``approved`` gives a version's number at the provider, for channels whose provider approves words itself.
    """

    work: Work
    lines: TemplateLines
    messages: MessageQuestions
    counts: SendCounts
    access: AccessTable
    house: House
    seeds: Templates
    prices: Prices
    channels: Collection[Channel]
    senders: Mapping[Channel, str]
    clock: Clock
    approved: Mapping[str, str] = field(default_factory=dict)


def place_of(key: str) -> Place:
    """Raises NotFound for a key that no message is written for."""
    try:
        return Place.of(key)
    except ValueError:
        raise NotFound("unknown-template", UNKNOWN_PLACE) from None


def load_line(desk: WordsDesk, place: Place) -> TemplateLine:
    """As it stands this moment; one that nobody ever kept is begun. Raises StoreAway."""
    return desk.work.load(Key(TemplateLine, place.key)).get(TemplateLine, place.key) or TemplateLine.begin(place)


def words_in_force(desk: WordsDesk, line: TemplateLine) -> Template | None:
    """What messages of this place are written with; None where the words for everybody are taken."""
    return line.template or desk.seeds.at(line.place)


def must_be_approved(place: Place) -> bool:
    """Whether only words that the channel's provider knows by a number can be sent there."""
    return place.channel in BY_CONSENT


def words_numbered(desk: WordsDesk, line: TemplateLine, number: int) -> Template:
    """One version's words; of a line that nobody kept yet the delivery's. Raises NotFound."""
    seed = desk.seeds.at(line.place)
    if not line.versions and seed is not None and seed.version == number:
        return seed
    return line.as_template(line.numbered(number))


def every_place(desk: WordsDesk, lines: Sequence[TemplateLine]) -> list[Place]:
    """Those that have words, in the order of a dossier's life."""
    events, ways = list(BY_EVENT), list(Channel)
    places = {one.place for one in lines} | {one.place for one in desk.seeds}

    def order(place: Place) -> tuple[int, int, int, str]:
        return events.index(place.event), ways.index(place.channel), LANGUAGES.index(place.language), place.form

    return sorted(places, key=order)
