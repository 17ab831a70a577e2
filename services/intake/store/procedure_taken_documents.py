"""The frozen copy of the procedure, as part of the dossier's document."""

from __future__ import annotations

from datetime import time
from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Fee
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.store.dossier_part import plain
from services.intake.store.value_documents import (
    read_limit,
    read_supplement_rule,
    read_words,
    write_limit,
    write_supplement_rule,
    write_words,
)

Document = dict[str, Any]


def _write(taken: ProcedureTaken) -> Document:
    return {
        "code": taken.code,
        "version": taken.version,
        "name": write_words(taken.name),
        "limit": write_limit(taken.limit),
        "variant": taken.variant,
        "variant_name": write_words(taken.variant_name),
        "cut_off": taken.cut_off.isoformat("minutes") if taken.cut_off else None,
        "components": [[name, original] for name, original in taken.components],
        "supplement": write_supplement_rule(taken.supplement),
        "fees": [{"name": write_words(one.name), "amount": one.amount} for one in taken.fees],
    }


def _read(data: Document) -> ProcedureTaken:
    return ProcedureTaken(
        code=data["code"],
        version=data["version"],
        name=Words(**data["name"]),
        limit=read_limit(data["limit"]),
        variant=data["variant"],
        variant_name=read_words(data["variant_name"]),
        cut_off=time.fromisoformat(data["cut_off"]) if data["cut_off"] else None,
        components=tuple((name, original) for name, original in data["components"]),
        supplement=read_supplement_rule(data.get("supplement")),
        fees=tuple(Fee(Words(**one["name"]), one["amount"]) for one in data.get("fees", ())),
    )


PROCEDURE = plain("procedure", _write, _read)
