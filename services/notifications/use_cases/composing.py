"""A message that no rule of an event asks for: an answer to what somebody wrote, a question that they agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.notifications.domain.message import Channel, Message, Status, skipped
from services.notifications.domain.recipient import REACHED
from services.notifications.domain.segmentation import segments
from services.notifications.domain.template import Place
from services.notifications.domain.words.line import TemplateLine
from services.notifications.use_cases.queue_messages import Desk, words_at
from shared.store.change import Key, Loaded


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written to whom; ``id`` is the message's own, ``cause`` the id and type of what led to it."""

    id: str
    about: str
    event: str
    channel: Channel
    language: str
    recipient: str
    values: Mapping[str, str]
    at: datetime
    cause: tuple[str, str]
    correlation_id: str


def words_key(event: str, channel: Channel, language: str) -> Key:
    """The approved words of such a message."""
    return Key(TemplateLine, Place(event, channel, language).key)


def compose(wanted: Wanted, desk: Desk, loaded: Loaded) -> Message:
    """The message, queued; skipped where its channel has no provider."""
    rule = desk.rules.events[wanted.event]
    template = words_at((Place(wanted.event, wanted.channel, wanted.language),), loaded, desk)
    id, type_ = wanted.cause
    message = Message(
        id=wanted.id, version=1, about=wanted.about, event=wanted.event, event_type=type_, event_id=id,
        correlation_id=wanted.correlation_id, channel=wanted.channel, language=wanted.language,
        template=template.name, to_masked=REACHED[wanted.channel].masked(wanted.recipient), asked_at=wanted.at,
        status=Status.QUEUED, changed_at=wanted.at, due_at=wanted.at, expires_at=wanted.at + rule.useful,
        lane=rule.lane, weight=rule.weight,
    )  # fmt: skip
    if wanted.channel not in desk.channels:
        return skipped(message, "channel_off")
    writing = template.write({"code": wanted.about, **desk.house.values(wanted.language), **wanted.values})
    if wanted.channel is Channel.EMAIL and desk.people is not None:
        writing = desk.people.signed(writing, wanted.recipient, wanted.language)
    return replace(message, recipient=wanted.recipient, writing=writing, **_counted(wanted.channel, writing.text))


def _counted(channel: Channel, text: str) -> dict[str, Any]:
    if channel is not Channel.SMS:
        return {}
    cut = segments(text)
    return {"encoding": cut.encoding, "parts": cut.count}
