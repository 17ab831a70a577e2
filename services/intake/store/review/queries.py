"""Questions of the review: rounds, reviews, evidence, and the dossiers of a procedure as the review looks at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from services.intake.domain.account import Account, Role
from services.intake.domain.channel import Channel
from services.intake.domain.known_petition import KnownPetition
from services.intake.domain.paper import Source
from services.intake.domain.review.case import HandedIn, ReviewedCase
from services.intake.domain.review.findings import FindingKind, KeptEvidence
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.status import Status
from services.intake.store.dossier_documents import COLLECTION as DOSSIERS
from services.intake.store.ending_documents import REFUSAL
from services.intake.store.paper_documents import PAPERS
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.petition_documents import PETITIONS, read_petition
from services.intake.store.procedure_taken_documents import PROCEDURE
from services.intake.store.progress_documents import PROGRESS
from services.intake.store.reference_documents import ACCOUNTS
from services.intake.store.review.findings_documents import EVIDENCE, read_evidence
from services.intake.store.review.review_documents import REVIEWS, ROUNDS, read_review, read_round
from services.intake.store.supplement_documents import SUPPLEMENTS
from shared.store.faults import store_faults

Document = dict[str, Any]
# Nothing of these says whose dossier it is, but what officers wrote; an officer's name in the progress stays sealed.
LOOKED_AT = {
    "status": 1,
    "channel": 1,
    "filed_at": 1,
    "due_at": 1,
    "acceptance.accepted_at": 1,
    "acceptance.due_at": 1,
    "procedure": 1,
    "supplements": 1,
    "refusal": 1,
    "progress": 1,
    "arrival.parent": 1,
}
REVIEWER_ROLES = (Role.RECEPTION.value,)  # who may ``review.work``


class ReviewQueries:
    """Implements ``use_cases.review_ports.Reviews`` and ``Officers``."""

    def __init__(self, database: Database[Document]) -> None:
        self._rounds, self._reviews = database[ROUNDS], database[REVIEWS]
        self._evidence, self._accounts = database[EVIDENCE], database[ACCOUNTS.collection]

    def rounds(self, unit: str, limit: int) -> Sequence[ReviewRound]:
        with store_faults():
            found = self._rounds.find({"unit": unit}).sort("planned_at", DESCENDING).limit(limit)
            return [read_round(one) for one in found]

    def of_round(self, round: str) -> Sequence[ProcedureReview]:
        with store_faults():
            return [read_review(one) for one in self._reviews.find({"round": round}).sort("procedure", ASCENDING)]

    def evidence(
        self, review: str, run: int, kind: FindingKind, key: str, after: int, limit: int
    ) -> Sequence[KeptEvidence]:
        wanted = {"review": review, "run": run, "kind": kind.value, "key": key, "place": {"$gt": after}}
        with store_faults():
            return [read_evidence(one) for one in self._evidence.find(wanted).sort("place", ASCENDING).limit(limit)]

    def forget(self, review: str, before_run: int) -> None:
        with store_faults():
            self._evidence.delete_many({"review": review, "run": {"$lt": before_run}})

    def reviewers(self, unit: str) -> Sequence[Account]:
        wanted = {"unit": unit, "roles": {"$in": list(REVIEWER_ROLES)}, "blocked": False}
        with store_faults():
            found = [ACCOUNTS.from_document(one) for one in self._accounts.find(wanted)]
        return sorted(found, key=lambda one: one.username)


class CaseQueries:
    """Implements ``use_cases.review_ports.Cases`` on dossiers, their papers and what is known of petitions."""

    def __init__(self, database: Database[Document], fields: PersonalFields) -> None:
        self._dossiers, self._papers, self._petitions = database[DOSSIERS], database[PAPERS], database[PETITIONS]
        self._fields = fields

    def page(
        self, unit: str, procedure: str, since: datetime, until: datetime, after: ReviewedCase | None, limit: int
    ) -> Sequence[ReviewedCase]:
        filed: Document = {"$gte": after.filed_at if after else since, "$lt": until}
        wanted: Document = {"procedure.code": procedure, "unit": unit, "filed_at": filed}
        if after is not None:
            wanted["$or"] = [{"filed_at": {"$gt": after.filed_at}}, {"_id": {"$gt": after.code}}]
        order = [("filed_at", ASCENDING), ("_id", ASCENDING)]
        with store_faults():
            found = list(self._dossiers.find(wanted, LOOKED_AT).sort(order).limit(limit).hint("reviewed"))
            codes = [one["_id"] for one in found]
            handed, petitions = self._handed_in(codes), self._known_petitions(codes)
        return [self._case(one, handed.get(one["_id"], ()), petitions.get(one["_id"], ())) for one in found]

    def _handed_in(self, codes: Sequence[str]) -> Mapping[str, list[HandedIn]]:
        wanted = {
            "dossier": {"$in": list(codes)},
            "component": {"$type": "number"},
            "source": {"$ne": Source.RESULT.value},
            "aside": None,
        }
        found: dict[str, list[HandedIn]] = {}
        for one in self._papers.find(wanted, {"dossier": 1, "component": 1, "added_at": 1}):
            found.setdefault(one["dossier"], []).append(HandedIn(one["component"], one["added_at"]))
        return found

    def _known_petitions(self, codes: Sequence[str]) -> Mapping[str, list[KnownPetition]]:
        found: dict[str, list[KnownPetition]] = {}
        for one in self._petitions.find({"dossier": {"$in": list(codes)}}).sort("_id", ASCENDING):
            found.setdefault(one["dossier"], []).append(read_petition(one))
        return found

    def _case(
        self, document: Document, handed_in: Sequence[HandedIn], petitions: Sequence[KnownPetition]
    ) -> ReviewedCase:
        code, acceptance = document["_id"], document.get("acceptance") or {}

        def part(which: Any) -> Any:
            return which.read(document.get(which.field), code, self._fields)

        return ReviewedCase(
            code=code,
            status=Status(document["status"]),
            channel=Channel(document["channel"]),
            filed_at=document["filed_at"],
            accepted_at=acceptance.get("accepted_at"),
            due_at=document.get("due_at") or acceptance.get("due_at"),
            papers=part(PROCEDURE).papers,
            supplements=part(SUPPLEMENTS),
            refusal=part(REFUSAL),
            progress=part(PROGRESS),
            from_agency=(document.get("arrival") or {}).get("parent") is not None,
            handed_in=tuple(handed_in),
            petitions=tuple(petitions),
        )
