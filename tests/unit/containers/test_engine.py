"""Where no engine can be had: one line with the reason, and an error only for who requires one."""

from __future__ import annotations

import os
import shutil

import pytest

from deploy.containers import engine as module
from deploy.containers import packages
from deploy.containers.problems import NoEngine


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "answering", lambda host=None: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.mark.usefixtures("nobody")
def test_who_is_not_root_is_told_so() -> None:
    with pytest.raises(NoEngine, match="no Docker engine answers, and only root may"), module.engine():
        pass


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize(("required", "status", "word"), [("", 0, "skipped"), ("1", 1, "failed")])
def test_a_missing_engine_is_an_error_only_where_it_is_required(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], required: str, status: int, word: str
) -> None:
    monkeypatch.setenv("REQUIRE_DOCKER", required)
    assert module.main(["--", "true"]) == status
    said = capsys.readouterr().err
    assert said.startswith(f"{word}: ")
    assert said.count("\n") == 1


def test_a_system_without_apt_installs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NoEngine, match="without apt-get"):
        packages.install_engine()


def test_an_engine_that_answers_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "answering", lambda host=None: module.Engine("28.0", host))
    monkeypatch.setattr(module, "_join", lambda: pytest.fail("an engine answers already"))
    with module.engine() as one:
        assert not one.own
        assert os.environ["DOCKER_BUILDKIT"] == "0"
