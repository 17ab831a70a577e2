"""A letterbox in memory, and people who write to it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from services.notifications.domain.inbound.message import Heard
from services.notifications.domain.inbound.words import read_phrases
from services.notifications.domain.message import Channel, Message
from services.notifications.domain.pace import Rate
from services.notifications.domain.preferences.notices import read_notices
from services.notifications.domain.preferences.preferences import Preferences
from services.notifications.domain.recipient import REACHED
from services.notifications.gateways.preference_links import PreferenceLinks
from services.notifications.settings import DATA
from services.notifications.use_cases.inbound.receive import Letterbox
from services.notifications.use_cases.preferences.change import PreferenceDesk, whose_are
from services.notifications.use_cases.preferences.people import People
from services.notifications.use_cases.tell_people import needs, tell_people
from shared.bus.reading import Received
from shared.store.change import Context
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import DESK, NOW, event

PHRASES = read_phrases(json.loads((DATA / "inbound_words.json").read_text("utf-8")))
NOTICES = read_notices(json.loads((DATA / "notices.json").read_text("utf-8")))
OWNER, STRANGER, MAILBOX = "+84912345127", "+84987654321", "bichdao@thu.example"


def digest(kind: str, text: str) -> str:
    """As long as a real one, and keyed by nothing."""
    return f"{kind}-{text}".encode().hex()[:60].ljust(43, "0")


def id_of(channel: Channel, address: str) -> str:
    return digest(REACHED[channel].field, address)


LINKS = PreferenceLinks(digest)


def link_of(channel: Channel, address: str) -> str:
    return f"http://x/my?t={LINKS.make(whose_are(id_of, channel, address))}"


PEOPLE = People(NOTICES, id_of, link_of)


@dataclass
class Counts:
    """Counts by kind and key, without windows."""

    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, kind: str, key: str, rate: Rate, now: datetime) -> bool:
        if self.taken[kind, key] >= rate.most:
            return False
        self.taken[kind, key] += 1
        return True


@dataclass
class World:
    """What the tests look at; ``now`` moves when told to."""

    work: FakeWork = field(default_factory=FakeWork)
    now: datetime = NOW
    counts: Counts = field(default_factory=Counts)
    look_ups: int = 10
    most: int = 30

    @property
    def box(self) -> Letterbox:
        desk = replace(DESK, people=PEOPLE)
        preferences = PreferenceDesk(self.work, NOTICES, id_of, LINKS, lambda: self.now)
        return Letterbox(
            self.work, lambda: self.now, PHRASES, desk, preferences, self.counts, Rate(self.look_ups, 3600),
            Rate(self.most, 3600),
        )  # fmt: skip

    def later(self, **amounts: float) -> None:
        self.now += timedelta(**amounts)

    def tell(self, received: Received) -> None:
        """An event takes effect."""
        loaded = self.work.load(*needs(received, desk=self.box.desk))
        change = tell_people(received, loaded, desk=self.box.desk)
        if change.saved:
            self.work.commit(change, Context("service:intake", self.now, "correlation"))

    def happen(self, type_: str, sequence: int, **changed: Any) -> None:
        self.tell(replace(event(type_, id=f"{type_}-{sequence}", **changed), sequence=sequence))

    @property
    def messages(self) -> list[Message]:
        return self.work.all(Message)

    def said(self, name: str) -> list[str]:
        """What was written by messages of this event."""
        return [one.writing.text for one in self.messages if one.event == name and one.writing]

    def preferences(self, address: str = OWNER, channel: Channel = Channel.SMS) -> Preferences | None:
        return next((one for one in self.work.all(Preferences) if one.id == id_of(channel, address)), None)


def sms(text: str, sender: str = OWNER, own_id: str = "") -> Heard:
    return Heard(Channel.SMS, "esms", sender, text, own_id)
