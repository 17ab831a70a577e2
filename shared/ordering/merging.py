"""Two lines, each sorted by how long its members wait, read as one: a page at a time, never more than is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from shared.ordering.rules import OrderRules
from shared.ordering.turns import Key, Waiting, choose, row_after


@dataclass(frozen=True, slots=True)
class Turn(Generic[Key]):
    """One place of the order; ``in_a_row`` is what the next place needs to know, as a list that is read page by page
    hands it on (with the same ``now``) together with the last one read of each line."""

    waiting: Waiting[Key]
    in_a_row: int


def in_order(
    preferred: Iterable[Waiting[Key]],
    others: Iterable[Waiting[Key]],
    now: datetime,
    rules: OrderRules,
    in_a_row: int = 0,
) -> Iterator[Turn[Key]]:
    """Everybody who waits, in the order in which turns would come if all were called now.

    Each of both must be sorted by ``since``. At most one more than what is yielded is read of each, so that a page of a
    list of any length costs two short reads of an index.
    """
    first_line, other_line = iter(preferred), iter(others)
    first, other = next(first_line, None), next(other_line, None)
    row = in_a_row
    while (chosen := choose(first, other, row, now, rules)) is not None:
        row = row_after(row, chosen, another_waits=other is not None)
        yield Turn(chosen, row)
        if chosen is first:
            first = next(first_line, None)
        else:
            other = next(other_line, None)
