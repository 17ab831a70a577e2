"""Puts together what the review of procedures needs; a part of the composition root."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.intake.domain.review.rules import read_review_rules
from services.intake.gateways.review_files import ReportFiles
from services.intake.jobs import SELF, Handler
from services.intake.settings import DATA
from services.intake.store.dossier_documents import COLLECTION as DOSSIERS
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.petition_documents import KNOWN_PETITIONS
from services.intake.store.review.findings_documents import REVIEW_EVIDENCE
from services.intake.store.review.queries import CaseQueries, ReviewQueries
from services.intake.store.review.review_documents import PROCEDURE_REVIEWS, REVIEW_ROUNDS
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.review.examine import EXAMINE_JOB, examine
from services.intake.use_cases.review_ports import ReviewDesk
from shared.security.fields import BlindIndex, FieldCipher
from shared.store.change import NOTHING, Change, Context, Job
from shared.store.mapping import Mapping as StoreMapping

if TYPE_CHECKING:
    from pymongo.database import Database

REVIEW_MAPPINGS: tuple[StoreMapping, ...] = (REVIEW_ROUNDS, PROCEDURE_REVIEWS, REVIEW_EVIDENCE, KNOWN_PETITIONS)
_log = logging.getLogger(__name__)


def review_desk(database: Database[dict[str, Any]], cipher: FieldCipher, index: BlindIndex) -> ReviewDesk:
    """Over the service's own database. Raises KeyError, TypeError, ValueError for rules that are none."""
    queries = ReviewQueries(database)
    rules = json.loads((DATA / "review_rules.json").read_text(encoding="utf-8"))
    return ReviewDesk(
        cases=CaseQueries(database, PersonalFields(cipher, index, DOSSIERS)),
        reviews=queries,
        officers=queries,
        files=ReportFiles(),
        rules=read_review_rules(rules),
    )


def review_handlers(ports: Ports, desk: ReviewDesk) -> Mapping[str, Handler]:
    """What is done when an examination falls due; it writes by itself, batch by batch."""

    def run(job: Job, now: datetime) -> Change:
        done = examine(ports, desk, job.subject, Context(SELF, now, job.details["correlation_id"], why="examination"))
        looked_at = done.run.looked_at if done.run else 0
        _log.info("a procedure was examined", extra={"review": done.id, "dossiers": looked_at})
        return NOTHING

    return {EXAMINE_JOB: run}
