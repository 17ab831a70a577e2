"""Secrets of the containers: made once, complete, closed to others on the machine, open to the container's user."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.compose import preflight
from deploy.compose.secret_files import make, may_be_empty, wanted


def test_everything_that_is_wanted_is_made_and_nothing_is_made_twice(tmp_path: Path) -> None:
    root = tmp_path / "secrets"
    made = make(root)
    assert set(wanted(root)) <= set(made)
    assert all(path.read_text() or may_be_empty(path) for path in made)
    before = {path: path.read_text() for path in made}
    assert make(root) == []
    assert {path: path.read_text() for path in made} == before


def test_others_on_the_machine_cannot_enter_and_containers_can_read(tmp_path: Path) -> None:
    root = tmp_path / "secrets"
    made = make(root)
    assert root.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made} == {0o444}
    assert {path.parent.stat().st_mode & 0o777 for path in made} == {0o755}


def test_no_two_services_have_the_same_password_and_the_provider_knows_our_keys(tmp_path: Path) -> None:
    make(tmp_path)
    addresses = [(tmp_path / service / "mongo-url").read_text() for service in ("intake", "routing")]
    assert addresses[0].split("@")[0].split(":")[-1] != addresses[1].split("@")[0].split(":")[-1]
    ours, theirs = (tmp_path / folder / "sms-api-key" for folder in ("notifications", "sms-provider"))
    assert ours.read_text() == theirs.read_text()


def test_what_is_in_the_way_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "secrets"
    monkeypatch.setenv("SECRETS", str(root))
    assert list(preflight._secrets()) == [f"there are no secrets in {root}: make secrets writes them"]
    make(root)
    assert list(preflight._secrets()) == []
    (root / "hotline" / "store.json").unlink()
    (root / "intake" / "mongo-url").chmod(0o644)
    (root / "intake" / "mongo-url").write_text("")
    (root / "routing" / "amqp-url").chmod(0o400)
    told = "\n".join(preflight._secrets())
    assert told.count("\n") == 2
    assert f"secret {root}/hotline/store.json is missing" in told
    assert f"secret {root}/intake/mongo-url is empty" in told
    assert f"secret {root}/routing/amqp-url cannot be read inside containers" in told
