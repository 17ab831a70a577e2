"""Misbehaviour to order: the next so many requests are answered wrongly, late or not at all."""

from __future__ import annotations

import threading
from dataclasses import dataclass

MOST = 10_000
LONGEST_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Fault:
    """``answer`` is a word of the simulator's own; ``accepted``: it does its work first and misbehaves then."""

    answer: str
    seconds: float = 0.0
    accepted: bool = False


class BadOrder(ValueError):
    """An order that the simulator does not understand; the text says which field."""


class Faults:
    """What to do with the next requests; any thread may ask."""

    def __init__(self, answers: tuple[str, ...]) -> None:
        self.answers = answers
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._left = 0

    def order(self, wanted: dict[str, object]) -> None:
        """``{"answer", "count", "seconds", "accepted"}``; ``answer`` "well" ends all faults. Raises BadOrder."""
        answer = str(wanted.get("answer", ""))
        if answer not in ("well", *self.answers) and not answer.removeprefix("code_").isdigit():
            raise BadOrder(f"answer: one of well, {', '.join(self.answers)}, code_NNN")
        try:
            count, seconds = int(str(wanted.get("count", 1))), float(str(wanted.get("seconds", 30)))
        except ValueError:
            raise BadOrder("count, seconds: numbers") from None
        if not 0 < count <= MOST or not 0 <= seconds <= LONGEST_SECONDS:
            raise BadOrder(f"count: 1 to {MOST}; seconds: 0 to {LONGEST_SECONDS:g}")
        with self._lock:
            self._fault = None if answer == "well" else Fault(answer, seconds, bool(wanted.get("accepted")))
            self._left = 0 if answer == "well" else count

    def next(self) -> Fault | None:
        """What this request gets; None: it is served well."""
        with self._lock:
            if not self._left:
                return None
            self._left -= 1
            return self._fault

    def standing(self) -> dict[str, object]:
        """The order as far as it is not used up."""
        with self._lock:
            if not self._left or self._fault is None:
                return {"answer": "well", "count": 0}
            return {"answer": self._fault.answer, "count": self._left, "accepted": self._fault.accepted}
