"""Rules of the key files: each service gets what it may have, readable by its owner only, never overwritten."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from shared.security.keys import BadKeyFile, KeyRing, read_key_set, read_signing_key
from shared.security.make_secrets import make_secrets

SERVICES = ("alpha", "beta")


def test_only_the_holder_gets_the_private_key(tmp_path: Path) -> None:
    make_secrets(tmp_path, SERVICES, {"tokens": "alpha"})
    assert {path.name for path in (tmp_path / "alpha").iterdir()} == {
        "store.json",
        "bus.json",
        "tokens.private.json",
        "tokens.public.json",
    }
    assert {path.name for path in (tmp_path / "beta").iterdir()} == {"store.json", "bus.json", "tokens.public.json"}
    assert "d" not in json.loads((tmp_path / "beta" / "tokens.public.json").read_text())["keys"][0]
    private = read_signing_key(tmp_path / "alpha" / "tokens.private.json")
    assert read_key_set(tmp_path / "public" / "tokens.public.json").keys[0].kid == private.kid


def test_the_store_key_is_each_services_own_and_the_bus_key_is_shared(tmp_path: Path) -> None:
    make_secrets(tmp_path, SERVICES, {})
    store, bus = ([KeyRing.read(tmp_path / one / name) for one in SERVICES] for name in ("store.json", "bus.json"))
    assert store[0].keys != store[1].keys
    assert store[0].index != store[1].index
    assert bus[0] == bus[1]
    assert bus[0].index is None


def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    for path in make_secrets(tmp_path, SERVICES, {"tokens": "alpha"}):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_ever_overwritten_and_what_is_missing_is_added(tmp_path: Path) -> None:
    make_secrets(tmp_path, SERVICES, {"tokens": "alpha"})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    assert make_secrets(tmp_path, SERVICES, {"tokens": "alpha"}) == []
    (tmp_path / "beta" / "tokens.public.json").unlink()
    added = make_secrets(tmp_path, (*SERVICES, "gamma"), {"tokens": "alpha"})
    assert {path.parent.name for path in added} == {"beta", "gamma"}
    assert all(path.read_bytes() == content for path, content in before.items())
    assert KeyRing.read(tmp_path / "gamma" / "bus.json") == KeyRing.read(tmp_path / "alpha" / "bus.json")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"current":"k1","keys":{"k1":"c2hvcnQ="}}', '{"keys": 3}'])
def test_a_broken_key_file_is_named_and_not_shown(content: str, tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    path.write_text(content)
    for reading in (KeyRing.read, read_signing_key, read_key_set):
        with pytest.raises(BadKeyFile, match=r"store\.json"):
            reading(path)
