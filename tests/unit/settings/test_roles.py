"""Rules of starting a process: the role gets its settings and arguments, and a wrong start is one clear line."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import structlog

from shared.settings import COMMON, Setting, Settings
from shared.settings.roles import Role, run_role
from shared.telemetry.metrics_folder import VARIABLE

ENVIRON = {"MONGO_URL": "m", "AMQP_URL": "a", "SECRETS_DIR": "/s"}


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, metrics = root.handlers, root.level, os.environ.get(VARIABLE)
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()
    os.environ.pop(VARIABLE, None)
    if metrics is not None:
        os.environ[VARIABLE] = metrics


def test_a_role_gets_its_settings_and_its_arguments(tmp_path: Path) -> None:
    seen: list[tuple[Settings, Sequence[str]]] = []
    roles = [Role("api", "serves", lambda settings, rest: seen.append((settings, rest)))]
    environ = {**ENVIRON, "HTTP_WORKERS": "3", "METRICS_DIR": str(tmp_path / "metrics")}
    assert run_role("front", COMMON, roles, ["api", "--now", "x"], environ) == 0
    assert seen[0][0].http_workers == 3
    assert seen[0][1] == ["--now", "x"]
    assert os.environ[VARIABLE] == str(tmp_path / "metrics")


def test_a_role_may_fail_with_its_own_status() -> None:
    assert run_role("front", COMMON, [Role("api", "serves", lambda *_: 3, quiet=True)], ["api"], ENVIRON) == 3


def test_a_role_may_need_more_settings_than_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    roles = [Role("admin", "rules", lambda *_: 0, table=(*COMMON, Setting("ADMIN_URL", str, meaning="where")))]
    with pytest.raises(SystemExit) as caught:
        run_role("front", COMMON, roles, ["admin"], ENVIRON)
    assert caught.value.code == 2
    assert capsys.readouterr().err == "setting: ADMIN_URL is missing: where\n"


@pytest.mark.parametrize("arguments", [[], ["nothing"]])
def test_an_unknown_role_names_the_known_ones(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run_role("front", COMMON, [Role("api", "serves", lambda *_: 0)], arguments, ENVIRON)
    assert caught.value.code == 2
    if arguments:
        assert "api" in capsys.readouterr().err


def test_the_table_of_settings_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_role("front", COMMON, [], ["settings"], {}) == 0
    assert "| `MONGO_URL` | str · secret | required |" in capsys.readouterr().out
