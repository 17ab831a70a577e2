"""What people decided about the matches of one petition: confirmed, rejected, undone; all of it stays written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import IllegalStep, Words


class Said(Enum):
    """``LINKED`` is confirmed by a caller who was verified; the petition itself then names the dossier."""

    CONFIRMED = "confirmed"
    LINKED = "linked"
    REJECTED = "rejected"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Decision:
    """``points`` and ``reasons`` are what was shown when it was decided."""

    dossier: str
    said: Said
    at: datetime
    who: str
    points: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """``id`` is the petition's code. ``decisions`` only grows: what stands for a dossier is the last of its own."""

    id: str
    version: int = 0
    decisions: tuple[Decision, ...] = ()

    @property
    def confirmed(self) -> str | None:
        """The dossier that it is about, as people decided."""
        return next((code for code, one in self.standings.items() if one.said in (Said.CONFIRMED, Said.LINKED)), None)

    @property
    def rejected(self) -> tuple[str, ...]:
        """Dossiers that it is not about."""
        return tuple(code for code, one in self.standings.items() if one.said is Said.REJECTED)

    def standing(self, dossier: str) -> Decision | None:
        """What holds for this dossier now."""
        return self.standings.get(dossier)

    def decided(self, decision: Decision) -> Matching:
        """With this decision; itself where the same stands already. Raises IllegalStep."""
        now = self.standing(decision.dossier)
        if now is not None and (now.said is decision.said or (now.said, decision.said) == _MORE_THAN):
            return self
        if decision.said is Said.UNDONE and now is None:
            raise IllegalStep("nothing-to-undo", Words("Chưa quyết định gì về hồ sơ này", "Nothing was decided yet"))
        if decision.said in (Said.CONFIRMED, Said.LINKED) and self.confirmed not in (None, decision.dossier):
            raise IllegalStep(
                "confirmed-already",
                Words("Đã xác nhận một hồ sơ khác. Hoàn tác trước đã", "Another dossier is confirmed. Undo that first"),
            )
        if decision.said is Said.REJECTED and now is not None and now.said is Said.LINKED:
            raise IllegalStep(
                "linked-already", Words("Hồ sơ này đã gắn. Gỡ ra trước đã", "This dossier is linked. Unlink it first")
            )
        return replace(self, version=self.version + 1, decisions=(*self.decisions, decision))

    @property
    def standings(self) -> dict[str, Decision]:
        """The last decision of each dossier, without those that were undone."""
        last = {one.dossier: one for one in self.decisions}
        return {code: one for code, one in last.items() if one.said is not Said.UNDONE}


# What is linked is confirmed already, by more.
_MORE_THAN = (Said.LINKED, Said.CONFIRMED)
