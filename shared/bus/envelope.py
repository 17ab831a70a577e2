"""The envelope: a fact becomes a CloudEvents 1.0 message, serialised once, when it is written into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from uuid6 import uuid7

from shared.bus import topology
from shared.bus.opening import LONGEST_TEXT, MAX_BODY_BYTES, Opener, Unreadable, read_envelope
from shared.store.change import Context, Fact

__all__ = ["CONTENT_TYPE", "MAX_BODY_BYTES", "EnvelopeStamp", "Opener", "Sealer", "Unreadable", "read_envelope"]

CONTENT_TYPE = JSONFormat.CONTENT_TYPE
_FORMAT = JSONFormat()


class Sealer(Protocol):
    """Seals what identifies a person; the block opens only together with the event's id."""

    def seal(self, personal: Mapping[str, Any], event_id: str, /) -> Mapping[str, str]:
        """``{"key", "nonce", "sealed"}``."""
        ...


class EnvelopeStamp:
    """Turns a fact and its context into the document that the service's ``events`` collection keeps.

    ``sign`` makes the detached signature of a message with an address, over the body's bytes.
    """

    def __init__(
        self,
        service: str,
        sealer: Sealer,
        *,
        new_id: Callable[[], object] = uuid7,
        sign: Callable[[bytes], str] | None = None,
    ) -> None:
        self.service = topology.service_name(service)
        self.source = f"/motcua/{service}"
        self._sealer = sealer
        self._new_id = new_id
        self._sign = sign

    def __call__(self, fact: Fact, context: Context) -> dict[str, Any]:
        """The event document: envelope in ``body``, the rest for looking it up; ``pending`` until confirmed.

        Raises ValueError for a fact that no reader could take: it must fail where it is made.
        """
        self._check(fact, context)
        id = str(self._new_id())
        body = self._serialise(id, fact, context)
        exchange, routing_key, headers = topology.events_exchange(self.service), fact.type, {}
        if fact.address is not None:
            exchange, routing_key = fact.address.exchange, fact.address.routing_key
            headers = {"jws": self._signature(fact, body)}
        document = {
            "_id": id,
            "type": fact.type,
            "source": self.source,
            "subject": fact.subject,
            "sequence": fact.sequence,
            "at": context.at,
            "actor": context.actor,
            "why": context.why,
            "correlation_id": context.correlation_id,
            "causation_id": context.causation_id,
            "exchange": exchange,
            "routing_key": routing_key,
            "headers": headers,
            "body": body,
            "pending": True,
        }
        if fact.kept is not None:  # the sum stays, so that what was sent can be proved by whoever has it
            document["digest"] = hashlib.sha256(body).hexdigest()
            document["kept"] = self._serialise(id, replace(fact, data=fact.kept, personal=None), context)
        return document

    def _check(self, fact: Fact, context: Context) -> None:
        topology.event_type(fact.type)
        if fact.address is None and fact.type.split(".")[0] != self.service:
            raise ValueError(f"{fact.type}: {self.service} may not tell another owner's events on its exchange")
        if fact.sequence < 1:
            raise ValueError(f"{fact.type}: sequence: starts at 1, got {fact.sequence}")
        for name, text in (
            ("subject", fact.subject),
            ("correlation_id", context.correlation_id),
            ("causation_id", context.causation_id),
            ("traceparent", context.traceparent),
        ):
            if text is not None and not 0 < len(text) <= LONGEST_TEXT:
                raise ValueError(f"{fact.type}: {name}: must be a text of 1 to {LONGEST_TEXT} characters")
        if "personal" in fact.data:
            raise ValueError(f"{fact.type}: personal: belongs beside data, so that it gets sealed")
        if context.at.tzinfo is None:
            raise ValueError(f"{fact.type}: at: must carry its time zone")

    def _serialise(self, id: str, fact: Fact, context: Context) -> bytes:
        data = dict(fact.data)
        if fact.personal is not None:
            data["personal"] = dict(self._sealer.seal(fact.personal, id))
        attributes: dict[str, Any] = {
            "specversion": "1.0",
            "id": id,
            "source": self.source,
            "type": fact.type,
            "subject": fact.subject,
            "time": context.at,
            "datacontenttype": "application/json",
            "sequence": fact.sequence,
            "correlationid": context.correlation_id,
        }
        if context.causation_id is not None:
            attributes["causationid"] = context.causation_id
        if context.traceparent is not None:
            attributes["traceparent"] = context.traceparent
        body = _FORMAT.write(CloudEvent(attributes, data))
        if len(body) > MAX_BODY_BYTES:
            raise ValueError(f"{fact.type}: {len(body)} bytes are more than the {MAX_BODY_BYTES} that readers take")
        return body

    def _signature(self, fact: Fact, body: bytes) -> str:
        if self._sign is None:
            raise ValueError(f"{fact.type}: a message with an address must be signed, and no signer was given")
        return self._sign(body)
