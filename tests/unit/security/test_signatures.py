"""Rules of the signed exchange: a signature fits exactly one body and one sender's key."""

from __future__ import annotations

import base64
import json

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.signatures import BadSignature, sign_detached, verify_detached

BODY = '{"subject":"H26.11-261123-0001","note":"đủ"}'.encode()


@pytest.fixture(scope="module")
def key() -> OKPKey:
    return new_signing_key()


def test_a_signature_is_detached_and_fits_its_body(key: OKPKey) -> None:
    for body in (BODY, b"plainletters", b"x" * 900_000):
        signature = sign_detached(body, key)
        header, payload, _ = signature.split(".")
        assert payload == ""
        assert json.loads(base64.urlsafe_b64decode(header + "==")) == {
            "alg": "Ed25519",
            "b64": False,
            "crit": ["b64"],
            "kid": key.kid,
        }
        assert verify_detached(signature, body, key_set(public_json([key]))) == key.kid


def test_one_changed_byte_or_another_sender_is_refused(key: OKPKey) -> None:
    signature = sign_detached(BODY, key)
    keys = key_set(public_json([key]))
    for body in (BODY + b" ", BODY.replace(b"0001", b"0002"), b"", b"\xff\xfe"):
        with pytest.raises(BadSignature):
            verify_detached(signature, body, keys)
    with pytest.raises(BadSignature):
        verify_detached(signature, BODY, key_set(public_json([new_signing_key()])))
    with pytest.raises(BadSignature):
        verify_detached(sign_detached(BODY, new_signing_key()), BODY, keys)


def test_a_signature_that_carries_its_own_payload_is_refused(key: OKPKey) -> None:
    whole = jws.serialize_compact(
        {"alg": "Ed25519", "b64": False, "crit": ["b64"], "kid": key.kid}, b"otherletters", key, algorithms=["Ed25519"]
    )
    assert ".otherletters." in whole
    with pytest.raises(BadSignature):
        verify_detached(whole, BODY, key_set(public_json([key])))


def test_an_encoded_payload_or_nonsense_is_refused(key: OKPKey) -> None:
    keys = key_set(public_json([key]))
    encoded = jws.detach_content(jws.serialize_compact({"alg": "Ed25519"}, BODY, key, algorithms=["Ed25519"]))
    for bad in (encoded, "", "..", "a..b", "é..é", "x" * 5000):
        with pytest.raises(BadSignature):
            verify_detached(bad, BODY, keys)
