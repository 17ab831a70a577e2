"""What the bus counts, as calls that do nothing unless somebody listens: the bus itself knows no metrics library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _ignore(_: int) -> None:
    return None


def _ignore_seconds(_: float) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Hooks:
    """Each is called with how many: ``published`` and ``returned`` (or refused) by the relay; ``handled`` (taken in
    for good, also where the handler said NotYet), ``repeated`` (received before), ``deferred`` (its handler failed)
    and ``parked`` (unreadable, suspect or dead) by the consumers. ``lag`` gets seconds from event to effect.
    """

    published: Callable[[int], None] = _ignore
    returned: Callable[[int], None] = _ignore
    handled: Callable[[int], None] = _ignore
    repeated: Callable[[int], None] = _ignore
    deferred: Callable[[int], None] = _ignore
    parked: Callable[[int], None] = _ignore
    lag: Callable[[float], None] = _ignore_seconds


SILENT = Hooks()
