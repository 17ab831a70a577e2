"""Several workers run the suite side by side, each with servers of its own; without workers nothing here happens."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from deploy.local import ports

# Fixtures behind which a whole system stands: one worker starts it, and has all tests that need it.
WHOLE_SYSTEM = "motcua"
# Long files first, so that no worker is left alone with one at the end.
FIRST = ("tests/integration/", "tests/acceptance/", "tests/contract/")


def own_ports(worker: str, workers: int) -> None:
    """Let a worker (``gw1``) look for free ports in its own part of the range: what it found free stays free."""
    part = len(ports.FREE_RANGE) // workers
    start = int(worker.removeprefix("gw")) % workers * part
    ports.FREE_RANGE = ports.FREE_RANGE[start : start + part]


def share_out(items: list[pytest.Item]) -> None:
    """A file's tests stay together; the tests of the whole system too, and they begin."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_turn)


def _group(item: pytest.Item) -> str:
    return "the whole system" if _needs_system(item) else item.location[0].replace("/", ".")


def _turn(item: pytest.Item) -> int:
    if _needs_system(item):
        return 0
    return 1 if item.location[0].startswith(FIRST) else 2


def _needs_system(item: pytest.Item) -> bool:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return WHOLE_SYSTEM in names
