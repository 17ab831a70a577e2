"""What a dossier keeps of the procedure it was filed under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from services.intake.domain.errors import Words
from services.intake.domain.procedure import (
    USUAL_RULE,
    Component,
    Fee,
    Field,
    Level,
    Procedure,
    Result,
    SupplementRule,
    TimeLimit,
)


@dataclass(frozen=True, slots=True)
class ProcedureTaken:
    """What the dossier keeps of the catalogue's version in force when it was filed, of the case that was chosen.

    Dossiers filed before a field was kept have its default.
    """

    code: str
    version: int
    name: Words
    limit: TimeLimit
    variant: str | None = None
    variant_name: Words | None = None
    cut_off: time | None = None
    papers: tuple[Component, ...] = ()
    supplement: SupplementRule = USUAL_RULE
    fees: tuple[Fee, ...] = ()
    statutory_limit: TimeLimit | None = None
    field: Field | None = None
    level: Level | None = None
    authority: Words | None = None
    results: tuple[Result, ...] = ()
    route: str | None = None

    @classmethod
    def of(cls, procedure: Procedure, variant: str | None) -> ProcedureTaken:
        """Raises NotFound for an unknown case."""
        case = procedure.variant(variant)
        return cls(
            procedure.code,
            procedure.version,
            procedure.name,
            procedure.limit_of(variant),
            variant,
            case.name if case else None,
            procedure.cut_off,
            procedure.components_of(variant),
            procedure.supplement,
            procedure.fees_of(variant),
            procedure.statutory_limit_of(variant),
            procedure.field,
            procedure.level,
            procedure.authority,
            procedure.results,
            procedure.route,
        )

    @property
    def to_bring(self) -> tuple[Component, ...]:
        """The papers that may be asked for: not what the office finds in a national database by itself."""
        return tuple(one for one in self.papers if not one.in_national_database)

    @property
    def components(self) -> tuple[tuple[str, bool], ...]:
        """Name of each paper to bring, and whether it is the original that is wanted."""
        return tuple((one.name.vi, one.original) for one in self.to_bring)
