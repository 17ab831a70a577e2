"""Seals and opens the personal values of one document, and makes the digests by which they are found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from services.intake.domain.authority import Authority, AuthorityKind
from services.intake.domain.personal import Applicant, ApplicantKind, Person
from shared.security.fields import BlindIndex, FieldCipher
from shared.text import search_key

PERSON_FIELDS = ("name", "identity_number", "phone", "email", "address", "paper")


class PersonalFields:
    """``collection`` and the document's id are part of every value's place: moved elsewhere it cannot be read."""

    def __init__(self, cipher: FieldCipher, index: BlindIndex, collection: str) -> None:
        self._cipher = cipher
        self._index = index
        self._collection = collection

    def seal(self, id: str, field: str, text: str | None) -> dict[str, Any] | None:
        return None if text is None else self._cipher.encrypt(self._place(id, field), text)

    def open(self, id: str, field: str, value: Mapping[str, Any] | None) -> str | None:
        return None if value is None else self._cipher.decrypt(self._place(id, field), value)

    def seal_json(self, id: str, field: str, value: Any) -> dict[str, Any] | None:
        return self.seal(id, field, json.dumps(value, ensure_ascii=False)) if value else None

    def open_json(self, id: str, field: str, value: Mapping[str, Any] | None) -> Any:
        text = self.open(id, field, value)
        return None if text is None else json.loads(text)

    def seal_person(self, id: str, field: str, person: Person | None) -> dict[str, Any] | None:
        if person is None:
            return None
        values = {name: getattr(person, name) for name in PERSON_FIELDS}
        return self.seal_json(id, field, {**values, "authority": _write_authority(person.authority)})

    def open_person(self, id: str, field: str, value: Mapping[str, Any] | None) -> Person | None:
        data = self.open_json(id, field, value)
        return Person(**{**data, "authority": _read_authority(data.get("authority"))}) if data else None

    def seal_applicant(self, id: str, applicant: Applicant) -> dict[str, Any]:
        born = applicant.birth_date.isoformat() if applicant.birth_date else None
        return {
            "kind": applicant.kind.value,
            "name": self.seal(id, "applicant.name", applicant.name),
            "address": self.seal(id, "applicant.address", applicant.address),
            "identity_number": self.seal(id, "applicant.identity_number", applicant.identity_number),
            "tax_code": self.seal(id, "applicant.tax_code", applicant.tax_code),
            "birth_date": self.seal(id, "applicant.birth_date", born),
            "phone": self.seal(id, "applicant.phone", applicant.phone),
            "email": self.seal(id, "applicant.email", applicant.email),
            "representative": self.seal_person(id, "applicant.representative", applicant.representative),
        }

    def open_applicant(self, id: str, data: Mapping[str, Any]) -> Applicant:
        def opened(field: str) -> str | None:
            return self.open(id, f"applicant.{field}", data.get(field))

        born = opened("birth_date")
        return Applicant(
            kind=ApplicantKind(data["kind"]),
            name=opened("name") or "",
            address=opened("address") or "",
            identity_number=opened("identity_number"),
            tax_code=opened("tax_code"),
            birth_date=date.fromisoformat(born) if born else None,
            phone=opened("phone"),
            email=opened("email"),
            representative=self.open_person(id, "applicant.representative", data.get("representative")),
        )

    def digests(self, applicant: Applicant, *others: Person | None) -> list[str]:
        """What the applicant, a representative and a submitter are found by; each kind of value has its own digest."""
        people = [one for one in (applicant.representative, *others) if one]
        found = {self.name_digest(applicant.name), *(self.name_digest(one.name) for one in people)}
        phones = (applicant.phone, *(one.phone for one in people))
        found |= {self.digest("phone", number) for number in phones if number}
        numbers = (applicant.identity_number, *(one.identity_number for one in people))
        found |= {self.digest("identity", number) for number in numbers if number}
        if applicant.tax_code:
            found.add(self.digest("tax", applicant.tax_code))
        return sorted(found)

    def digest(self, kind: str, text: str) -> str:
        return self._index.digest(kind, text)

    def name_digest(self, name: str) -> str:
        """Found by whatever marks and case it is typed with."""
        return self._index.digest("name", search_key(name))

    def _place(self, id: str, field: str) -> str:
        return f"{self._collection}/{id}/{field}"


def _write_authority(one: Authority | None) -> dict[str, Any] | None:
    if one is None:
        return None
    issued_on = one.issued_on.isoformat() if one.issued_on else None
    return {"kind": one.kind.value, "number": one.number, "issued_on": issued_on, "document": one.document}


def _read_authority(data: Mapping[str, Any] | None) -> Authority | None:
    if data is None:
        return None
    issued_on = date.fromisoformat(data["issued_on"]) if data["issued_on"] else None
    return Authority(AuthorityKind(data["kind"]), data["number"], issued_on, data["document"])
