"""One message to one person over one channel, and how it moves: only forward, one attempt after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.domain.lane import Lane
from services.notifications.domain.schedule import MOST_ATTEMPTS, next_attempt_at


class Channel(StrEnum):
    """A way to reach a person, in the order in which lists show them."""

    SMS = "sms"
    EMAIL = "email"
    ZALO = "zalo"  # words that the provider approved, for whoever agreed to be written to there


# Everybody is told by these, or it is kept why not; the others are used only where a person agreed to them.
FOR_EVERYBODY = (Channel.SMS, Channel.EMAIL)
BY_CONSENT = tuple(one for one in Channel if one not in FOR_EVERYBODY)


class Status(StrEnum):
    """How far a message got; ``unknown`` means that the provider may have it or not, and is never success."""

    QUEUED = "queued"
    SENDING = "sending"
    TEMPORARILY_FAILED = "temporarily_failed"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    PERMANENTLY_FAILED = "permanently_failed"
    DELIVERED = "delivered"
    EXPIRED = "expired"  # its time was over before it could be sent
    SUPERSEDED = "superseded"  # a newer one about the same matter says more
    SKIPPED = "skipped"


class Outcome(StrEnum):
    """How one call to a provider ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # the provider will never send this message
    FAILED = "failed"  # certainly not sent; worth another attempt
    UNKNOWN = "unknown"  # it may have been sent


