"""What the timers of notifications do: one sender a channel, many threads, awake as soon as a message was written."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Condition, Event, Thread
from typing import Protocol

from services.notifications.domain.lane import Lane
from services.notifications.use_cases.inbound.hear_piece import hand_on_unfinished
from services.notifications.use_cases.inbound.ports import Decoder, OldWords, UnfinishedTexts
from services.notifications.use_cases.inbound.receive import Letterbox
from services.notifications.use_cases.send_message import Sending, send_next
from shared.bus.worker import Part
from shared.store.change import Conflict, StoreAway

# How a part of the worker tells how it is.
READY, WAITING = "ready", "waiting"
SWEEP_SECONDS = 1.0
PAUSE_SECONDS = 1.0
LOOK_SECONDS = 0.2
_log = logging.getLogger(__name__)


class Sender:
    """Sends the messages of one channel; any number of copies share the work.

    Each thread sends one message after the other, so a slow provider holds up its own channel's threads and no other.
    One thread more than asked for looks after the urgent ones alone: however many others wait, it is free for them.
    """

    def __init__(self, sending: Sending, threads: int) -> None:
        self.state = READY
        self._sending = sending
        self._threads = threads
        self._news = Condition()
        self._heard = 0

    def run(self, stop: Event) -> None:
        """Until ``stop`` is set; the calls at hand are finished."""
        names = [f"{self._sending.channel.value} {number}" for number in range(1, self._threads + 1)]
        threads = [Thread(target=self._work, args=(stop,), name=name, daemon=True) for name in names]
        urgent = f"{self._sending.channel.value} urgent"
        threads.append(Thread(target=self._work, args=(stop, (Lane.URGENT,)), name=urgent, daemon=True))
        for thread in threads:
            thread.start()
        for _ in self._sending.queue.news(SWEEP_SECONDS):
            with self._news:
                self._heard += 1
                self._news.notify_all()
            if stop.is_set():
                break
        for thread in threads:
            thread.join()

    def _work(self, stop: Event, lanes: tuple[Lane, ...] = ()) -> None:
        while not stop.is_set():
            heard = self._heard
            self._send_all(stop, lanes)
            with self._news:
                self._wait_for_news(heard, stop)

    def _wait_for_news(self, heard: int, stop: Event) -> None:
        self._news.wait_for(lambda: stop.is_set() or self._heard != heard, SWEEP_SECONDS)

    def _send_all(self, stop: Event, lanes: tuple[Lane, ...]) -> None:
        try:
            while not stop.is_set() and send_next(self._sending, lanes) is not None:
                self.state = READY
            self.state = READY
        except StoreAway:
            self.state = WAITING
            stop.wait(PAUSE_SECONDS)
        except Conflict:
            _log.info("a message was changed by others again and again; its lease will end")
        except Exception as fault:
            # The message stays claimed until its lease ends; what the fault says may quote it and is not logged.
            _log.error("a message could not be sent", extra={"fault": type(fault).__name__})
            stop.wait(PAUSE_SECONDS)


class WhileReady:
    """Lets a part work only while it may, such as the senders of a line that one process at a time holds."""

    def __init__(self, part: Part, is_ready: Callable[[], bool]) -> None:
        self._part = part
        self._is_ready = is_ready
        self._at_work = False

    @property
    def state(self) -> str:
        """That another process does the work is no fault of this one."""
        return self._part.state if self._at_work else READY

    def run(self, stop: Event) -> None:
        """Until ``stop`` is set."""
        while not stop.is_set():
            if self._is_ready():
                self._let_work(stop)
            stop.wait(LOOK_SECONDS)

    def _let_work(self, stop: Event) -> None:
        enough = Event()
        working = Thread(target=self._part.run, args=(enough,), daemon=True)
        self._at_work = True
        working.start()
        while not stop.is_set() and self._is_ready():
            stop.wait(LOOK_SECONDS)
        enough.set()
        working.join()
        self._at_work = False


class HeardBefore(UnfinishedTexts, OldWords, Protocol):
    """What was heard and needs looking after."""


def look_after_inbound(box: Letterbox, messages: HeardBefore, decode: Decoder, oldest: Callable[[], datetime]) -> None:
    """One round of the timer."""
    found = hand_on_unfinished(box, messages, decode)
    forgotten = messages.forget_words(oldest())
    if found or forgotten:
        _log.info("inbound looked after", extra={"unfinished": found, "forgotten": forgotten})


def senders(sendings: Iterable[Sending], threads: int) -> dict[str, Part]:
    """One sender for each channel that has a provider."""
    return {f"{one.channel.value} sender": Sender(one, threads) for one in sendings}
