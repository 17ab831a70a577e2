"""Rules of sign-in tokens: signed, short-lived, renewable up to a limit, verifiable with public keys alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared.security.caller import Caller
from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.tokens import InvalidToken, TokenIssuer, TokenVerifier

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CALLER = Caller("staff", "reception", frozenset({"reception"}), "H26.11")


@pytest.fixture(scope="module")
def key() -> OKPKey:
    return new_signing_key()


@pytest.fixture(scope="module")
def verifier(key: OKPKey) -> TokenVerifier:
    return TokenVerifier(key_set(public_json([key])))


def test_a_token_tells_who_is_calling(key: OKPKey, verifier: TokenVerifier) -> None:
    session = verifier.verify(TokenIssuer(key).issue(CALLER, NOW), NOW + timedelta(minutes=9))
    assert session.caller == CALLER
    assert session.signed_in_at == NOW


def test_a_token_ends_after_ten_minutes(key: OKPKey, verifier: TokenVerifier) -> None:
    token = TokenIssuer(key).issue(CALLER, NOW)
    with pytest.raises(InvalidToken):
        verifier.verify(token, NOW + timedelta(minutes=10, seconds=6))


def test_a_session_is_renewed_for_at_most_twelve_hours(key: OKPKey, verifier: TokenVerifier) -> None:
    issuer, now = TokenIssuer(key), NOW
    token = issuer.issue(CALLER, now)
    assert not verifier.verify(token, now).is_due_for_renewal(now)
    for _ in range(200):
        now += timedelta(minutes=5)
        session = verifier.verify(token, now)
        if not session.is_due_for_renewal(now):
            break
        token = issuer.renew(session, now)
    assert now == NOW + timedelta(hours=12)
    with pytest.raises(InvalidToken):
        issuer.renew(session, now)


def test_another_key_an_altered_token_or_another_algorithm_says_nothing(key: OKPKey, verifier: TokenVerifier) -> None:
    good = TokenIssuer(key).issue(CALLER, NOW)
    head, body, signature = good.split(".")
    claims: dict[str, object] = {
        "iss": "motcua",
        "sub": "x",
        "kind": "staff",
        "roles": [],
        "unit": None,
        "exp": 9e9,
        "auth_time": 1,
    }
    unsigned = "eyJhbGciOiJub25lIn0." + body + "."
    symmetric = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("guessed " * 8), algorithms=["HS256"])
    for bad in (
        TokenIssuer(new_signing_key()).issue(CALLER, NOW),
        f"{head}.{body[:-4]}AAAA.{signature}",
        unsigned,
        symmetric,
        "",
        "a.b.c",
        "x" * 9000,
        "é.é.é",
    ):
        with pytest.raises(InvalidToken):
            verifier.verify(bad, NOW)


@pytest.mark.parametrize("missing", ["iss", "sub", "kind", "exp", "auth_time", "roles"])
def test_a_token_without_one_of_its_claims_says_nothing(missing: str, key: OKPKey, verifier: TokenVerifier) -> None:
    claims: dict[str, object] = {
        "iss": "motcua",
        "sub": "x",
        "kind": "staff",
        "roles": [],
        "unit": None,
        "exp": 9e9,
        "auth_time": 1,
    }
    del claims[missing]
    with pytest.raises(InvalidToken):
        verifier.verify(jwt.encode({"alg": "Ed25519"}, claims, key, algorithms=["Ed25519"]), NOW)


def test_keys_can_be_changed_while_old_tokens_live(key: OKPKey) -> None:
    newer = new_signing_key()
    both = TokenVerifier(key_set(public_json([key, newer])))
    for one in (key, newer):
        assert both.verify(TokenIssuer(one).issue(CALLER, NOW), NOW).caller == CALLER
