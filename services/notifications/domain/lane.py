"""Lanes: what must be there at once, what people wait for, what has time; each thread's turn begins in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Lane(StrEnum):
    """How much a message presses; the urgent ones hold a secret and are of use for minutes."""

    URGENT = "urgent"
    NORMAL = "normal"
    BULK = "bulk"


def lanes_in_order(turn: int, shares: Mapping[Lane, int]) -> tuple[Lane, ...]:
    """Where the sender of this turn looks first, second and last.

    The urgent lane is always first. Of as many turns in a row as all shares together, each other lane is ahead of the
    rest in as many as its share, spread evenly, so that none waits for ever.
    """
    others: Sequence[Lane] = [lane for lane in Lane if lane is not Lane.URGENT]
    ahead = _whose_turn(turn % sum(shares[lane] for lane in others), others, shares)
    return (Lane.URGENT, ahead, *(lane for lane in others if lane is not ahead))


def _whose_turn(turn: int, lanes: Sequence[Lane], shares: Mapping[Lane, int]) -> Lane:
    """Each turn every lane earns its share, and the richest pays one whole round to go ahead."""
    whole = sum(shares[lane] for lane in lanes)
    earned = dict.fromkeys(lanes, 0)
    chosen = lanes[0]
    for _ in range(turn + 1):
        for lane in lanes:
            earned[lane] += shares[lane]
        chosen = max(lanes, key=lambda lane: earned[lane])
        earned[chosen] -= whole
    return chosen
