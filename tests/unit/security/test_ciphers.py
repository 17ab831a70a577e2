"""Rules of what is kept secret: fields in the store, the personal block of events, the blind index, owner tokens."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security.fields import BlindIndex, FieldCipher, Undecipherable
from shared.security.keys import KeyRing
from shared.security.owner_tokens import digest_owner_token, new_owner_token, owner_token_matches
from shared.security.passwords import hash_password, is_outdated, verify_password
from shared.security.personal import Opener, Sealer, Unopenable

RING = KeyRing.generate(with_index=True)
PERSON = {"name": "Nguyễn Thị Đào", "phone": "0912345678"}


@given(st.text())
def test_a_field_is_read_back_from_its_place(text: str) -> None:
    cipher = FieldCipher(RING)
    value = cipher.encrypt("people/1/name", text)
    assert cipher.decrypt("people/1/name", value) == text


def test_a_field_put_elsewhere_or_altered_is_unreadable() -> None:
    cipher = FieldCipher(RING)
    value = cipher.encrypt("people/1/name", "Đào")
    altered = {**value, "c": bytes([value["c"][0] ^ 1]) + value["c"][1:]}
    for place, bad in (
        ("people/2/name", value),
        ("people/1/name", altered),
        ("people/1/name", {"k": "k9"}),
        ("people/1/name", {}),
    ):
        with pytest.raises(Undecipherable):
            cipher.decrypt(place, bad)


def test_old_keys_still_read_what_they_wrote() -> None:
    value = FieldCipher(RING).encrypt("p", "Đào")
    newer = FieldCipher(KeyRing("k2", {**RING.keys, "k2": os.urandom(32)}, RING.index))
    assert newer.decrypt("p", value) == "Đào"
    assert newer.is_outdated(value)
    assert not newer.is_outdated(newer.encrypt("p", "Đào"))


def test_the_same_text_never_looks_the_same_in_the_store() -> None:
    cipher = FieldCipher(RING)
    assert cipher.encrypt("p", "Đào")["c"] != cipher.encrypt("p", "Đào")["c"]


def test_the_blind_index_finds_equal_values_of_one_kind_with_one_key() -> None:
    index = BlindIndex(RING)
    assert index.digest("name", " ĐÀO ") == index.digest("name", "đa\u0300o")
    assert index.digest("name", "1") != index.digest("phone", "1")
    assert index.digest("name", "1") != BlindIndex(KeyRing.generate(with_index=True)).digest("name", "1")
    with pytest.raises(ValueError, match="blind index"):
        BlindIndex(KeyRing.generate())


def test_a_personal_block_is_opened_only_for_its_own_event() -> None:
    block = Sealer(RING).seal(PERSON, "event-1")
    assert Opener(RING).open(block, "event-1") == PERSON
    assert set(block) == {"key", "nonce", "sealed"}
    stranger = Opener(KeyRing.generate())
    for opener, bad, event in (
        (Opener(RING), block, "event-2"),
        (stranger, block, "event-1"),
        (Opener(RING), {**block, "nonce": "?"}, "event-1"),
        (Opener(RING), {}, "event-1"),
    ):
        with pytest.raises(Unopenable) as caught:
            opener.open(bad, event)
        assert "Đào" not in str(caught.value)


def test_an_example_with_a_fixed_nonce_is_always_the_same() -> None:
    ring = KeyRing("example", {"example": b"\1" * 32})
    blocks = [Sealer(ring, lambda: b"\2" * 12).seal(PERSON, "event-1") for _ in range(2)]
    assert blocks[0] == blocks[1]


def test_keys_never_show_when_a_ring_is_printed() -> None:
    assert "\\x" not in repr(RING)
    assert "index" not in repr(RING)


def test_an_owner_token_fits_its_own_hash_only() -> None:
    token = new_owner_token()
    stored = digest_owner_token(token)
    assert owner_token_matches(token, stored)
    assert token not in stored
    for wrong in (None, "", new_owner_token(), token + "x", token[:-1], "x" * 9000):
        assert not owner_token_matches(wrong, stored)
    assert not owner_token_matches(token, None)


def test_a_password_fits_its_own_hash_only() -> None:
    stored = hash_password("mật khẩu dài")
    assert stored.startswith("$argon2id$")
    assert verify_password(stored, "mật khẩu dài")
    assert not verify_password(stored, "mat khau dai")
    assert not verify_password(None, "the password of no account")
    assert not verify_password("not a hash", "x")
    assert not verify_password(stored, "x" * 5000)
    assert not is_outdated(stored)
    with pytest.raises(ValueError, match="1 to"):
        hash_password("")
