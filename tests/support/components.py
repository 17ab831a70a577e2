"""Lines of a procedure's list, from the little that a test says of them."""

from __future__ import annotations

from collections.abc import Iterable

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Component


def components_of(pairs: Iterable[tuple[str, bool]]) -> tuple[Component, ...]:
    """One line for each name; the second value says whether the original is wanted."""
    return tuple(
        Component(f"c{place}", Words(name, name), int(original), int(not original))
        for place, (name, original) in enumerate(pairs, 1)
    )