# Those who look on are told of these only: that a call is made or will be made again is no news to them.
NEWS = frozenset({Status.ACCEPTED, Status.DELIVERED, Status.PERMANENTLY_FAILED, Status.EXPIRED})
# From these a claim may begin an attempt, once it is due.
OPEN = frozenset({Status.QUEUED, Status.SENDING, Status.TEMPORARILY_FAILED, Status.UNKNOWN})
# Far longer than any call may take; whoever died in it is known to be dead by then.
LEASE = timedelta(seconds=60)
INTERRUPTED = "interrupted"
TOO_LATE, REPLACED = "too_late", "replaced"
NEXT_IN_TURN, REACHED_OTHERWISE, GAVE_WAY = "next_in_turn", "reached_otherwise", "gave_way"
AT_NIGHT, TOO_MANY = "quiet_hours", "recipient_rate"
# Waiting for these is what we want, and no delay of ours.
MEANT_TO_WAIT = frozenset({AT_NIGHT, TOO_MANY})
# Certainly never handed to a provider: no proof of delivery can be about them.
NEVER_SENT = frozenset({Status.SKIPPED, Status.EXPIRED, Status.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call came to: ``reason`` is one of our own words or the provider's code, never text that it sent."""

    outcome: Outcome
    reason: str = ""
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: ``ended_at`` and ``outcome`` are None while nobody knows how it ended."""

    number: int
    provider: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a person reads, as it was written for them: ``subject`` and ``html`` for electronic mail only.

    ``values`` stood in the placeholders: other words can be looked at with what was really told.
    """

    text: str
    subject: str = ""
    html: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """``about`` is the code of the dossier or petition, ``event`` the short name of what happened (``accepted``).

    ``recipient`` and ``writing`` are personal: None once they were erased, or where there was nobody to write to.
    ``due_at`` is when the next attempt may begin; while one is being made it is the end of its lease. ``expires_at`` is
    when what it says is of no use any more: it is not sent from then on. An urgent one's words go once it is through.

    ``supersedes_key`` names the matter; of two about it the one of the higher ``sequence`` (of the event, at its
    subject) is newer, and replaces an unsent older one that weighs no more. Empty: it stands for itself.

    ``to_index`` is a digest of the recipient by which the message is found, also where it was not sent. ``put_off``: it
    waited because it was meant to, so that it says nothing about how fast we are. ``anonymised``: nothing about its
    person is kept any more.
    """

    id: str
    version: int
    about: str
    event: str
    event_type: str
    event_id: str
    correlation_id: str
    channel: Channel
    language: str
    template: str
    to_masked: str
    asked_at: datetime
    status: Status
    changed_at: datetime
    recipient: str | None = None
    writing: Writing | None = None
    encoding: str = ""
    parts: int = 0
    reason: str = ""
    due_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    provider_id: str | None = None
    accepted_at: datetime | None = None
    delivered_at: datetime | None = None
    expires_at: datetime | None = None
    lane: Lane = Lane.NORMAL
    supersedes_key: str = ""
    sequence: int = 0
    weight: int = 0
    to_index: str = ""
    put_off: bool = False
    anonymised: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether it is of use for minutes only and holds a secret: it overtakes all others."""
        return self.lane is Lane.URGENT

    def replaces(self, other: Message) -> bool:
        """Whether this one makes the other needless, as long as that was not sent."""
        same = bool(self.supersedes_key) and self.supersedes_key == other.supersedes_key
        newer = self.sequence > other.sequence and self.weight >= other.weight
        return same and newer and self.status is not Status.SKIPPED

    def is_too_late(self, now: datetime) -> bool:
        """Whether what it says holds no more: then it is never sent."""
        return self.expires_at is not None and self.expires_at <= now

    @property
    def is_held(self) -> bool:
        """Whether it waits for what another way comes to, which goes first."""
        return self.status is Status.QUEUED and self.due_at is None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will be done for it; it may still arrive where a provider has it."""
        return self.status in (*NEVER_SENT, Status.DELIVERED, Status.PERMANENTLY_FAILED) or (
            self.status is Status.UNKNOWN and self.due_at is None
        )

    @property
    def is_news(self) -> bool:
        """Whether people should hear of this status; an unknown one is told once no further attempt will be made."""
        return self.status in NEWS or (self.status is Status.UNKNOWN and self.due_at is None)

    def claim(self, provider: str, now: datetime, lease: timedelta = LEASE) -> Message | None:
        """The message with one more attempt begun; None where none is due.

        An attempt still open past its lease died somewhere: its outcome is unknown, and the call is made again under
        the same id.
        """
        if self.status not in OPEN or self.due_at is None or self.due_at > now or self.is_too_late(now):
            return None
        begun = Attempt(len(self.attempts) + 1, provider, now)
        return replace(
            self, version=self.version + 1, status=Status.SENDING, reason="", due_at=now + lease, changed_at=now,
            attempts=(*self._closed_attempts(now), begun),
        )  # fmt: skip

    @property
    def is_worn_out(self) -> bool:
        """Whether it had all its attempts, the last of them interrupted: a message may be what kills its senders."""
        return self.status is Status.SENDING and len(self.attempts) >= MOST_ATTEMPTS

    def give_up(self, now: datetime) -> Message:
        """The worn-out message: nobody knows whether it arrived, and no further attempt is made."""
        return replace(
            self, version=self.version + 1, status=Status.UNKNOWN, reason=INTERRUPTED, due_at=None, changed_at=now,
            attempts=self._closed_attempts(now),
        ).forget_words()  # fmt: skip

    def wait(self, until: datetime, reason: str, now: datetime) -> Message:
        """The message put off, but not past its end; an attempt that died is closed first."""
        status = Status.UNKNOWN if self.status is Status.SENDING else self.status
        return replace(
            self, version=self.version + 1, status=status, reason=reason if status is Status.QUEUED else self.reason,
            due_at=min(until, self.expires_at or until), changed_at=now, attempts=self._closed_attempts(now),
            put_off=self.put_off or reason in MEANT_TO_WAIT,
        )  # fmt: skip

    def hold(self) -> Message:
        """The new message that goes only where the ways before it come to nothing."""
        return replace(self, due_at=None, reason=NEXT_IN_TURN, put_off=True)

    def begin(self, now: datetime) -> Message:
        """The held message, as its turn has come."""
        return replace(self, version=self.version + 1, due_at=now, reason="", changed_at=now)

    def stop(self, reason: str, now: datetime) -> Message:
        """The message that certainly was not sent and is not needed any more; what it would have said goes."""
        return replace(skipped(self, reason), version=self.version + 1, changed_at=now)

    def hurry(self, at: datetime) -> Message:
        """The message that failed for certain, due as soon as this: somebody else may be asked."""
        return replace(self, due_at=at) if self.due_at is not None and self.due_at > at else self

    def expire(self, now: datetime) -> Message:
        """The message that came to nothing in its time; unknown where an attempt may have got through."""
        gone = self._unsent(Status.EXPIRED, TOO_LATE, now)
        return replace(gone, recipient=None, writing=None) if self.is_urgent else gone

    def supersede(self, now: datetime) -> Message:
        """The message that a newer one made needless; unknown where an attempt may have got through."""
        return self._unsent(Status.SUPERSEDED, REPLACED, now)

    def _unsent(self, status: Status, reason: str, now: datetime) -> Message:
        attempts = self._closed_attempts(now)
        maybe = any(one.outcome is Outcome.UNKNOWN for one in attempts)
        return replace(
            self, version=self.version + 1, status=Status.UNKNOWN if maybe else status, reason=reason, due_at=None,
            changed_at=now, attempts=attempts,
        )  # fmt: skip

    def forget_words(self) -> Message:
        """Of an urgent message what it said, once no attempt will be made any more; else itself."""
        if not self.is_urgent or self.due_at is not None or self.writing is None:
            return self
        return replace(self, writing=None)

    def record(self, number: int, reply: Reply, now: datetime) -> Message:
        """The message after attempt ``number`` ended; itself where that attempt is known to have ended already.

        What was learnt meanwhile by a receipt or a later attempt is never taken back.
        """
        attempt = next((one for one in self.attempts if one.number == number), None)
        if attempt is None or attempt.outcome not in (None, Outcome.UNKNOWN) or attempt.outcome is reply.outcome:
            return self
        ended = replace(attempt, ended_at=now, outcome=reply.outcome, reason=reply.reason)
        known = replace(
            self, version=self.version + 1, provider_id=self.provider_id or reply.provider_id,
            attempts=tuple(ended if one is attempt else one for one in self.attempts),
        )  # fmt: skip
        if self.status not in OPEN:
            return known
        if reply.outcome is Outcome.ACCEPTED:
            return known._accepted(now).forget_words()
        if number != len(self.attempts):
            return known  # a later attempt is under way and will tell
        return known._not_accepted(reply, now).forget_words()

    def receive(self, receipt: Receipt, now: datetime) -> Message:
        """The message after the provider told how it went on; itself where that is no step forward."""
        if receipt.delivered:
            if self.status is Status.DELIVERED or self.status in NEVER_SENT:
                return self
            return replace(
                self, version=self.version + 1, status=Status.DELIVERED, reason="", due_at=None, changed_at=now,
                delivered_at=receipt.at, provider_id=self.provider_id or receipt.provider_id,
                accepted_at=self.accepted_at or receipt.at,
            ).forget_words()  # fmt: skip
        if self.status is not Status.ACCEPTED and self.status not in OPEN:
            return self
        return replace(
            self, version=self.version + 1, status=Status.PERMANENTLY_FAILED, reason=receipt.reason, due_at=None,
            changed_at=now, provider_id=self.provider_id or receipt.provider_id,
        ).forget_words()  # fmt: skip

    def erase(self) -> Message:
        """The message without anything that identifies a person; that it was sent stays."""
        if self.anonymised:
            return self
        return replace(
            self, version=self.version + 1, recipient=None, writing=None, to_masked="…" if self.to_masked else "",
            to_index="", anonymised=True,
        )  # fmt: skip

    def _closed_attempts(self, now: datetime) -> tuple[Attempt, ...]:
        return tuple(
            replace(one, ended_at=now, outcome=Outcome.UNKNOWN, reason=INTERRUPTED) if one.outcome is None else one
            for one in self.attempts
        )

    def _accepted(self, now: datetime) -> Message:
        return replace(self, status=Status.ACCEPTED, reason="", due_at=None, changed_at=now, accepted_at=now)

    def _not_accepted(self, reply: Reply, now: datetime) -> Message:
        again = next_attempt_at(now, len(self.attempts)) if reply.outcome is not Outcome.REFUSED else None
        if reply.outcome is Outcome.UNKNOWN:
            # Given up without knowing, it stays unknown: it may have arrived.
            status = Status.UNKNOWN
        else:
            status = Status.TEMPORARILY_FAILED if again else Status.PERMANENTLY_FAILED
        return replace(self, status=status, reason=reply.reason, due_at=again, changed_at=now)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider tells after it took a message: it arrived, or it will not (``reason``)."""

    message_id: str
    delivered: bool
    at: datetime
    provider_id: str | None = None
    reason: str = ""


def message_id(event_id: str, channel: Channel) -> str:
    """The same for the same event and channel, whoever asks and how often."""
    return hashlib.sha256(f"{event_id}/{channel.value}".encode()).hexdigest()[:32]


def skipped(message: Message, reason: str) -> Message:
    """The message that is not sent, and why; what it would have said is not kept."""
    return replace(message, status=Status.SKIPPED, reason=reason, recipient=None, writing=None, due_at=None)
