"""Puts together what hears people: their words, their preferences, the readers of what providers pass on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.notifications.domain.inbound.pieces import Piece
from services.notifications.domain.inbound.words import read_phrases
from services.notifications.domain.message import Channel, Message
from services.notifications.domain.pace import Rate
from services.notifications.domain.preferences.notices import Notices, read_notices
from services.notifications.domain.recipient import REACHED
from services.notifications.gateways.http_mapping import BadMapping
from services.notifications.gateways.inbound_mail import NAME as MAIL
from services.notifications.gateways.inbound_mail import MailInbound
from services.notifications.gateways.inbound_sms import SmsInbound, read_inbound_places
from services.notifications.gateways.preference_links import PreferenceLinks
from services.notifications.gateways.providers_file import Described
from services.notifications.gateways.smpp_heard import decoded
from services.notifications.jobs import look_after_inbound
from services.notifications.store.inbound_documents import InboundDocuments, MongoInbound
from services.notifications.store.preference_documents import PREFERENCES
from services.notifications.store.standing_documents import standing_mapping
from services.notifications.use_cases.inbound.hear_piece import hear_piece
from services.notifications.use_cases.inbound.ports import InboundReader
from services.notifications.use_cases.inbound.receive import Letterbox
from services.notifications.use_cases.ports import SendCounts
from services.notifications.use_cases.preferences.change import PreferenceDesk, whose_are
from services.notifications.use_cases.preferences.people import People
from services.notifications.use_cases.queue_messages import Desk
from shared.bus.worker import Part, Periodic
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import InvalidSetting, Settings
from shared.store.clock import Clock
from shared.store.mapping import Mapping
from shared.store.work import MongoWork

if TYPE_CHECKING:
    from pymongo.database import Database

HOUR = 3_600
EVERY_SECONDS = 30.0
SMS = "sms"
PAGE = "/notifications/my"


@dataclass(frozen=True, slots=True)
class Choosing:
    """How preferences are found: the kinds of notices, the id of an address, the links to one's own."""

    notices: Notices
    id_of: Callable[[Channel, str], str]
    links: PreferenceLinks
    page: str

    @property
    def people(self) -> People:
        """For whoever queues messages."""
        return People(self.notices, self.id_of, self.link_of)

    def leave(self, message: Message) -> str | None:
        """Where one click in a mail program ends notices like this one; None for what can't be left."""
        if message.recipient is None or not self.people.is_optional(message.event, message.asked_at):
            return None
        return self.link_of(message.channel, message.recipient).replace(self.page, f"{self.page}/stop")

    def link_of(self, channel: Channel, address: str) -> str:
        """Where the owner of this address chooses."""
        return f"{self.page}?t={self.links.make(whose_are(self.id_of, channel, address))}"


def make_choosing(settings: Settings, index: BlindIndex, given: Sequence[Described]) -> Choosing:
    """Raises BadNotices."""
    notices = read_notices(json.loads(settings.notices_file.read_text("utf-8")))
    notices = notices.with_channels({one.kind for one in given})
    page = f"{settings.public_url.rstrip('/')}{PAGE}"
    return Choosing(notices, lambda channel, address: index.digest(REACHED[channel].field, address),
                    PreferenceLinks(index.digest), page)  # fmt: skip


def inbound_mappings(cipher: FieldCipher) -> tuple[Mapping, ...]:
    """How all that is heard and chosen is kept."""
    return (*InboundDocuments(cipher).mappings, standing_mapping(cipher), PREFERENCES)


def inbound_messages(database: Database[dict[str, Any]], cipher: FieldCipher) -> MongoInbound:
    """The questions about them."""
    return MongoInbound(database, InboundDocuments(cipher))


def make_letterbox(
    settings: Settings, work: MongoWork, desk: Desk, choosing: Choosing, counts: SendCounts, clock: Clock
) -> Letterbox:
    """What takes the messages of people. Raises BadWords."""
    phrases = read_phrases(json.loads(settings.inbound_words_file.read_text("utf-8")))
    preferences = PreferenceDesk(work, choosing.notices, choosing.id_of, choosing.links, clock)
    return Letterbox(
        work, clock, phrases, desk, preferences, counts,
        Rate(settings.look_up_rate, HOUR) if settings.look_up_rate else None,
        Rate(settings.inbound_rate, HOUR) if settings.inbound_rate else None,
    )  # fmt: skip


def heard_by(box: Letterbox) -> Callable[[Piece], None]:
    """Takes what the line to an SMS centre brings."""
    return lambda piece: hear_piece(box, piece, decoded)


def inbound_readers(settings: Settings, given: Sequence[Described]) -> dict[str, InboundReader]:
    """By the provider's name; without a secret nobody could be believed. Raises InvalidSetting."""
    found: dict[str, InboundReader] = {}
    for one in given:
        secret = one.told.get("callback_secret")
        if one.kind != SMS or not secret:
            continue
        try:
            places = read_inbound_places(json.loads(Path(one.told["mapping"]).read_text("utf-8")).get("inbound"))
        except BadMapping as problem:
            raise InvalidSetting(f"SMS_MAPPING_FILE: {problem}") from None
        if places is not None:
            found[one.provider.name] = SmsInbound(one.provider.name, secret, places)
    if settings.mail_inbound_secret:
        found[MAIL] = MailInbound(settings.mail_inbound_secret)
    return found


def inbound_timers(settings: Settings, box: Letterbox, messages: MongoInbound, clock: Clock) -> dict[str, Part]:
    """Texts that stay in pieces are handed on, old ones emptied of who wrote them."""
    kept = timedelta(days=settings.inbound_kept_days)
    return {
        "inbound": Periodic(EVERY_SECONDS, lambda: look_after_inbound(box, messages, decoded, lambda: clock() - kept))
    }
