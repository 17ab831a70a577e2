"""An event becomes one message a channel, written and queued, or skipped with the reason; a replay finds them there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from services.notifications.domain.address_form import form_of
from services.notifications.domain.message import Channel, Message, Status, message_id, skipped
from services.notifications.domain.preferences import Preferences
from services.notifications.domain.recipient import email_fault, masked_email, masked_phone, phone_fault
from services.notifications.domain.segmentation import segments
from services.notifications.domain.sending_rules import SendingRules
from services.notifications.domain.template import Place, Template, Templates
from services.notifications.domain.words.line import TemplateLine
from services.notifications.use_cases.leave_notices import AddressDigest
from services.notifications.use_cases.open_reach import in_turn, opened
from services.notifications.use_cases.wording import House, Occasion, language_of, occasion
from shared.bus.reading import Received
from shared.store.change import Change, Key, Loaded

FIELD = {Channel.SMS: "phone", Channel.EMAIL: "email"}
FAULT = {Channel.SMS: phone_fault, Channel.EMAIL: email_fault}
LEFT = "left"
MASKED = {Channel.SMS: masked_phone, Channel.EMAIL: masked_email}


def _nobody_s(_channel: Channel, _address: str) -> str:
    """For a desk that knows nobody's preferences."""
    return ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What messages are written with; ``channels`` are those that have a provider, ``rules`` how they are sent.

    ``templates`` are the words of the delivery: they hold where no approved ones are kept. ``digest`` tells whose the
    preferences are.
    """

    templates: Templates
    house: House
    channels: Collection[Channel]
    rules: SendingRules
    digest: AddressDigest = _nobody_s


def needs(received: Received, desk: Desk | None = None) -> tuple[Key, ...]:
    """The messages that this event may have made before, the words for them, and whether optional ones are wanted."""
    messages = tuple(Key(Message, message_id(received.id, channel)) for channel in Channel)
    chosen = (_choice(received, channel, desk) for channel in Channel if desk and _is_optional(received, channel, desk))
    return (
        *messages,
        *chosen,
        *(Key(TemplateLine, place.key) for channel in Channel for place in _places(received, channel)),
    )


def queue_messages(received: Received, loaded: Loaded, *, desk: Desk) -> Change:
    """Order-free: what is said depends on the event alone."""
    new = [channel for channel in Channel if loaded.get(Message, message_id(received.id, channel)) is None]
    written = in_turn([_written(received, channel, loaded, desk) for channel in new], desk.rules.waits)
    kept = tuple(one for one in written if not (one.is_urgent and one.status is Status.SKIPPED))
    if len(new) < len(Channel) or not desk.channels:
        return Change(kept)
    told = occasion(received.type, received.data, received.personal, language_of(received.personal))
    aloud = _aloud(received, told, loaded, desk)
    return opened(received, kept, desk.rules.events[told.event], desk.rules.waits, aloud)


def _aloud(received: Received, told: Occasion, loaded: Loaded, desk: Desk) -> str:
    """What an operator says: the words of the SMS, with their marks, whatever it may carry."""
    template = replace(_words(received, Channel.SMS, loaded, desk), accented=True)
    return template.write(_values(received, told, desk, language_of(received.personal))).text


def _values(received: Received, told: Occasion, desk: Desk, language: str) -> dict[str, str]:
    return {"code": received.subject, **desk.house.values(language), **told.values}


def _places(received: Received, channel: Channel) -> tuple[Place, ...]:
    """Where words are looked for: those for the person's form of address first, then those for everybody."""
    language = language_of(received.personal)
    told = occasion(received.type, received.data, received.personal, language)
    place = Place(told.event, channel, language, form_of(received.personal))
    return tuple(dict.fromkeys((place, place.neutral)))


def _words(received: Received, channel: Channel, loaded: Loaded, desk: Desk) -> Template:
    """The approved words; those of the delivery where none are kept yet. Raises KeyError where there are none."""
    for place in _places(received, channel):
        line = loaded.get(TemplateLine, place.key)
        found = (line.template if line else None) or desk.templates.at(place)
        if found is not None:
            return found
    raise KeyError(received.type)


def _recipient(received: Received, channel: Channel) -> str:
    return str(received.personal.get(FIELD[channel]) or "").strip()


def _is_optional(received: Received, channel: Channel, desk: Desk) -> bool:
    return desk.rules.events[_places(received, channel)[0].event].optional


def _choice(received: Received, channel: Channel, desk: Desk) -> Key:
    return Key(Preferences, desk.digest(channel, _recipient(received, channel)))


def _has_left(received: Received, channel: Channel, loaded: Loaded, desk: Desk) -> bool:
    """Whether this is no service notice and its reader wants no such."""
    if not _is_optional(received, channel, desk):
        return False
    found = loaded.get(Preferences, _choice(received, channel, desk).id)
    return found is not None and not found.optional


def _written(received: Received, channel: Channel, loaded: Loaded, desk: Desk) -> Message:
    personal = received.personal
    language = language_of(personal)
    told = occasion(received.type, received.data, personal, language)
    rule, template = desk.rules.events[told.event], _words(received, channel, loaded, desk)
    recipient = _recipient(received, channel)
    message = Message(
        id=message_id(received.id, channel), version=1, about=received.subject, event=told.event,
        event_type=received.type, event_id=received.id, correlation_id=received.correlation_id, channel=channel,
        language=language, template=template.name, to_masked=MASKED[channel](recipient) if recipient else "",
        asked_at=received.time, status=Status.QUEUED, changed_at=received.time, due_at=received.time,
        expires_at=told.expires_at or received.time + rule.useful, lane=rule.lane, weight=rule.weight,
        supersedes_key=f"{received.subject}:{channel.value}:status" if rule.weight else "", sequence=received.sequence,
    )  # fmt: skip
    reason = _why_not(channel, recipient, desk) or (LEFT if _has_left(received, channel, loaded, desk) else None)
    if reason:
        return skipped(message, reason)
    writing = template.write(_values(received, told, desk, language))
    return replace(message, recipient=recipient, writing=writing, **_counted(channel, writing.text))


def _why_not(channel: Channel, recipient: str, desk: Desk) -> str | None:
    if not recipient:
        return f"no_{FIELD[channel]}"
    return FAULT[channel](recipient) or (None if channel in desk.channels else "channel_off")


def _counted(channel: Channel, text: str) -> dict[str, Any]:
    if channel is not Channel.SMS:
        return {}
    cut = segments(text)
    return {"encoding": cut.encoding, "parts": cut.count}
