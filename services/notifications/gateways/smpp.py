"""SMS over SMPP 3.4: one process at a time is bound; an unknown submit is never repeated, its receipt tells."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.notifications.domain.inbound.pieces import Piece
from services.notifications.domain.message import Message, Outcome, Receipt, Reply
from services.notifications.gateways.repetition import WAITS, may_be_there
from services.notifications.gateways.smpp_coding import (
    SmppPart,
    international,
    parts_of,
    read_receipt,
    spellings,
)
from services.notifications.gateways.smpp_heard import read_piece
from services.notifications.gateways.smpp_session import (
    OK,
    TRY_AGAIN,
    Answer,
    Lost,
    NotBound,
    SmppAccount,
    SmppSession,
)
from shared.store.change import Conflict, StoreAway

NAME = "smpp"
THROTTLED, QUEUE_FULL = 0x58, 0x14
BROKEN = frozenset({0x08, 0xFF})  # it broke while it was at it: nobody knows how far it had come
NEVER = frozenset({0x01, 0x0B, 0x50, 0x51})  # length of the text, or the number, will never do
LEASE_SECONDS, RENEW_SECONDS = 30.0, 5.0
THROTTLE_SECONDS = 1.0
TON_INTERNATIONAL, TON_NAME, NPI_ISDN = 1, 5, 1
NOT_BOUND = Reply(Outcome.FAILED, "not_bound")
_log = logging.getLogger(__name__)


class Submitted(Protocol):
    """What was handed over, part by part."""

    def begin(self, message_id: str, attempt: int, parts: int, phone: str, now: datetime) -> None: ...

    def drop(self, message_id: str) -> None: ...

    def answered(self, message_id: str, part: int, smsc_id: str) -> tuple[int, bool]: ...

    def settle(self, smsc_ids: tuple[str, ...], phone: str, arrived: bool) -> tuple[str, bool] | None: ...


class Lease(Protocol):
    """Who of all copies is bound."""

    def take(self, name: str, holder: str, seconds: float) -> bool: ...

    def release(self, name: str, holder: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told what the line brings: ends of attempts, also late ones, receipts, and what people write. May raise
    StoreAway and Conflict."""

    reply: Callable[[str, int, Reply], object]
    receipt: Callable[[Receipt], object]
    person: Callable[[Piece], object]


