"""An event becomes one message a channel, written and queued, or skipped with the reason; a replay finds them there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.notifications.domain.address_form import form_of
from services.notifications.domain.message import (
    BY_CONSENT,
    FOR_EVERYBODY,
    Channel,
    Message,
    Status,
    message_id,
    skipped,
)
from services.notifications.domain.recipient import REACHED
from services.notifications.domain.segmentation import segments
from services.notifications.domain.sending_rules import SendingRules
from services.notifications.domain.template import Place, Template, Templates
from services.notifications.domain.words.line import TemplateLine
from services.notifications.use_cases.open_reach import in_turn, opened
from services.notifications.use_cases.preferences.people import People
from services.notifications.use_cases.wording import House, Occasion, language_of, occasion
from shared.bus.reading import Received
from shared.store.change import Change, Key, Loaded


@dataclass(frozen=True, slots=True)
class Desk:
    """What messages are written with; ``channels`` are those that have a provider, ``rules`` how they are sent.

    ``templates`` are the words of the delivery: they hold where no approved ones are kept. ``people`` tells what
    persons want; None: everybody wants everything. ``approved`` gives, for channels whose provider approves
    words itself, the number under which it knows a template's version.
    """

    templates: Templates
    house: House
    channels: Collection[Channel]
    rules: SendingRules
    people: People | None = None
    approved: Mapping[str, str] = field(default_factory=dict)

    @property
    def ways(self) -> tuple[Channel, ...]:
        """What every event is told by, and those that a person may agree to here."""
        return (*FOR_EVERYBODY, *(one for one in BY_CONSENT if one in self.channels))


def needs(received: Received, desk: Desk) -> tuple[Key, ...]:
    """The messages that this event may have made before, and the words for them."""
    messages = tuple(Key(Message, message_id(received.id, channel)) for channel in desk.ways)
    return (
        *messages,
        *(Key(TemplateLine, place.key) for channel in desk.ways for place in _places(received, channel)),
    )


def queue_messages(received: Received, loaded: Loaded, *, desk: Desk) -> Change:
    """Order-free: what is said depends on the event alone."""
    new = [channel for channel in desk.ways if loaded.get(Message, message_id(received.id, channel)) is None]
    again = len(new) < len(desk.ways)
    fitting = [one for one in new if one in FOR_EVERYBODY or (not again and _is_agreed(received, one, loaded, desk))]
    written = in_turn([_written(received, channel, loaded, desk) for channel in fitting], desk.rules.waits)
    kept = tuple(one for one in written if not (one.is_urgent and one.status is Status.SKIPPED))
    if again or not desk.channels:
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
    return words_at(_places(received, channel), loaded, desk)


def words_at(places: Iterable[Place], loaded: Loaded, desk: Desk) -> Template:
    """The approved words; those of the delivery where none are kept yet. Raises KeyError where there are none."""
    for place in places:
        line = loaded.get(TemplateLine, place.key)
        found = (line.template if line else None) or desk.templates.at(place)
        if found is not None:
            return found
    raise KeyError("no words are kept for this message")


def _recipient(received: Received, channel: Channel) -> str:
    return str(received.personal.get(REACHED[channel].field) or "").strip()


def _is_agreed(received: Received, channel: Channel, loaded: Loaded, desk: Desk) -> bool:
    """Whether this goes over a channel that needs the person's word, and words that its provider approved."""
    recipient = _recipient(received, channel)
    if not recipient or desk.people is None or not desk.people.agrees_to(loaded, channel, recipient):
        return False
    try:
        return _words(received, channel, loaded, desk).name in desk.approved
    except KeyError:
        return False  # nobody wrote words of this event for it: it goes the other ways


def _written(received: Received, channel: Channel, loaded: Loaded, desk: Desk) -> Message:
    personal = received.personal
    language = language_of(personal)
    told = occasion(received.type, received.data, personal, language)
    rule, template = desk.rules.events[told.event], _words(received, channel, loaded, desk)
    recipient = _recipient(received, channel)
    message = Message(
        id=message_id(received.id, channel), version=1, about=received.subject, event=told.event,
        event_type=received.type, event_id=received.id, correlation_id=received.correlation_id, channel=channel,
        language=language, template=template.name, to_masked=REACHED[channel].masked(recipient) if recipient else "",
        asked_at=received.time, status=Status.QUEUED, changed_at=received.time, due_at=received.time,
        expires_at=told.expires_at or received.time + rule.useful, lane=rule.lane, weight=rule.weight,
        supersedes_key=f"{received.subject}:{channel.value}:status" if rule.weight else "", sequence=received.sequence,
    )  # fmt: skip
    people = desk.people
    left = people.refusal(loaded, channel, recipient, told.event, received.time) if people else None
    reason = _why_not(channel, recipient, desk) or left
    if reason:
        return skipped(message, reason)
    writing = template.write(_values(received, told, desk, language))
    if people and channel is Channel.EMAIL and not message.is_urgent:
        writing = people.signed(writing, recipient, language)
    return replace(message, recipient=recipient, writing=writing, **_counted(channel, writing.text))


def _why_not(channel: Channel, recipient: str, desk: Desk) -> str | None:
    if not recipient:
        return f"no_{REACHED[channel].field}"
    return REACHED[channel].fault(recipient) or (None if channel in desk.channels else "channel_off")


def _counted(channel: Channel, text: str) -> dict[str, Any]:
    if channel is not Channel.SMS:
        return {}
    cut = segments(text)
    return {"encoding": cut.encoding, "parts": cut.count}
