"""One publishing connection on a thread of its own: an exclusive lock as fence, pipelined confirms, returned messages.

A pipe lives as long as its connection. What happens is put on ``events``; after ``Down`` nothing more comes.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pika
from pika.exceptions import AMQPError, ChannelClosedByBroker

from shared.bus.ports import Outgoing

_RESOURCE_LOCKED = 405
_FAREWELL_SECONDS = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """The lock is ours: publish."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Another one leads; the pipe goes on asking for the lock."""


@dataclass(frozen=True, slots=True)
class Down:
    """The connection is gone. ``refused`` are the rows whose exchange the broker would not take them for."""

    reason: str
    refused: tuple[str, ...] = ()


@dataclass(slots=True)
class Chunk:
    """Rows that were handed over together, and what the broker said to each; comes back as an event when complete.

    ``failed`` maps the id of a returned or refused row to the reason.
    """

    rows: Sequence[tuple[Outgoing, bool]]  # and whether the row must reach a queue
    confirmed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every row has been answered for."""
        return len(self.confirmed) + len(self.failed) == len(self.rows)


Event = Ready | Locked | Down | Chunk


class Pipe:
    """Publishes for one user; ``lock`` names the exclusive queue that only one pipe can hold (None: no fence)."""

    def __init__(
        self,
        parameters: pika.connection.Parameters,
        events: SimpleQueue[Any],
        *,
        lock: str | None,
        standby: float = 2.0,
    ) -> None:
        """``standby``: seconds between two questions for a lock that another one holds."""
        self._user = parameters.credentials.username
        self._events = events
        self._lock = lock
        self._standby = standby
        self._channel: Any = None
        self._waiting: dict[int, tuple[Chunk, Outgoing]] = {}
        self._returned: dict[str, str] = {}
        self._next_tag = 1
        self._down = False
        self._connection = pika.SelectConnection(
            parameters,
            on_open_callback=self._on_open,
            on_open_error_callback=self._on_gone,
            on_close_callback=self._on_gone,
        )
        self._thread = Thread(target=self._run, name="publishing pipe", daemon=True)
        self._thread.start()

    def publish(self, chunk: Chunk) -> None:
        """Hand over rows, from any thread, after Ready; the chunk comes back as an event unless the pipe goes down."""
        self._connection.ioloop.add_callback_threadsafe(lambda: self._publish(chunk))

    def close(self, timeout: float = 5) -> None:
        """Close the connection and wait for its thread, from any thread but the pipe's."""
        if self._thread.is_alive():
            self._connection.ioloop.add_callback_threadsafe(self._hang_up)
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._connection.ioloop.start()
        except Exception as error:  # whatever broke in a callback: the pipe is gone, and its owner begins again
            _log.exception("the publishing pipe broke")
            self._say_down(f"{type(error).__name__}")
        finally:
            self._connection.ioloop.close()

    def _on_open(self, _connection: Any) -> None:
        self._open_channel()

    def _open_channel(self) -> None:
        if self._connection.is_open:
            self._connection.channel(on_open_callback=self._on_channel_open)

    def _on_channel_open(self, channel: Any) -> None:
        self._channel = channel
        self._next_tag = 1  # confirm tags restart on every channel
        channel.add_on_close_callback(self._on_channel_closed)
        channel.add_on_return_callback(self._on_returned)
        if self._lock is None:
            self._start_confirms()
        else:
            channel.queue_declare(self._lock, exclusive=True, callback=lambda _frame: self._start_confirms())

    def _start_confirms(self) -> None:
        self._channel.confirm_delivery(self._on_confirmation, callback=lambda _frame: self._events.put(Ready()))

    def _publish(self, chunk: Chunk) -> None:
        for row, must_arrive in chunk.rows:
            if self._channel is None or not self._channel.is_open:
                return  # Down has been told, or is about to be
            try:
                self._channel.basic_publish(
                    row.exchange, row.routing_key, row.body, self._properties(row), mandatory=must_arrive
                )
            except AMQPError:
                raise
            except Exception as error:  # a row that cannot be written as AMQP must not block the others
                chunk.failed[row.id] = f"cannot be sent: {type(error).__name__}"
                continue
            self._waiting[self._next_tag] = (chunk, row)
            self._next_tag += 1
        if chunk.complete:
            self._events.put(chunk)

    def _properties(self, row: Outgoing) -> pika.BasicProperties:
        return pika.BasicProperties(
            content_type=row.content_type,
            message_id=row.id,
            correlation_id=row.correlation_id,
            user_id=self._user,
            headers=dict(row.headers),
            delivery_mode=pika.DeliveryMode.Persistent.value,
        )

    def _on_returned(self, _channel: Any, method: Any, properties: Any, _body: bytes) -> None:
        # A returned message is confirmed as well, the return first.
        self._returned[properties.message_id] = f"returned: {method.reply_code} {method.reply_text}"

    def _on_confirmation(self, frame: Any) -> None:
        answer = frame.method
        refused = isinstance(answer, pika.spec.Basic.Nack)
        tags = [answer.delivery_tag]
        if answer.multiple:
            tags = [tag for tag in self._waiting if tag <= answer.delivery_tag]
        for tag in tags:
            chunk, row = self._waiting.pop(tag)
            reason = self._returned.pop(row.id, None) or ("refused by the broker (full?)" if refused else None)
            if reason is None:
                chunk.confirmed.append(row.id)
            else:
                chunk.failed[row.id] = reason
            if chunk.complete:
                self._events.put(chunk)

    def _on_channel_closed(self, _channel: Any, reason: Exception) -> None:
        if isinstance(reason, ChannelClosedByBroker) and reason.reply_code == _RESOURCE_LOCKED and not self._waiting:
            self._events.put(Locked())
            self._connection.ioloop.call_later(self._standby, self._open_channel)
            return
        # The broker names the exchange that is missing or forbidden; only rows for it are at fault.
        named = getattr(reason, "reply_text", "") or ""
        refused = tuple(row.id for _, row in self._waiting.values() if f"'{row.exchange}'" in named)
        self._say_down(named or str(reason), refused)
        self._hang_up()

    def _on_gone(self, _connection: Any, reason: Any) -> None:
        self._say_down(f"{type(reason).__name__}: {getattr(reason, 'reply_text', '') or reason}")
        self._connection.ioloop.stop()

    def _say_down(self, reason: str, refused: tuple[str, ...] = ()) -> None:
        if not self._down:
            self._down = True
            self._events.put(Down(reason, refused))

    def _hang_up(self) -> None:
        if not (self._connection.is_closing or self._connection.is_closed):
            self._connection.close()
        # A broker that no longer answers must not keep the thread: the socket goes with the process at the latest.
        self._connection.ioloop.call_later(_FAREWELL_SECONDS, self._connection.ioloop.stop)
