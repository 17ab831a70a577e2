"""The table of compose-test: what a machine reads of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.containers.compose_test.table import FAILED, HELD, NOT_TRIED, SKIPPED, Row, keep


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [((HELD, HELD), HELD), ((HELD, FAILED, NOT_TRIED), FAILED), ((SKIPPED,), SKIPPED), ((HELD, NOT_TRIED), FAILED)],
)
def test_the_whole_is_what_its_worst_step_is(tmp_path: Path, outcomes: tuple[str, ...], whole: str) -> None:
    rows = [Row(number, "step", outcome, 1.26, "told") for number, outcome in enumerate(outcomes, start=1)]
    keep(rows, tmp_path / "build" / "table.json")
    kept = json.loads((tmp_path / "build" / "table.json").read_text("utf-8"))
    assert kept["outcome"] == whole
    assert [step["outcome"] for step in kept["steps"]] == list(outcomes)
    assert kept["steps"][0]["seconds"] == 1.3
