"""Procedures of the catalogue as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.values import Json, fees, limit, words
from services.intake.domain.procedure import Component, Procedure


def procedure_item(one: Procedure) -> Json:
    return {
        "code": one.code,
        "version": one.version,
        "name": words(one.name),
        "field": {**words(one.field), "key": one.field.key, "code": one.field.code},
        "level": one.level.value,
        "online": one.online.value,
        "authority": words(one.authority),
        "limit": limit(one.limit),
        "sample": sorted(one.sample),
    }


def procedure(one: Procedure) -> Json:
    return {
        **procedure_item(one),
        "effective_from": one.effective_from,
        "statutory_limit": limit(one.statutory_limit),
        "result": words(one.result),
        "applicants": [kind.value for kind in one.applicants],
        "fees": fees(one.fees),
        "components": components(one.components),
        "variants": [
            {
                "id": case.id,
                "name": words(case.name),
                "limit": limit(case.limit),
                "statutory_limit": limit(case.statutory_limit),
                "fees": fees(one.fees_of(case.id)),
                "components": components(one.components_of(case.id)),
            }
            for case in one.variants
        ],
        "cut_off": one.cut_off.isoformat("minutes") if one.cut_off else None,
        "results": [{"name": words(each.name), "code": each.code} for each in one.results],
        "legal_basis": [
            {"number": each.number, "title": words(each.title), "issued_on": each.issued_on} for each in one.legal_basis
        ],
        "supplement": {"policy": one.supplement.policy.value, "working_days": one.supplement.working_days},
        "route": one.route,
        "open_dossiers": one.open_dossiers.value,
    }


def components(values: tuple[Component, ...]) -> list[Json]:
    return [
        {
            "id": one.id,
            "name": words(one.name),
            "original": one.original,
            "originals": one.originals,
            "copies": one.copies,
            "digitise": one.digitise,
            "in_national_database": one.in_national_database,
        }
        for one in values
    ]
