"""A procedure through time: every version that was ever published, which one holds on a day, and what may follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.domain.procedure import Procedure

LATER_VERSION = Words(
    "Đã có phiên bản hiệu lực muộn hơn; không viết lại chuyện đã qua",
    "A version that takes effect later exists; what was is not written anew",
)


@dataclass(frozen=True, slots=True)
class ProcedureHistory:
    """One aggregate: the versions of one code, oldest first, numbered from 1. They are only ever added to."""

    code: str
    versions: tuple[Procedure, ...]

    @property
    def id(self) -> str:
        return self.code

    @property
    def version(self) -> int:
        return len(self.versions)

    @property
    def latest(self) -> Procedure:
        """The last version, in force or still to come."""
        return self.versions[-1]

    @classmethod
    def begin(cls, first: Procedure) -> ProcedureHistory:
        return cls(first.code, (replace(first, version=1),))

    def on(self, day: date) -> Procedure | None:
        """The version in force on that day: of those that have taken effect, the one published last."""
        return next((one for one in reversed(self.versions) if one.effective_from <= day), None)

    def numbered(self, number: int) -> Procedure | None:
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None

    def knows(self, wanted: Procedure) -> Procedure | None:
        """The version that says this already: the last one, or an older one of the same day."""
        if self.latest.says_the_same_as(wanted):
            return self.latest
        same_day = (one for one in self.versions if one.effective_from == wanted.effective_from)
        return next((one for one in same_day if one.says_the_same_as(wanted)), None)

    def publish(self, wanted: Procedure) -> ProcedureHistory:
        """With one version more, numbered next. Raises InvalidRequest for a day before the last version's."""
        if wanted.effective_from < self.latest.effective_from:
            raise InvalidRequest((FieldFault("/effective_from", LATER_VERSION),))
        return replace(self, versions=(*self.versions, replace(wanted, version=len(self.versions) + 1)))


def is_handed_over(old: Procedure, new: Procedure) -> bool:
    """Whether another level or authority decides from now on (phân cấp)."""
    return old.level is not new.level or old.authority != new.authority
