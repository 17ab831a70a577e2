"""A desk where words are written and approved, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.notifications.access import ACCESS
from services.notifications.domain.message import FOR_EVERYBODY, Channel, Message
from services.notifications.domain.pace import Rate
from services.notifications.domain.template import Place
from services.notifications.domain.words.line import TemplateLine
from services.notifications.domain.words.prices import Price, Prices
from services.notifications.use_cases.templates.changing import Draft
from services.notifications.use_cases.templates.desk import Example, WordsDesk
from shared.security.caller import Caller
from shared.store.change import Context
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import HOUSE, NOW, TEMPLATES

WRITER = Caller("staff", "demo-reception", frozenset({"reception"}))
OTHER_WRITER = Caller("staff", "demo-petition-officer", frozenset({"petition_officer"}))
LEADER = Caller("staff", "demo-leader", frozenset({"leader"}))
ADMIN = Caller("staff", "demo-admin", frozenset({"admin"}))
OPERATOR = Caller("staff", "demo-operator", frozenset({"operator"}))
SMS = Place("accepted", Channel.SMS, "vi")
MAIL = Place("accepted", Channel.EMAIL, "vi")
NEW = "Hồ sơ {code} đã được nhận. Hẹn trả kết quả: {due}. Hỏi thì gọi {hotline}."


@dataclass
class FakeLines:
    """Implements TemplateLines over a FakeWork."""

    work: FakeWork
    examples: dict[tuple[str, str], Example] = field(default_factory=dict)

    def all(self) -> Sequence[TemplateLine]:
        return self.work.all(TemplateLine)

    def example(self, event: str, language: str) -> Example | None:
        return self.examples.get((event, language))


@dataclass
class FakeCounts:
    """Implements SendCounts: so many at all."""

    taken: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, kind: str, key: str, rate: Rate, now: datetime) -> bool:
        count = self.taken.get((kind, key), 0)
        self.taken[kind, key] = min(count + 1, rate.most)
        return count < rate.most


@dataclass
class FakeQuestions:
    """Implements MessageQuestions over a FakeWork."""

    work: FakeWork

    def messages(self, about: str | None, after: object, limit: int) -> list[Message]:
        return [one for one in self.work.all(Message) if about in (None, one.about)][:limit]


def open_desk(*states: Any, channels: frozenset[Channel] = frozenset(FOR_EVERYBODY)) -> WordsDesk:
    """With the words of the delivery, nothing kept yet."""
    work = FakeWork(*states)
    prices = Prices((Price(Channel.SMS, NOW.date().replace(month=1), 850),))
    senders: Mapping[Channel, str] = {Channel.SMS: "SYT HASON", Channel.EMAIL: "motcua@hason.example"}
    return WordsDesk(
        work, FakeLines(work), FakeQuestions(work), FakeCounts(), ACCESS, HOUSE, TEMPLATES, prices, channels, senders,
        lambda: NOW,
    )  # fmt: skip


def by(caller: Caller) -> Context:
    """What the caller does now."""
    return Context(caller.actor, NOW, "correlation")


def draft(text: str = NEW, place: Place = SMS, **changed: Any) -> Draft:
    """Words for one template."""
    return Draft(place, text, **{"accented": False, "why": "Câu đầu dễ hiểu hơn", **changed})
