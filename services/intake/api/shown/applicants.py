"""Who files a dossier, and who acts for them, as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.values import Json
from services.intake.domain.authority import Authority
from services.intake.domain.personal import Applicant, Person


def applicant(one: Applicant) -> Json:
    return {
        "kind": one.kind.value,
        "name": one.name,
        "identity_number": one.identity_number,
        "tax_code": one.tax_code,
        "birth_date": one.birth_date.isoformat() if one.birth_date else None,
        "phone": one.phone,
        "email": one.email,
        "address": one.address,
        "representative": person(one.representative),
    }


def person(one: Person | None) -> Json | None:
    if one is None:
        return None
    return {
        "name": one.name,
        "identity_number": one.identity_number,
        "phone": one.phone,
        "email": one.email,
        "address": one.address,
        "paper": one.paper,
        "authority": authority(one.authority),
    }


def authority(one: Authority | None) -> Json | None:
    if one is None:
        return None
    issued_on = one.issued_on.isoformat() if one.issued_on else None
    return {"kind": one.kind.value, "number": one.number, "issued_on": issued_on, "document": one.document}
