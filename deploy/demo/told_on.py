"""The hops after dossiers' lives: what the national portal came to know of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from deploy.demo.walk import Seen, Walk

Json = dict[str, Any]
ENDS = ("10", "7")  # how the walk's dossiers end: returned, and the second one withdrawn


class PortalScreen(Protocol):
    """What the portal's screen shows (``api.Front``)."""

    def at_portal(self, code: str) -> Json | None: ...


@dataclass
class ToldOn:
    """Waits until the portal has every dossier of ``walk`` with its last status and its whole way."""

    people: PortalScreen
    walk: Walk

    def hops(self) -> Iterator[Seen]:
        """One a dossier. Raises Missing, and what the people's API raises."""
        for code, status in zip(self.walk.codes, ENDS, strict=False):
            yield self._known(code, status)

    def _known(self, code: str, status: str) -> Seen:
        end = self.walk.clock() + self.walk.limit
        while True:
            held = self.people.at_portal(code)
            rows = held["rows"] if held else []
            if held and held["data"]["TrangThaiHoSo"] == status and rows and rows[-1]["TrangThai"] == status:
                went = " → ".join(dict.fromkeys(row["TrangThai"] for row in rows))
                return self.walk.seen("told on", "national portal", f"{code}: {len(rows)} progress rows, {went}")
            self.walk.wait(end, "told on", "national portal")
