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
    Refusal,
    Returned,
    ReturnMethod,
    Withdrawal,
)
from services.intake.domain.errors import Words
from services.intake.domain.procedure import USUAL_RULE, LimitKind, Policy, SupplementRule, TimeLimit
from services.intake.domain.status import PAUSED, RUNNING, Status
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.progress_documents import read_progress, write_progress
from services.intake.store.supplement_documents import read_supplement, write_supplement
from shared.store.mapping import Mapping
from shared.working_time import Ledger

COLLECTION = "dossiers"
INDEXES = (
    IndexModel([("unit", ASCENDING), ("status", ASCENDING), ("order_at", ASCENDING), ("_id", ASCENDING)], name="lists"),
    IndexModel([("unit", ASCENDING), ("blind", ASCENDING), ("order_at", ASCENDING), ("_id", ASCENDING)], name="search"),
    IndexModel([("owner", ASCENDING)], name="owner", unique=True),
    IndexModel(
        [("unit", ASCENDING), ("acceptance.accepted_at", ASCENDING), ("_id", ASCENDING), ("procedure.code", ASCENDING)],
        name="book",
    ),
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
        "owner_token": fields.seal(code, "owner_token", dossier.owner_token),
        "applicant": fields.seal_applicant(code, dossier.applicant),
        "submitted_by": fields.seal_person(code, "submitted_by", dossier.submitted_by),
        "form": fields.seal_json(code, "form", dict(dossier.form)),
        "blind": fields.digests(dossier.applicant, dossier.submitted_by),
        "due_at": dossier.due_at,
        "acceptance": _write_acceptance(dossier.acceptance),
        "progress": write_progress(dossier.progress, code, fields),
        "holder": dossier.progress.holder.agency_name if dossier.progress.holder else None,
        "returned": _write_returned(dossier.returned),
        "refusal": _write_refusal(dossier.refusal, code, fields),
        "supplements": [write_supplement(one, code, fields) for one in dossier.supplements],
        "withdrawal": _write_withdrawal(dossier.withdrawal, code, fields),
    }
    if dossier.status in (Status.DONE, Status.RETURNED) and dossier.decision and dossier.due_at:
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
        # The rest is not there in documents written before a dossier could be refused, supplemented or withdrawn.
        refusal=_read_refusal(document.get("refusal"), code, fields),
        supplements=tuple(read_supplement(one, code, fields) for one in document.get("supplements", ())),
        withdrawal=_read_withdrawal(document.get("withdrawal"), code, fields),
        owner_token=fields.open(code, "owner_token", document.get("owner_token")),
    )


def order_at(dossier: Dossier) -> datetime:
    """What lists are ordered by: due date while the clock runs, else when it came to where it stands."""
    if dossier.status in RUNNING and dossier.due_at:
        return dossier.due_at
    if dossier.status in PAUSED and dossier.asked:
        return dossier.asked.respond_by
    if dossier.status is Status.DONE and dossier.decision:
        return dossier.decision.decided_at
    if dossier.refusal:
        return dossier.refusal.refused_at
    if dossier.withdrawal:
        return dossier.withdrawal.withdrawn_at
    return dossier.returned.returned_at if dossier.returned else dossier.filed_at


def write_words(words: Words | None) -> Document | None:
    return {"vi": words.vi, "en": words.en} if words else None


def read_words(data: Document | None) -> Words | None:
    return Words(data["vi"], data["en"]) if data else None


def write_limit(limit: TimeLimit) -> Document:
    return {"kind": limit.kind.value, "amount": str(limit.amount)}


def read_limit(data: Document) -> TimeLimit:
    return TimeLimit(LimitKind(data["kind"]), Decimal(data.get("amount", "0")))


def write_supplement_rule(rule: SupplementRule) -> Document:
    return {"policy": rule.policy.value, "working_days": rule.working_days}


def read_supplement_rule(data: Document | None) -> SupplementRule:
    """The usual rule where none is named. Raises ValueError for a policy that is none."""
    if data is None:
        return USUAL_RULE
    return SupplementRule(Policy(data["policy"]), int(data.get("working_days", USUAL_RULE.working_days)))


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
        "supplement": write_supplement_rule(taken.supplement),
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
        supplement=read_supplement_rule(data.get("supplement")),
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


def _write_refusal(refusal: Refusal | None, code: str, fields: PersonalFields) -> Document | None:
    if refusal is None:
        return None
    reason = fields.seal(code, "refusal.reason", refusal.reason)
    return {"refused_at": refusal.refused_at, "refused_by": refusal.refused_by, "reason": reason}


def _read_refusal(data: Document | None, code: str, fields: PersonalFields) -> Refusal | None:
    if data is None:
        return None
    return Refusal(data["refused_at"], data["refused_by"], fields.open(code, "refusal.reason", data["reason"]) or "")


def _write_withdrawal(withdrawal: Withdrawal | None, code: str, fields: PersonalFields) -> Document | None:
    if withdrawal is None:
        return None
    reason = fields.seal(code, "withdrawal.reason", withdrawal.reason)
    return {"withdrawn_at": withdrawal.withdrawn_at, "withdrawn_by": withdrawal.withdrawn_by, "reason": reason}


def _read_withdrawal(data: Document | None, code: str, fields: PersonalFields) -> Withdrawal | None:
    if data is None:
        return None
    reason = fields.open(code, "withdrawal.reason", data["reason"]) or ""
    return Withdrawal(data["withdrawn_at"], data["withdrawn_by"], reason)
