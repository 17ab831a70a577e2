"""What a dossier keeps of the procedure it was filed under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from services.intake.domain.errors import Words
from services.intake.domain.procedure import USUAL_RULE, Fee, Procedure, SupplementRule, TimeLimit


@dataclass(frozen=True, slots=True)
class ProcedureTaken:
    """What the dossier keeps of the catalogue's version in force when it was filed."""

    code: str
    version: int
    name: Words
    limit: TimeLimit
    variant: str | None = None
    variant_name: Words | None = None
    cut_off: time | None = None
    components: tuple[tuple[str, bool], ...] = ()
    supplement: SupplementRule = USUAL_RULE
    fees: tuple[Fee, ...] = ()

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
            tuple((one.name.vi, one.original) for one in procedure.components),
            procedure.supplement,
            procedure.fees_of(variant),
        )
