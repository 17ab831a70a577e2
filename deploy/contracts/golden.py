"""The golden example of an event: the whole message with a fixed key, nonce, id and clock, so that it never changes
by itself."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import OKPKey

from deploy.contracts.gathering import Declared
from shared.bus.envelope import EnvelopeStamp
from shared.security.keys import KeyRing
from shared.security.personal import NONCE_BYTES, Opener, Sealer
from shared.security.signatures import sign_detached
from shared.store.change import Context

# These keys are printed in every example: they protect nothing and stand in no other place.
EXAMPLE_RING = KeyRing("example", {"example": hashlib.sha256(b"motcua example: bus").digest()})
EXAMPLE_OPENER = Opener(EXAMPLE_RING)
EXAMPLE_SIGNING_KEY = OKPKey.derive_key("motcua example: signature", "Ed25519", {"kid": "example", "use": "sig"})
CONTEXT = Context(
    actor="service:example",
    at=datetime(2026, 10, 5, 1, 0, tzinfo=UTC),
    correlation_id="0199b1c8-7a00-7000-8000-00000000c0de",
    causation_id="0199b1c8-7a00-7000-8000-00000000ca05",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
)


def example_id(type_: str) -> str:
    """The fixed id of a type's example."""
    return f"0199b1c8-7a00-7000-8000-{hashlib.sha256(type_.encode()).hexdigest()[:12]}"


def example_body(one: Declared) -> bytes:
    """The message's body as the relay would publish it."""
    fact = one.published.example
    nonce = hashlib.sha256(fact.type.encode()).digest()[:NONCE_BYTES]
    stamp = EnvelopeStamp(
        one.described_by, Sealer(EXAMPLE_RING, lambda: nonce), new_id=lambda: example_id(fact.type), sign=_sign
    )
    body = bytes(stamp(fact, CONTEXT)["body"])
    if one.published.sender is None or fact.address is None:
        return body
    # An agency stamps its own messages; its key is the first word of the routing key.
    envelope = json.loads(body) | {"source": f"/agency/{fact.address.routing_key.partition('.')[0]}"}
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def example_headers(one: Declared, body: bytes) -> dict[str, str]:
    """The message's headers: a signature over the body where it goes to or comes from an agency."""
    return {"jws": _sign(body)} if one.published.example.address is not None else {}


def public_key() -> dict[str, Any]:
    """The key with which the signatures of the examples can be checked."""
    return dict(EXAMPLE_SIGNING_KEY.as_dict(private=False))


def _sign(body: bytes) -> str:
    return sign_detached(body, EXAMPLE_SIGNING_KEY)
