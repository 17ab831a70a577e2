"""What a service writes besides, where a message reached no handler: parked as it came, given up, or come again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shared.store.change import Change, Key, Loaded
from shared.store.messages import Message


@dataclass(frozen=True, slots=True)
class Beside:
    """``park_because`` is set where a message that came again is to be parked."""

    change: Change
    park_because: str | None = None


@dataclass(frozen=True, slots=True)
class Besides:
    """Pure, as handlers are: ``needs`` names the aggregates, the others say what is written with the parked row.

    ``parked`` hears the reason and whether it was given up after waiting long (``waited``); ``repeated`` hears of a
    message whose id was absorbed before. An id that was read ``by_sender`` stands with its sender's key before it.
    """

    needs: Callable[[Message], tuple[Key, ...]]
    parked: Callable[[Message, str, bool, Loaded], Change]
    repeated: Callable[[Message, Loaded], Beside | None]
