"""A dossier as a document: personal values sealed, the fields that lists are ordered and found by beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.returning import ReturnMethod
from services.intake.domain.status import PAUSED, RUNNING, Status
from services.intake.store.acceptance_documents import ACCEPTANCE
from services.intake.store.arrival_documents import ARRIVAL
from services.intake.store.due_change_documents import DUE_CHANGES, RECEIPTS, REROUTINGS
from services.intake.store.ending_documents import REFUSAL, WITHDRAWAL
from services.intake.store.handover_documents import HANDOVERS
from services.intake.store.likeness_documents import OVERRULED
from services.intake.store.payment_documents import PAYMENT_INDEXES, PAYMENTS, REFUNDS, payment_marks
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.portal_queries import DOSSIER_INDEX as PORTAL_INDEX
from services.intake.store.portal_queries import FIELD as PORTAL
from services.intake.store.portal_queries import behind_mark
from services.intake.store.priority_documents import MATCH_ANSWERS, read_priority, write_priority
from services.intake.store.procedure_taken_documents import PROCEDURE
from services.intake.store.progress_documents import PROGRESS
from services.intake.store.returned_documents import RETURNED
from services.intake.store.stop_documents import LOSSES, MAY_STOP_SINCE, STOPPED
from services.intake.store.supplement_documents import SUPPLEMENTS
from shared.store.mapping import Mapping
from shared.store.tallies import MARK, MARK_INDEX

COLLECTION = "dossiers"
INDEXES = (
    IndexModel([("unit", ASCENDING), ("status", ASCENDING), ("order_at", ASCENDING), ("_id", ASCENDING)], name="lists"),
    # Lists in the order of work: the preferred and the others are read side by side.
    IndexModel(
        [
            ("unit", ASCENDING),
            ("first", ASCENDING),
            ("status", ASCENDING),
            ("order_at", ASCENDING),
            ("_id", ASCENDING),
        ],
        name="work",
    ),
    IndexModel([("unit", ASCENDING), ("blind", ASCENDING), ("order_at", ASCENDING), ("_id", ASCENDING)], name="search"),
    IndexModel([("owner", ASCENDING)], name="owner", unique=True),
    IndexModel([("owners", ASCENDING), ("filed_at", DESCENDING), ("_id", DESCENDING)], name="owners"),
    IndexModel(
        [("unit", ASCENDING), ("acceptance.accepted_at", ASCENDING), ("_id", ASCENDING), ("procedure.code", ASCENDING)],
        name="book",
    ),
    IndexModel(
        [("unit", ASCENDING), ("in_time", ASCENDING)],
        name="finished",
        partialFilterExpression={"in_time": {"$exists": True}},
    ),
    # Few have one, so these stay small: dossiers of other agencies (each is here once), and those that may be stopped.
    IndexModel(
        [("arrival.parent", ASCENDING)],
        name="parent",
        unique=True,
        partialFilterExpression={"arrival.parent": {"$exists": True}},
    ),
    IndexModel(
        [("unit", ASCENDING), ("status", ASCENDING), ("order_at", ASCENDING)],
        name="from_agencies",
        partialFilterExpression={"arrival.parent": {"$exists": True}},
    ),
    IndexModel(
        [("unit", ASCENDING), ("may_stop_since", ASCENDING), ("_id", ASCENDING)],
        name="may_stop",
        partialFilterExpression={"may_stop_since": {"$type": "date"}},
    ),
    IndexModel([("procedure.code", ASCENDING), ("status", ASCENDING), ("_id", ASCENDING)], name="by_procedure"),
    *PAYMENT_INDEXES,
    PORTAL_INDEX,
    MARK_INDEX,
    IndexModel(
        [("procedure.code", ASCENDING), ("unit", ASCENDING), ("filed_at", ASCENDING), ("_id", ASCENDING)],
        name="reviewed",
    ),
)
PARTS = (
    PROCEDURE,
    ACCEPTANCE,
    PROGRESS,
    RETURNED,
    REFUSAL,
    SUPPLEMENTS,
    WITHDRAWAL,
    HANDOVERS,
    OVERRULED,
    DUE_CHANGES,
    RECEIPTS,
    REROUTINGS,
    ARRIVAL,
    PAYMENTS,
    REFUNDS,
    STOPPED,
    MAY_STOP_SINCE,
    LOSSES,
    MATCH_ANSWERS,
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
        "priority": write_priority(dossier.priority, code, fields),
        "first": dossier.priority is not None,
        "channel": dossier.channel.value,
        "return_method": dossier.return_method.value,
        "language": dossier.language,
        "filed_at": dossier.filed_at,
        "filed_by": dossier.filed_by,
        "owner": dossier.owner_token_hash,
        "owner_token": fields.seal(code, "owner_token", dossier.owner_token),
        "owners": sorted(dossier.owners),
        "applicant": fields.seal_applicant(code, dossier.applicant),
        "submitted_by": fields.seal_person(code, "submitted_by", dossier.submitted_by),
        "form": fields.seal_json(code, "form", dict(dossier.form)),
        "blind": fields.digests(dossier.applicant, dossier.submitted_by),
        "due_at": dossier.due_at,
        "holder": dossier.progress.holder.agency_name if dossier.progress.holder else None,
        PORTAL: behind_mark(),
        MARK: True,
        **{part.field: part.write(getattr(dossier, part.field), code, fields) for part in PARTS},
        **payment_marks(dossier),
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
        priority=read_priority(document["priority"], document["filed_at"], code, fields),
        owners=frozenset(document.get("owners", ())),
        owner_token=fields.open(code, "owner_token", document.get("owner_token")),
        **{part.field: part.read(document.get(part.field), code, fields) for part in PARTS},
    )


def order_at(dossier: Dossier) -> datetime:
    """What lists are ordered by: due date while the clock runs, else when it came to where it stands."""
    if dossier.status in RUNNING and dossier.due_at:
        return dossier.due_at
    if dossier.status in PAUSED and dossier.waits_until:
        return dossier.waits_until
    if dossier.status is Status.DONE and dossier.decision:
        return dossier.decision.decided_at
    if dossier.refusal:
        return dossier.refusal.refused_at
    if dossier.withdrawal:
        return dossier.withdrawal.withdrawn_at
    if dossier.stopped:
        return dossier.stopped.stopped_at
    return dossier.returned.returned_at if dossier.returned else dossier.filed_at
