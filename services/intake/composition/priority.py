"""Puts together what the register of priority people needs; a part of the composition root."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping as Names
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from services.intake.domain.priority.groups import read_priority_rules
from services.intake.domain.priority.imports import RegisterImport
from services.intake.gateways.register_files import ListFiles
from services.intake.jobs import SELF, Handler
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.register_documents import (
    IMPORTS,
    PEOPLE,
    PRIORITY_LISTS,
    ROWS,
    import_mapping,
    person_mapping,
    row_mapping,
)
from services.intake.store.register_queries import RegisterQueries
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.imports import READ_JOB, TAKE_JOB, read_sent, take_sent
from services.intake.use_cases.priority.ports import Keys, PriorityDesk
from shared.ordering import RuleVersions, read_rules
from shared.security.fields import BlindIndex, FieldCipher
from shared.settings import Settings
from shared.store.change import NOTHING, Change, Context, Job
from shared.store.mapping import Mapping

if TYPE_CHECKING:
    from pymongo.database import Database

# Batches of rows in one run of a job: a few seconds.
READ_AT_ONCE, TAKEN_AT_ONCE = 20, 10
_log = logging.getLogger(__name__)


def priority_mappings(cipher: FieldCipher, index: BlindIndex) -> tuple[Mapping, ...]:
    """How people, lists and files of the register are kept."""
    return (
        person_mapping(PersonalFields(cipher, index, PEOPLE)),
        PRIORITY_LISTS,
        import_mapping(PersonalFields(cipher, index, IMPORTS)),
        row_mapping(PersonalFields(cipher, index, ROWS)),
    )


def priority_desk(
    database: Database[dict[str, Any]], cipher: FieldCipher, index: BlindIndex, settings: Settings
) -> PriorityDesk:
    """Over the service's own database. Raises KeyError, TypeError, ValueError for data that is no rules."""
    people, imports, rows = (PersonalFields(cipher, index, name) for name in (PEOPLE, IMPORTS, ROWS))
    return PriorityDesk(
        rules=read_priority_rules(json.loads(settings.priority_file.read_text(encoding="utf-8"))),
        register=RegisterQueries(database, people, imports, rows),
        files=ListFiles(),
        keys=Keys(lru_cache(maxsize=8192)(index.digest)),  # a batch asks for the same ones several times
    )


def work_order(settings: Settings) -> RuleVersions:
    """How far the preferred go first in the officers' lists. Raises InvalidRules."""
    return read_rules(json.loads(settings.work_order_file.read_text(encoding="utf-8")))


def priority_handlers(ports: Ports) -> Names[str, Handler]:
    """What is done when a job falls due; each writes by itself, batch by batch, in the name of whoever decided it."""

    def again(job: Job, found: RegisterImport, now: datetime) -> Change:
        """Other jobs have their turn before the rest of a long list."""
        if found.is_running:
            return Change(jobs=(Job(job.kind, job.subject, now, job.details),))
        _log.info("list of priority people", extra={"rows": found.rows, "state": found.state.value})
        return NOTHING

    def read(job: Job, now: datetime) -> Change:
        context = Context(SELF, now, job.details["correlation_id"])
        return again(job, read_sent(ports, job.subject, context, READ_AT_ONCE), now)

    def take(job: Job, now: datetime) -> Change:
        context = Context(SELF, now, job.details["correlation_id"])
        return again(job, take_sent(ports, job.subject, context, TAKEN_AT_ONCE), now)

    return {READ_JOB: read, TAKE_JOB: take}
