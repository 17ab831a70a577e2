"""Takes what a person wrote: kept once, read, answered or handed on, in one transaction before the acknowledgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.inbound.message import Done, Heard, Inbound, inbound_ids, is_same
from services.notifications.domain.inbound.words import Asked, Phrase, Word, read_asked
from services.notifications.domain.message import Channel, Message, message_id
from services.notifications.domain.pace import Rate
from services.notifications.domain.preferences.preferences import By, Choice, How, Preferences
from services.notifications.domain.recipient import REACHED
from services.notifications.domain.standing import Stand, Standing
from services.notifications.use_cases.composing import Wanted, compose, words_key
from services.notifications.use_cases.inbound.facts import INBOUND, inbound_fact
from services.notifications.use_cases.inbound.spoken_standing import spoken
from services.notifications.use_cases.ports import Clock, SendCounts
from services.notifications.use_cases.preferences.change import PreferenceDesk, Whose, chosen
from services.notifications.use_cases.queue_messages import Desk
from shared.store.change import AlreadyExists, Change, Conflict, Context, Fact, Key, Loaded, Work

TRIES = 5
HOW = {Channel.SMS: How.SMS, Channel.EMAIL: How.EMAIL}
SWITCHES = {Word.STOP: (True, Done.STOPPED, "notices_stopped"), Word.START: (False, Done.STARTED, "notices_started")}


@dataclass(frozen=True, slots=True)
class Letterbox:
    """What inbound messages are taken with. ``look_ups`` bounds how often one number is answered, ``most`` how many of
    its messages are heeded at all; None = any number."""

    work: Work
    clock: Clock
    phrases: Sequence[Phrase]
    desk: Desk
    preferences: PreferenceDesk
    counts: SendCounts
    look_ups: Rate | None = None
    most: Rate | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is done: the new states beside the message itself."""

    done: Done
    saved: tuple[Message | Preferences, ...] = ()
    code: str | None = None


def receive(box: Letterbox, heard: Heard) -> Inbound:
    """The message as it is kept; one that was told before is found there, and nothing happens again.

    Raises StoreAway (nothing is kept: it must be told again), Conflict after many lost races.
    """
    now = box.clock()
    ids = inbound_ids(heard, now)
    asked = read_asked(heard.text, box.phrases)
    allowed: Done | None = None
    for _ in range(TRIES):
        loaded = box.work.load(*_keys(box, heard, ids, asked))
        known = next((one for id in ids if (one := loaded.get(Inbound, id)) and is_same(one, heard, now)), None)
        if known is not None:
            return known
        allowed = allowed or _allowed(box, heard, asked, now)
        taken = _taken(box, heard, asked, allowed, loaded, ids[0], now)
        inbound = _kept(heard, asked, taken, ids[0], now)
        try:
            box.work.commit(_change(inbound, taken), Context("public", now, ids[0], why=f"{heard.channel.value} heard"))
        except (Conflict, AlreadyExists):
            continue
        return inbound
    raise Conflict("a message from a person: others were faster every time")


def _keys(box: Letterbox, heard: Heard, ids: Sequence[str], asked: Asked) -> list[Key]:
    keys = [Key(Inbound, id) for id in ids]
    if asked.code:
        keys.append(Key(Standing, asked.code))
    events: tuple[str, ...] = {Word.LOOK_UP: ("look_up", "look_up_petition", "look_up_unknown")}.get(asked.word, ())
    if asked.word in SWITCHES:
        events = (SWITCHES[asked.word][2],)
        keys.append(Key(Preferences, box.preferences.id_of(heard.channel, heard.sender)))
    return [*keys, *(words_key(one, heard.channel, asked.language or "vi") for one in events)]


def _allowed(box: Letterbox, heard: Heard, asked: Asked, now: datetime) -> Done:
    """What may be done at most; who wants to be left alone is always heard. Each message is counted once."""
    if not heard.text.strip():
        return Done.EMPTY
    if asked.word in SWITCHES:
        return SWITCHES[asked.word][1]
    if box.most and not box.counts.take("inbound", heard.sender, box.most, now):
        return Done.TOO_MANY
    if asked.word is not Word.LOOK_UP:
        return Done.HANDED_ON
    free = box.look_ups is None or box.counts.take("look_up", heard.sender, box.look_ups, now)
    return Done.ANSWERED if free else Done.TOO_MANY


def _taken(box: Letterbox, heard: Heard, asked: Asked, allowed: Done, loaded: Loaded, id: str, now: datetime) -> _Taken:
    if allowed in (Done.STOPPED, Done.STARTED):
        return _switched(box, heard, asked, loaded, id, now)
    if allowed is Done.ANSWERED:
        return _looked_up(box, heard, asked, loaded, id, now)
    return _Taken(allowed)


def _looked_up(box: Letterbox, heard: Heard, asked: Asked, loaded: Loaded, id: str, now: datetime) -> _Taken:
    """A code that is not known and one that belongs to another number get the same answer."""
    standing = loaded.get(Standing, asked.code) if asked.code else None
    if standing is None or standing.stand is Stand.UNKNOWN or not standing.belongs_to(heard.sender):
        return _Taken(Done.ANSWERED, (_answer(box, heard, asked, loaded, "look_up_unknown", id, now),))
    said = {"stands": spoken(standing, asked.language or "vi")}
    words = "look_up_petition" if standing.stand.is_petitions else "look_up"
    return _Taken(
        Done.ANSWERED, (_answer(box, heard, asked, loaded, words, standing.id, now, id, **said),), standing.id
    )


def _switched(box: Letterbox, heard: Heard, asked: Asked, loaded: Loaded, id: str, now: datetime) -> _Taken:
    stopped, done, event = SWITCHES[asked.word]
    whose: Whose = box.preferences.whose(heard.channel, heard.sender)
    before = loaded.get(Preferences, whose.id) or Preferences(whose.id, whose.channel, whose.to_masked)
    by = By("owner", HOW[heard.channel], now)
    after = chosen(box.preferences.notices, before, Choice(stopped=stopped), by)
    answer = _answer(box, heard, asked, loaded, event, id, now)
    return _Taken(done, (answer,) if after is before else (after, answer))


def _answer(
    box: Letterbox,
    heard: Heard,
    asked: Asked,
    loaded: Loaded,
    event: str,
    about: str,
    now: datetime,
    id: str = "",
    **values: str,
) -> Message:
    cause = id or about
    wanted = Wanted(
        message_id(cause, heard.channel), about, event, heard.channel, asked.language or "vi", heard.sender, values,
        now, (cause, INBOUND), cause,
    )  # fmt: skip
    return compose(wanted, box.desk, loaded)


def _kept(heard: Heard, asked: Asked, taken: _Taken, id: str, now: datetime) -> Inbound:
    return Inbound(
        id, 1, heard.channel, heard.provider, now, asked.word, taken.done, REACHED[heard.channel].masked(heard.sender),
        asked.language or "vi", heard.sender, heard.text, taken.code,
    )  # fmt: skip


def _change(inbound: Inbound, taken: _Taken) -> Change:
    quiet = inbound.done in (Done.EMPTY, Done.TOO_MANY)
    facts: tuple[Fact, ...] = () if quiet else (inbound_fact(inbound),)
    return Change(saved=(inbound, *taken.saved), facts=facts)
