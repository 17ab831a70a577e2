"""What an event makes of people's messages: the standing that they may ask for, notices, surveys."""

from __future__ import annotations

from services.notifications.domain.message import FOR_EVERYBODY, Channel, Message, message_id
from services.notifications.domain.recipient import REACHED
from services.notifications.use_cases import queue_messages
from services.notifications.use_cases.composing import Wanted, compose, words_key
from services.notifications.use_cases.inbound.know_standing import standing_after, standing_keys
from services.notifications.use_cases.queue_messages import Desk
from services.notifications.use_cases.wording import language_of
from shared.bus.reading import Received
from shared.store.change import Change, Key, Loaded

RETURNED, SURVEY = "intake.dossier.returned.v1", "survey"


def needs(received: Received, *, desk: Desk) -> tuple[Key, ...]:
    """The messages that this event may have made before, the dossier's standing, what its people want."""
    people = desk.people.keys(received.personal) if desk.people else ()
    asked: tuple[Key, ...] = ()
    if received.type == RETURNED:
        language = language_of(received.personal)
        ids = (Key(Message, _survey_id(received, one)) for one in FOR_EVERYBODY)
        asked = (*ids, *(words_key(SURVEY, one, language) for one in FOR_EVERYBODY))
    return (*queue_messages.needs(received, desk), *standing_keys(received), *people, *asked)


def tell_people(received: Received, loaded: Loaded, *, desk: Desk) -> Change:
    """Order-free: messages depend on the event alone, and every fact has its own place in the standing."""
    change = queue_messages.queue_messages(received, loaded, desk=desk)
    saved = (*change.saved, *standing_after(received, loaded), *_survey(received, loaded, desk))
    return Change(saved, change.facts, change.jobs, change.answer)


def _survey(received: Received, loaded: Loaded, desk: Desk) -> tuple[Message, ...]:
    """After the result: an invitation to rate, to those who agreed to be asked."""
    people = desk.people
    if received.type != RETURNED or people is None:
        return ()
    language = language_of(received.personal)
    found = []
    for channel in FOR_EVERYBODY:
        way = REACHED[channel]
        id, recipient = _survey_id(received, channel), str(received.personal.get(way.field) or "").strip()
        unasked = not recipient or way.fault(recipient) or channel not in desk.channels
        if unasked or people.refusal(loaded, channel, recipient, SURVEY, received.time) or loaded.get(Message, id):
            continue
        wanted = Wanted(
            id, received.subject, SURVEY, channel, language, recipient, {}, received.time,
            (received.id, received.type), received.correlation_id,
        )  # fmt: skip
        found.append(compose(wanted, desk, loaded))
    return tuple(found)


def _survey_id(received: Received, channel: Channel) -> str:
    return message_id(f"{received.id}/{SURVEY}", channel)
