"""Tests wait for what should become true, never for a length of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from deploy.local.waiting import until

T = TypeVar("T")


def wait_until(
    condition: Callable[[], T], timeout: float = 10, *, describe: str | Callable[[], object] | None = None
) -> T:
    """The condition's first truthy value. Fails with the description (or what it says when the time is up)."""
    found: list[T] = []

    def holds() -> bool:
        value = condition()
        found[:] = [value]
        return bool(value)

    if until(holds, timeout=timeout):
        return found[0]
    told = describe() if callable(describe) else describe
    raise AssertionError(f"not within {timeout} s: {told or getattr(condition, '__name__', 'the condition')}")
