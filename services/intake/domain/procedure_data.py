"""A procedure as data and back: the shape of ``data/procedures.json``, of the store, of files and of the API.

What is read here was checked when it was taken (``use_cases/procedure_reader``); a field that younger versions have is
filled with what older ones meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.money.refund import RefundCase
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.procedure import (
    USUAL_RULE,
    Component,
    Fee,
    Field,
    LegalBasis,
    Level,
    LimitKind,
    OnlineLevel,
    OpenDossiers,
    Policy,
    Procedure,
    Result,
    SupplementRule,
    TimeLimit,
    Variant,
)

Data = dict[str, Any]


def words_to_data(words: Words) -> Data:
    return {"vi": words.vi, "en": words.en}


def words_from_data(data: Mapping[str, Any]) -> Words:
    return Words(data["vi"], data["en"])


def limit_to_data(limit: TimeLimit) -> Data:
    return {"kind": limit.kind.value, "amount": str(limit.amount)}


def limit_from_data(data: Mapping[str, Any]) -> TimeLimit:
    return TimeLimit(LimitKind(data["kind"]), Decimal(data.get("amount", "0")))


def fees_to_data(fees: Sequence[Fee]) -> list[Data]:
    return [
        {
            "name": words_to_data(one.name),
            "amount": one.amount,
            **({"refund_on": sorted(case.value for case in one.refund_on)} if one.refund_on else {}),
        }
        for one in fees
    ]


def fees_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Fee, ...]:
    return tuple(
        Fee(words_from_data(one["name"]), int(one["amount"]), frozenset(map(RefundCase, one.get("refund_on", ()))))
        for one in data
    )


def components_to_data(components: Sequence[Component]) -> list[Data]:
    return [
        {
            "id": one.id,
            "name": words_to_data(one.name),
            "originals": one.originals,
            "copies": one.copies,
            "digitise": one.digitise,
            "in_national_database": one.in_national_database,
        }
        for one in components
    ]


def components_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Component, ...]:
    return tuple(_component(one) for one in data)


def _component(data: Mapping[str, Any]) -> Component:
    if "originals" in data:
        originals, copies = int(data["originals"]), int(data["copies"])
    else:  # written when a paper was either an original or copies
        number = int(data.get("copies", 1))
        originals, copies = (number, 0) if data["original"] else (0, number)
    return Component(
        data["id"],
        words_from_data(data["name"]),
        originals,
        copies,
        bool(data.get("digitise", True)),
        bool(data.get("in_national_database", False)),
    )


def results_to_data(results: Sequence[Result]) -> list[Data]:
    return [{"name": words_to_data(one.name), "code": one.code} for one in results]


def results_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Result, ...]:
    return tuple(Result(words_from_data(one["name"]), one.get("code", "")) for one in data)


def field_to_data(field: Field) -> Data:
    return {"vi": field.vi, "en": field.en, "code": field.code}


def field_from_data(data: Mapping[str, Any]) -> Field:
    return Field(data["vi"], data["en"], data.get("code", ""))


def rule_to_data(rule: SupplementRule) -> Data:
    return {"policy": rule.policy.value, "working_days": rule.working_days}


def rule_from_data(data: Mapping[str, Any] | None) -> SupplementRule:
    """The usual rule where none is named."""
    if data is None:
        return USUAL_RULE
    return SupplementRule(Policy(data["policy"]), int(data.get("working_days", USUAL_RULE.working_days)))


def procedure_to_data(procedure: Procedure) -> Data:
    return {
        "code": procedure.code,
        "version": procedure.version,
        "effective_from": procedure.effective_from.isoformat(),
        "name": words_to_data(procedure.name),
        "field": field_to_data(procedure.field),
        "level": procedure.level.value,
        "authority": words_to_data(procedure.authority),
        "online": procedure.online.value,
        "limit": limit_to_data(procedure.limit),
        "statutory_limit": limit_to_data(procedure.statutory_limit) if procedure.statutory_limit else None,
        "cut_off": procedure.cut_off.isoformat("minutes") if procedure.cut_off else None,
        "supplement": rule_to_data(procedure.supplement),
        "applicants": [one.value for one in procedure.applicants],
        "fees": fees_to_data(procedure.fees),
        "components": components_to_data(procedure.components),
        "variants": [_variant_to_data(one) for one in procedure.variants],
        "results": results_to_data(procedure.results),
        "legal_basis": [_basis_to_data(one) for one in procedure.legal_basis],
        "route": procedure.route,
        "open_dossiers": procedure.open_dossiers.value,
        "sample": sorted(procedure.sample),
    }


def procedure_from_data(data: Mapping[str, Any]) -> Procedure:
    """Raises KeyError, TypeError and ValueError for data that was never checked."""
    return Procedure(
        code=data["code"],
        version=int(data["version"]),
        effective_from=date.fromisoformat(data["effective_from"]),
        name=words_from_data(data["name"]),
        field=field_from_data(data["field"]),
        level=Level(data["level"]),
        authority=words_from_data(data["authority"]),
        limit=limit_from_data(data["limit"]),
        results=results_from_data(data["results"] if "results" in data else [{"name": data["result"]}]),
        statutory_limit=limit_from_data(data["statutory_limit"]) if data.get("statutory_limit") else None,
        applicants=tuple(ApplicantKind(one) for one in data["applicants"]),
        fees=fees_from_data(data["fees"]),
        components=components_from_data(data["components"]),
        variants=tuple(_variant_from_data(one) for one in data.get("variants", ())),
        cut_off=time.fromisoformat(data["cut_off"]) if data.get("cut_off") else None,
        supplement=rule_from_data(data.get("supplement")),
        sample=frozenset(data["sample"]),
        online=OnlineLevel(data.get("online", OnlineLevel.PARTIAL.value)),
        legal_basis=tuple(_basis_from_data(one) for one in data.get("legal_basis", ())),
        route=data.get("route"),
        open_dossiers=OpenDossiers(data.get("open_dossiers", OpenDossiers.KEEP.value)),
    )


def _variant_to_data(one: Variant) -> Data:
    return {
        "id": one.id,
        "name": words_to_data(one.name),
        "limit": limit_to_data(one.limit),
        "statutory_limit": limit_to_data(one.statutory_limit) if one.statutory_limit else None,
        "fees": fees_to_data(one.fees),
        "components": components_to_data(one.components),
    }


def _variant_from_data(data: Mapping[str, Any]) -> Variant:
    return Variant(
        data["id"],
        words_from_data(data["name"]),
        limit_from_data(data["limit"]),
        fees_from_data(data["fees"]),
        components_from_data(data.get("components", ())),
        limit_from_data(data["statutory_limit"]) if data.get("statutory_limit") else None,
    )


def _basis_to_data(one: LegalBasis) -> Data:
    issued = one.issued_on.isoformat() if one.issued_on else None
    return {"number": one.number, "title": words_to_data(one.title), "issued_on": issued}


def _basis_from_data(data: Mapping[str, Any]) -> LegalBasis:
    issued = data.get("issued_on")
    return LegalBasis(data["number"], words_from_data(data["title"]), date.fromisoformat(issued) if issued else None)
