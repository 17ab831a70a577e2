"""Finding messages: by what they are about, by recipient (as a digest), by how they stand; and all about one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.notifications.domain.message import Channel, Message, Status
from services.notifications.domain.reach import Reach
from services.notifications.domain.recipient import email_fault, phone_fault
from services.notifications.domain.suppression import Suppression
from services.notifications.use_cases.ports import Place
from shared.store.change import Key, Work
from shared.text import phone_number


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages; None: any. ``recipient`` is a digest, ``provider`` one of those that were asked to send it."""

    about: str | None = None
    recipient: str | None = None
    status: Status | None = None
    provider: str | None = None
    event: str | None = None
    day: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is asked for in particular."""
        return self == Wanted()


class MessageSearch(Protocol):
    """Questions over the messages."""

    def find(self, wanted: Wanted, after: Place | None, limit: int) -> list[Message]:
        """The newest first. Raises StoreAway."""
        ...

    def of_event(self, event_id: str) -> list[Message]:
        """All messages that one event made, one a channel. Raises StoreAway."""
        ...


class BadRecipient(ValueError):
    """Neither a telephone number nor an address; ``reason`` is a slug, and what was typed is not in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def recipient_of(typed: str) -> str:
    """A number or address as it stands in messages, however it was typed. Raises BadRecipient."""
    text = typed.strip()
    if "@" in text:
        fault = email_fault(text)
    else:
        text = phone_number(text) or text
        fault = phone_fault(text)
    if fault and fault != "landline":
        raise BadRecipient(fault)
    return text


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known about one message: its reach, the other ways of the same news, whether its address is left
    alone now."""

    message: Message
    others: Sequence[Message]
    reach: Reach | None
    suppression: Suppression | None


@dataclass(frozen=True, slots=True)
class Looking:
    """What looking on is done with; ``index`` makes of a recipient what it is found by, ``suppression_id`` the id of
    its suppression."""

    messages: MessageSearch
    work: Work
    index: Callable[[str], str]
    suppression_id: Callable[[Channel, str], str]

    def story(self, id: str) -> Story | None:
        """What became of one message; None where there is none. Raises StoreAway."""
        message = self.work.load(Key(Message, id)).get(Message, id)
        if message is None:
            return None
        keys = [Key(Reach, message.event_id)]
        left_alone = self.suppression_id(message.channel, message.recipient) if message.recipient else None
        if left_alone:
            keys.append(Key(Suppression, left_alone))
        loaded = self.work.load(*keys)
        suppression = loaded.get(Suppression, left_alone) if left_alone else None
        return Story(
            message,
            [one for one in self.messages.of_event(message.event_id) if one.id != id],
            loaded.get(Reach, message.event_id),
            suppression if suppression is not None and suppression.blocks else None,
        )
