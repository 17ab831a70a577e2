"""What the stack keeps between runs: passwords that stay, and stamps that spare repeated work."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import commands
from deploy.local.secrets_file import kept_passwords
from deploy.local.stamps import Stamp


def test_a_password_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "passwords.json"
    first = kept_passwords(file, ("intake",))
    later = kept_passwords(file, ("intake", "routing"))
    assert later["intake"] == first["intake"]
    assert later["routing"] != later["intake"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_work_is_repeated_after_a_change_of_its_sources_and_only_then(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "code.py").write_text("1")
    stamp = Stamp(tmp_path / "stamp", (source, tmp_path / "absent"))
    assert not stamp.fresh()
    stamp.renew()
    assert stamp.fresh()
    (source / "code.py").write_text("22")
    assert not stamp.fresh()


def test_work_is_repeated_when_what_it_was_done_for_is_another(tmp_path: Path) -> None:
    Stamp(tmp_path / "stamp", (), "amqp://one").renew()
    assert not Stamp(tmp_path / "stamp", (), "amqp://two").fresh()


def test_a_reset_leaves_what_belongs_to_the_containers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))
    for name in ("mongodb", "compose", "engine"):
        (tmp_path / name).mkdir()
    (tmp_path / "accounts.json").write_text("{}")
    assert commands.reset(sure=True) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["compose", "engine"]
