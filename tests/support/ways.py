"""Where the tests' broker and database run: named in the environment, in containers, or as private processes.

``TEST_SERVERS=containers`` or ``local`` chooses; without it containers are used where an engine has the images.
"""

from __future__ import annotations

import os
from enum import Enum
from uuid import uuid4

import pytest

from tests.support.containers import NoContainers, images

VARIABLE, RUN = "TEST_SERVERS", "TEST_RUN"
MARK = "only_on(way, reason): the test can run with servers of one way only (local, containers)"


class Way(Enum):
    """How servers that nobody gave are had."""

    LOCAL = "local"
    CONTAINERS = "containers"


def settle() -> None:
    """Choose for this process and those it starts. Raises pytest.UsageError where what is asked for cannot be had."""
    asked = os.environ.get(VARIABLE, "")
    if asked not in ("", *(way.value for way in Way)):
        raise pytest.UsageError(f"{VARIABLE} must be containers or local: {asked!r} is not")
    os.environ.setdefault(RUN, uuid4().hex)
    if asked == Way.LOCAL.value:
        return
    try:
        images()
        os.environ[VARIABLE] = Way.CONTAINERS.value
    except NoContainers as reason:
        if asked:
            raise pytest.UsageError(f"the servers cannot run in containers: {reason}") from None
        os.environ[VARIABLE] = Way.LOCAL.value


def chosen() -> Way:
    """The way of this run."""
    if os.environ.get(VARIABLE) not in {way.value for way in Way}:
        settle()
    return Way(os.environ[VARIABLE])


def run() -> str:
    """The run's name, the same in all its processes."""
    return os.environ[RUN]


def told() -> str:
    """One line for a person."""
    given = [name for name in ("MONGO_URL", "AMQP_URL") if name in os.environ]
    if len(given) == 2:
        return "servers: named by MONGO_URL and AMQP_URL"
    rest = f", but for {given[0]}'s" if given else ""
    if chosen() is Way.CONTAINERS:
        return f"servers: in containers ({', '.join(sorted(images().values()))}){rest}"
    return f"servers: private processes of this machine{rest}"


def skip_others(items: list[pytest.Item]) -> None:
    """Leave out what cannot run this way, with its reason."""
    for item in items:
        for mark in item.iter_markers("only_on"):
            if Way(mark.args[0]) is not chosen():
                item.add_marker(pytest.mark.skip(reason=f"only on {mark.args[0]}: {mark.kwargs['reason']}"))
