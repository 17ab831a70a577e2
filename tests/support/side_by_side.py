"""Several workers run the suite side by side, each with servers of its own; without workers nothing here happens."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from deploy.local import ports

# Where the fixture is used behind which a whole system stands: one worker starts it, and has all these tests.
SYSTEM = "motcua"
OF_THE_SYSTEM = ("tests/e2e/", "tests/integration/local/test_system.py")
# Long files first, so that no worker is left alone with one at the end.
FIRST = ("tests/integration/", "tests/acceptance/", "tests/contract/")


class ByFile(LoadScopeScheduling):
    """A file's tests stay together; the tests of the whole system too, and they begin."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return SYSTEM if path.startswith(OF_THE_SYSTEM) else path


def scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Files in the order in which the workers found them."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def own_ports(worker: str, workers: int) -> None:
    """Let a worker (``gw1``) look for free ports in its own part of the range: what it found free stays free."""
    part = len(ports.FREE_RANGE) // workers
    start = int(worker.removeprefix("gw")) % workers * part
    ports.FREE_RANGE = ports.FREE_RANGE[start : start + part]


def put_in_order(items: list[pytest.Item]) -> None:
    """The whole system's tests first. Raises pytest.UsageError where a worker would start a second one for a test."""
    for item in items:
        if SYSTEM in getattr(item, "fixturenames", ()) and not item.location[0].startswith(OF_THE_SYSTEM):
            raise pytest.UsageError(f"{item.nodeid} needs the whole system: say so in {__name__}.OF_THE_SYSTEM")
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.location[0]
    return 0 if path.startswith(OF_THE_SYSTEM) else 1 if path.startswith(FIRST) else 2
