"""A dossier as a document: personal values sealed, the fields that lists are ordered and found by beside them."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.intake.domain.dossier import (
    Acceptance,
    Channel,
    Dossier,
    ProcedureTaken,
    ReceivedBy,
    Returned,
    ReturnMethod,
)
from services.intake.domain.errors import Words
from services.intake.domain.procedure import LimitKind, TimeLimit
from services.intake.domain.status import OPEN, Status
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.progress_documents import read_progress, write_progress
from shared.store.mapping import Mapping
from shared.working_time import Ledger

COLLECTION = "dossiers"
INDEXES = (
    IndexModel([("unit", ASCENDING), ("status", ASCENDING), ("order_at", ASCENDING), ("_id", ASCENDING)], name="lists"),
    IndexModel([("unit", ASCENDING), ("blind", ASCENDING), ("order_at", ASCENDING), ("_id", ASCENDING)], name="search"),
    IndexModel([("owner", ASCENDING)], name="owner", unique=True),
    IndexModel(
        [("unit", ASCENDING), ("in_time", ASCENDING)],
        name="finished",
        partialFilterExpression={"in_time": {"$exists": True}},
    ),
)
Document = dict[str, Any]


def dossier_mapping(fields: PersonalFields) -> Mapping:
    """How dossiers are kept in the collection ``dossiers``."""
    return Mapping(
        Dossier,
        COLLECTION,
        lambda dossier: write_dossier(dossier, fields),
        lambda document: read_dossier(document, fields),
        INDEXES,
    )


def write_dossier(dossier: Dossier, fields: PersonalFields) -> Document:
    code = dossier.code
    document: Document = {
        "_id": code,
        "version": dossier.version,
        "unit": dossier.unit,
        "status": int(dossier.status),
        "order_at": order_at(dossier),
        "priority": dossier.priority,
        "procedure": _write_procedure(dossier.procedure),
        "channel": dossier.channel.value,
        "return_method": dossier.return_method.value,
        "language": dossier.language,
        "filed_at": dossier.filed_at,
        "filed_by": dossier.filed_by,
        "owner": dossier.owner_token_hash,
        "applicant": fields.seal_applicant(code, dossier.applicant),
        "submitted_by": fields.seal_person(code, "submitted_by", dossier.submitted_by),
        "form": fields.seal_json(code, "form", dict(dossier.form)),
        "blind": fields.digests(dossier.applicant, dossier.submitted_by),
        "acceptance": _write_acceptance(dossier.acceptance),
        "progress": write_progress(dossier.progress, code, fields),
        "holder": dossier.progress.holder.agency_name if dossier.progress.holder else None,
        "returned": _write_returned(dossier.returned),
    }
    if dossier.decision and dossier.due_at:
        document["in_time"] = dossier.decision.decided_at <= dossier.due_at
    return document


def read_dossier(document: Document, fields: PersonalFields) -> Dossier:
    """Raises Undecipherable where a key is missing or a value was moved."""
    code = document["_id"]
    return Dossier(
        code=code,
        version=document["version"],
        unit=document["unit"],
        procedure=_read_procedure(document["procedure"]),
        channel=Channel(document["channel"]),
        applicant=fields.open_applicant(code, document["applicant"]),
        return_method=ReturnMethod(document["return_method"]),
        filed_at=document["filed_at"],
        filed_by=document["filed_by"],
        owner_token_hash=document["owner"],
        submitted_by=fields.open_person(code, "submitted_by", document["submitted_by"]),
        form=fields.open_json(code, "form", document["form"]) or {},
        language=document["language"],
        status=Status(document["status"]),
        priority=document["priority"],
        acceptance=_read_acceptance(document["acceptance"]),
        progress=read_progress(document["progress"], code, fields),
        returned=_read_returned(document["returned"]),
    )


def order_at(dossier: Dossier) -> datetime:
    """What lists are ordered by: due date while the clock runs, else when it came to where it stands."""
    if dossier.status in OPEN and dossier.due_at:
        return dossier.due_at
    if dossier.status is Status.DONE and dossier.decision:
        return dossier.decision.decided_at
    return dossier.returned.returned_at if dossier.returned else dossier.filed_at


def write_words(words: Words | None) -> Document | None:
    return {"vi": words.vi, "en": words.en} if words else None


def read_words(data: Document | None) -> Words | None:
    return Words(data["vi"], data["en"]) if data else None


def write_limit(limit: TimeLimit) -> Document:
    return {"kind": limit.kind.value, "amount": str(limit.amount)}


def read_limit(data: Document) -> TimeLimit:
    return TimeLimit(LimitKind(data["kind"]), Decimal(data.get("amount", "0")))


def _write_procedure(taken: ProcedureTaken) -> Document:
    return {
        "code": taken.code,
        "version": taken.version,
        "name": write_words(taken.name),
        "limit": write_limit(taken.limit),
        "variant": taken.variant,
        "variant_name": write_words(taken.variant_name),
        "cut_off": taken.cut_off.isoformat("minutes") if taken.cut_off else None,
        "components": [[name, original] for name, original in taken.components],
    }


def _read_procedure(data: Document) -> ProcedureTaken:
    return ProcedureTaken(
        code=data["code"],
        version=data["version"],
        name=Words(**data["name"]),
        limit=read_limit(data["limit"]),
        variant=data["variant"],
        variant_name=read_words(data["variant_name"]),
        cut_off=time.fromisoformat(data["cut_off"]) if data["cut_off"] else None,
        components=tuple((name, original) for name, original in data["components"]),
    )


def _write_acceptance(acceptance: Acceptance | None) -> Document | None:
    if acceptance is None:
        return None
    return {
        "accepted_at": acceptance.accepted_at,
        "accepted_by": acceptance.accepted_by,
        "due_at": acceptance.due_at,
        "ledger": acceptance.ledger.to_data(),
    }


def _read_acceptance(data: Document | None) -> Acceptance | None:
    if data is None:
        return None
    return Acceptance(data["accepted_at"], data["accepted_by"], data["due_at"], Ledger.from_data(data["ledger"]))


def _write_returned(returned: Returned | None) -> Document | None:
    if returned is None:
        return None
    return {
        "returned_at": returned.returned_at,
        "returned_by": returned.returned_by,
        "method": returned.method.value,
        "received_by": returned.received_by.value,
    }


def _read_returned(data: Document | None) -> Returned | None:
    if data is None:
        return None
    return Returned(
        data["returned_at"], data["returned_by"], ReturnMethod(data["method"]), ReceivedBy(data["received_by"])
    )
