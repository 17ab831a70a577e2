"""The rows of the book: dossiers received of some procedures, by time, each read only as far as the book shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from services.intake.domain.personal import ApplicantKind, show_phone
from services.intake.domain.returning import ReceivedBy, ReturnMethod
from services.intake.domain.status import Status
from services.intake.store.dossier_documents import COLLECTION
from services.intake.store.personal_fields import PersonalFields
from services.intake.use_cases.form_ports import BookRow
from shared.store.faults import store_faults

Document = dict[str, Any]
INDEX = "book"
SHOWN = {
    "status": 1,
    "procedure.code": 1,
    "procedure.name": 1,
    "applicant.kind": 1,
    "applicant.name": 1,
    "applicant.address": 1,
    "applicant.phone": 1,
    "acceptance.accepted_at": 1,
    "acceptance.due_at": 1,
    "due_at": 1,
    "progress.decision": 1,
    "progress.steps": 1,
    "holder": 1,
    "returned": 1,
}
RECEIVER = {
    ReceivedBy.APPLICANT: "Người đứng tên",
    ReceivedBy.REPRESENTATIVE: "Người đại diện",
    ReceivedBy.SUBMITTER: "Người nộp thay",
    ReceivedBy.POST_OFFICE: "Bưu chính",
}
SIGNED = {"drawn": "ký trên màn hình", "paper": "ký trên giấy"}
ENDED = {Status.WITHDRAWN: "Công dân rút", Status.STOPPED: "Dừng giải quyết"}


class BookRows:
    """Implements ``use_cases.form_ports.Book`` on the collection ``dossiers``."""

    def __init__(self, database: Database[Document], fields: PersonalFields) -> None:
        self._collection = database[COLLECTION]
        self._fields = fields

    def rows(
        self, unit: str, procedures: Sequence[str], since: datetime, until: datetime, limit: int
    ) -> Sequence[BookRow]:
        wanted = {
            "unit": unit,
            "acceptance.accepted_at": {"$gte": since, "$lt": until},
            "procedure.code": {"$in": list(procedures)},
        }
        order = [("acceptance.accepted_at", ASCENDING), ("_id", ASCENDING)]
        with store_faults():
            found = list(self._collection.find(wanted, SHOWN).sort(order).limit(limit).hint(INDEX))
        return [self._row(one) for one in found]

    def _row(self, document: Document) -> BookRow:
        code, applicant = document["_id"], document["applicant"]
        acceptance, progress = document["acceptance"], document.get("progress") or {}
        decision, returned = progress.get("decision") or {}, document.get("returned") or {}
        steps = progress.get("steps") or []
        lead = decision.get("agency_name") or (steps[-1]["agency_name"] if steps else document.get("holder"))
        phone = self._open(code, "phone", applicant)
        return BookRow(
            code=code,
            procedure_code=document["procedure"]["code"],
            procedure_name=document["procedure"]["name"]["vi"],
            applicant_kind=ApplicantKind(applicant["kind"]),
            name=self._open(code, "name", applicant) or "",
            address=self._open(code, "address", applicant) or "",
            phone=show_phone(phone) if phone else None,
            lead=lead,
            received_at=acceptance["accepted_at"],
            due_at=document.get("due_at") or acceptance["due_at"],
            finished_at=decision.get("decided_at"),
            returned_at=returned.get("returned_at"),
            returned_how=_how(returned) if returned else None,
            returned_to=_signed(returned) if returned else None,
            note=ENDED.get(Status(document["status"]), ""),
        )

    def _open(self, code: str, name: str, applicant: Document) -> str | None:
        return self._fields.open(code, f"applicant.{name}", applicant.get(name))


def _how(returned: Document) -> str:
    """The way, and by post the parcel's number."""
    way, parcel = ReturnMethod(returned["method"]).words.vi, returned.get("tracking_number")
    return f"{way}, số {parcel}" if parcel else way


def _signed(returned: Document) -> str:
    """Who took it, and how they signed where that is known."""
    who, signed = RECEIVER[ReceivedBy(returned["received_by"])], SIGNED.get(returned.get("signed") or "")
    return f"{who}, {signed}" if signed else who
