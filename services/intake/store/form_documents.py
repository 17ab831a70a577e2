"""A form that was given out as a document: its content and its key sealed, what it is found by beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from services.intake.domain.errors import Words
from services.intake.domain.form_copy import FormName, IssuedForm
from services.intake.store.personal_fields import PersonalFields
from shared.security.fields import Undecipherable
from shared.security.owner_tokens import digest_owner_token
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

COLLECTION = "issued_forms"
INDEXES = (
    IndexModel([("dossier", ASCENDING), ("_id", ASCENDING)], name="dossier"),
    IndexModel([("token_hash", ASCENDING)], name="token", unique=True),
    IndexModel(
        [("unit", ASCENDING), ("form", ASCENDING), ("year", ASCENDING), ("number", ASCENDING)],
        name="number",
        unique=True,
    ),
)
Document = dict[str, Any]


def form_mapping(fields: PersonalFields) -> Mapping:
    """How forms given out are kept; ``fields`` are those of this collection."""
    return Mapping(
        IssuedForm,
        COLLECTION,
        lambda copy: write_form(copy, fields),
        lambda document: read_form(document, fields),
        INDEXES,
    )


def write_form(copy: IssuedForm, fields: PersonalFields) -> Document:
    return {
        "_id": copy.id,
        "version": copy.version,
        "dossier": copy.dossier,
        "form": copy.form.value,
        "of": copy.of,
        "issue": copy.issue,
        "number": copy.number,
        "year": copy.year,
        "unit": copy.unit,
        "issued_at": copy.issued_at,
        "issued_by": copy.issued_by,
        "dossier_version": copy.dossier_version,
        "procedure": {"vi": copy.procedure.vi, "en": copy.procedure.en},
        "due_at": copy.due_at,
        "content": fields.seal_json(copy.id, "content", dict(copy.content)),
        "token": fields.seal(copy.id, "token", copy.token),
        "token_hash": digest_owner_token(copy.token),
        "sha256": copy.sha256,
    }


def read_form(document: Document, fields: PersonalFields) -> IssuedForm:
    """What was sealed and does not open is left out: such a record no longer matches its hash, and says so."""
    try:
        content = fields.open_json(document["_id"], "content", document["content"]) or {}
        token = fields.open(document["_id"], "token", document["token"]) or ""
    except (Undecipherable, ValueError, TypeError):
        content, token = {}, ""
    return IssuedForm(
        dossier=document["dossier"],
        form=FormName(document["form"]),
        of=document["of"],
        issue=document["issue"],
        number=document["number"],
        year=document["year"],
        unit=document["unit"],
        issued_at=document["issued_at"],
        issued_by=document["issued_by"],
        dossier_version=document["dossier_version"],
        procedure=Words(**document["procedure"]),
        due_at=document["due_at"],
        content=content,
        token=token,
        sha256=document["sha256"],
        version=document["version"],
    )


class FormQueries:
    """Implements ``use_cases.form_ports.FormCopies``."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database[COLLECTION]

    def ids_of(self, dossier: str) -> Sequence[str]:
        with store_faults():
            return [one["_id"] for one in self._collection.find({"dossier": dossier}, {"_id": 1})]

    def id_of_token(self, token_digest: str) -> str | None:
        with store_faults():
            found = self._collection.find_one({"token_hash": token_digest}, {"_id": 1})
        return found["_id"] if found else None

    def numbers_in_use(self, form: str, unit: str, year: int, numbers: Sequence[int]) -> Iterable[int]:
        """Those of the numbers that forms of this series bear. Raises StoreAway."""
        wanted = {"unit": unit, "form": form, "year": year, "number": {"$in": list(numbers)}}
        with store_faults():
            return [one["number"] for one in self._collection.find(wanted, {"number": 1})]