class SmppGateway:
    """Implements ``Gateway``; ``run`` is the part of the worker that holds the line."""

    name = NAME

    def __init__(
        self, account: SmppAccount, sender: str, submitted: Submitted, lease: Lease, holder: str, ears: Ears,
        clock: Callable[[], datetime], *, first_pause: float = 1.0,
    ) -> None:  # fmt: skip
        self.state = "waiting"
        self._account, self._sender = account, sender
        self._submitted, self._lease, self._holder, self._ears = submitted, lease, holder, ears
        self._clock = clock
        self._first_pause = first_pause
        self._session: SmppSession | None = None
        self._hold_until = 0.0

    @property
    def is_ready(self) -> bool:
        """Whether this process is bound: only then are messages its own."""
        return self._session is not None

    def send(self, message: Message) -> Reply:
        """Hand one SMS over, part after part; returns after the account's time-out at the latest, or soon after."""
        session = self._session
        if may_be_there(message, self.name):
            return WAITS
        if session is None:
            return NOT_BOUND
        parts, attempt = parts_of(message), len(message.attempts)
        phone = international(message.recipient or "")
        try:
            self._submitted.begin(message.id, attempt, len(parts), phone, self._clock())
        except StoreAway:
            return Reply(Outcome.FAILED, "store_away")
        time.sleep(max(0.0, self._hold_until - time.monotonic()))  # the centre asked for a pause
        deadline = time.monotonic() + self._account.timeout
        for part in parts:
            reply = self._submit(session, message, part, deadline)
            if reply.outcome is not Outcome.ACCEPTED:
                return self._not_taken(message, reply, first=part.number == 1)
        return Reply(Outcome.ACCEPTED)

    def run(self, stop: threading.Event) -> None:
        """Bind whenever nobody else is, and again after every loss, until ``stop`` is set."""
        pause = self._first_pause
        while not stop.is_set():
            bound = False
            try:
                if self._lease.take(f"bind {self.name}", self._holder, LEASE_SECONDS):
                    bound = self._hold_the_line(stop)
            except StoreAway:
                _log.info("the lease of the bind can't be kept: the database is away")
            except (Lost, NotBound, OSError) as fault:
                _log.warning("no bind", extra={"fault": type(fault).__name__, "why": str(fault)[:80]})
            self.state = "waiting"
            pause = self._first_pause if bound else min(60.0, pause * 2)
            stop.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311
        self._release()

    def _hold_the_line(self, stop: threading.Event) -> bool:
        """True after it was bound, however it ended."""
        session = SmppSession(self._account, heard=self._heard, answered=self._answered)
        renewed = time.monotonic()
        self._session, self.state = session, "ready"
        try:
            while not stop.is_set():
                session.work()
                if time.monotonic() - renewed > RENEW_SECONDS:
                    if not self._lease.take(f"bind {self.name}", self._holder, LEASE_SECONDS):
                        break  # somebody else is the owner: this process was away for too long
                    renewed = time.monotonic()
        except (Lost, StoreAway) as fault:
            _log.warning("the bind ended", extra={"fault": type(fault).__name__, "why": str(fault)[:80]})
        finally:
            self._session = None
            session.unbind()
        return True

    def _release(self) -> None:
        try:
            self._lease.release(f"bind {self.name}", self._holder)
        except StoreAway:
            _log.info("the lease of the bind ends by itself")

    def _submit(self, session: SmppSession, message: Message, part: SmppPart, deadline: float) -> Reply:
        while True:
            reply = self._submit_once(session, message, part, deadline)
            later = time.monotonic() + THROTTLE_SECONDS < deadline
            if part.number == 1 or reply.reason not in ("throttled", "queue_full") or not later:
                return reply
            time.sleep(THROTTLE_SECONDS)  # the parts before are on their way: this one must follow

    def _submit_once(self, session: SmppSession, message: Message, part: SmppPart, deadline: float) -> Reply:
        try:
            waiting: Future[Answer] = session.submit(
                f"{message.id}/{part.number}",
                source_addr_ton=TON_NAME, source_addr_npi=0, source_addr=self._sender,
                dest_addr_ton=TON_INTERNATIONAL, dest_addr_npi=NPI_ISDN,
                destination_addr=international(message.recipient or ""), short_message=part.content,
                data_coding=part.data_coding, esm_class=part.esm_class, registered_delivery=1,
            )  # fmt: skip
            answer = waiting.result(max(0.05, deadline - time.monotonic()))
        except NoAnswer:
            return Reply(Outcome.UNKNOWN, "no_answer")
        except Lost:
            return Reply(Outcome.UNKNOWN, "cut_off")
        return self._judged(answer)

    def _judged(self, answer: Answer) -> Reply:
        status = answer.status
        if status == OK:
            return Reply(Outcome.ACCEPTED)
        if status in (THROTTLED, QUEUE_FULL):
            self._hold_until = time.monotonic() + THROTTLE_SECONDS
            return Reply(Outcome.FAILED, "throttled" if status == THROTTLED else "queue_full")
        reason = f"smpp_{status:#04x}"
        if status in BROKEN:
            return Reply(Outcome.UNKNOWN, reason)
        return Reply(Outcome.REFUSED if status in NEVER else Outcome.FAILED, reason)

    def _not_taken(self, message: Message, reply: Reply, *, first: bool) -> Reply:
        if not first:
            return Reply(Outcome.UNKNOWN, "partly_sent")
        if reply.outcome is not Outcome.UNKNOWN:
            with suppress(StoreAway):
                self._submitted.drop(message.id)
        return reply

    def _answered(self, key: str, answer: Answer) -> None:
        """Of every answer, in the order of the line: a receipt that follows at once must find its message."""
        message_id, _, part = key.partition("/")
        if answer.status != OK:
            return
        try:
            attempt, whole = self._submitted.answered(message_id, int(part), answer.smsc_id)
            if whole:  # also where the sender has stopped waiting, or will die before it can write it down
                self._ears.reply(message_id, attempt, Reply(Outcome.ACCEPTED))
        except (StoreAway, Conflict):
            _log.info("an answer was not written down; the receipt will tell")

    def _heard(self, pdu: Any) -> int:
        """A deliver_sm: with what status it is answered."""
        told = read_receipt(
            int(pdu.esm_class or 0), _text(pdu.source_addr), bytes(pdu.short_message or b""),
            _text(getattr(pdu, "receipted_message_id", None)) or None, getattr(pdu, "message_state", None),
        )  # fmt: skip
        if told is None:
            return self._heard_person(pdu)
        if told.arrived is None:
            return OK
        try:
            settled = self._submitted.settle(spellings(told.smsc_id), told.phone, told.arrived)
            if settled is not None:
                id, arrived = settled
                self._ears.receipt(Receipt(id, arrived, self._clock(), None, "" if arrived else told.state))
        except (StoreAway, Conflict):
            return TRY_AGAIN
        return OK

    def _heard_person(self, pdu: Any) -> int:
        """What somebody wrote is acknowledged once it is kept, never before."""
        piece = read_piece(self.name, pdu)
        if piece is None:
            return OK
        try:
            self._ears.person(piece)
        except (StoreAway, Conflict):
            return TRY_AGAIN
        except Exception as fault:
            # What the fault says may quote the person and is not logged; the centre tells the message again.
            _log.error("a message from a person could not be taken", extra={"fault": type(fault).__name__})
            return TRY_AGAIN
        return OK


def _text(value: Any) -> str:
    return value.decode("latin-1").strip("\0") if isinstance(value, bytes) else str(value or "")
