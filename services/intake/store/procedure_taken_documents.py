"""The frozen copy of the procedure, as part of the dossier's document."""

from __future__ import annotations

from datetime import time
from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Component, Level
from services.intake.domain.procedure_data import (
    components_from_data,
    components_to_data,
    fees_from_data,
    fees_to_data,
    field_from_data,
    field_to_data,
    limit_from_data,
    limit_to_data,
    results_from_data,
    results_to_data,
    rule_from_data,
    rule_to_data,
)
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.store.dossier_part import plain
from services.intake.store.value_documents import read_words, write_words

Document = dict[str, Any]


def _write(taken: ProcedureTaken) -> Document:
    return {
        "code": taken.code,
        "version": taken.version,
        "name": write_words(taken.name),
        "limit": limit_to_data(taken.limit),
        "variant": taken.variant,
        "variant_name": write_words(taken.variant_name),
        "cut_off": taken.cut_off.isoformat("minutes") if taken.cut_off else None,
        "papers": components_to_data(taken.papers),
        "supplement": rule_to_data(taken.supplement),
        "fees": fees_to_data(taken.fees),
        "statutory_limit": limit_to_data(taken.statutory_limit) if taken.statutory_limit else None,
        "field": field_to_data(taken.field) if taken.field else None,
        "level": taken.level.value if taken.level else None,
        "authority": write_words(taken.authority),
        "results": results_to_data(taken.results),
        "route": taken.route,
    }


def _read(data: Document) -> ProcedureTaken:
    return ProcedureTaken(
        code=data["code"],
        version=data["version"],
        name=Words(**data["name"]),
        limit=limit_from_data(data["limit"]),
        variant=data["variant"],
        variant_name=read_words(data["variant_name"]),
        cut_off=time.fromisoformat(data["cut_off"]) if data["cut_off"] else None,
        papers=components_from_data(data["papers"]) if "papers" in data else _older_papers(data["components"]),
        supplement=rule_from_data(data.get("supplement")),
        fees=fees_from_data(data.get("fees", ())),
        statutory_limit=limit_from_data(data["statutory_limit"]) if data.get("statutory_limit") else None,
        field=field_from_data(data["field"]) if data.get("field") else None,
        level=Level(data["level"]) if data.get("level") else None,
        authority=read_words(data.get("authority")),
        results=results_from_data(data.get("results", ())),
        route=data.get("route"),
    )


def _older_papers(pairs: list[tuple[str, bool]]) -> tuple[Component, ...]:
    """Documents written before papers were kept whole hold their Vietnamese name and whether it is an original."""
    return tuple(
        Component(f"c{place}", Words(name, name), int(original), int(not original))
        for place, (name, original) in enumerate(pairs, 1)
    )


PROCEDURE = plain("procedure", _write, _read)
