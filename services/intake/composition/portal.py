"""Puts together what the sync with the national portal needs; a part of the composition root."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.intake.domain.portal.catalogue_lists import Entry, ListKind
from services.intake.domain.portal.codes import read_codes
from services.intake.gateways.national_portal import HttpPortal
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.portal_queries import BehindQueries, OfficerNames
from services.intake.use_cases.portal.compare_lists import COMPARE_JOB, compare
from services.intake.use_cases.portal.tell_portal import MOST_AT_ONCE, tell_portal
from services.intake.use_cases.portal_ports import PortalDesk
from services.intake.use_cases.ports import PapersOf, Ports
from shared.bus.worker import Part, Periodic
from shared.settings import Settings
from shared.store.change import Change, Context, Job, Work
from shared.store.leases import Leases

if TYPE_CHECKING:
    from pymongo.database import Database

PORTAL_EVERY = timedelta(seconds=1)
LEASE_SECONDS = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PortalParts:
    """``desk`` is for the use cases, ``queries`` for init, ``leases`` lets one worker tell at a time."""

    desk: PortalDesk
    queries: BehindQueries
    leases: Leases


def portal_parts(
    settings: Settings,
    database: Database[dict[str, Any]],
    work: Work,
    papers_of: PapersOf,
    marks: PersonalFields,
    clock: Callable[[], datetime],
) -> PortalParts:
    """Nothing is asked of database or portal yet. Raises BadCodes."""
    data = json.loads(settings.portal_file.read_text(encoding="utf-8"))
    queries = BehindQueries(database, marks)
    desk = PortalDesk(
        portal=_portal(settings),
        behind=queries,
        names=OfficerNames(work),
        codes=read_codes(data["versions"]),
        papers_of=papers_of,
        unit=settings.unit_name,
        public_url=settings.public_url,
        clock=clock,
        own_lists={
            ListKind.FIELDS: tuple(Entry(one["code"], one["name"]) for one in data["fields"]),
            ListKind.AGENCIES: tuple(Entry(one["code"], one["name"]) for one in data["agencies"]),
        },
    )
    return PortalParts(desk, queries, Leases(database))


def portal_timers(work: Work, parts: PortalParts, context: Callable[[str], Context]) -> dict[str, Part]:
    """Tells the portal of what changed; at once again while there is more. None where no portal is set up."""
    if parts.desk.portal is None:
        return {}
    me = secrets.token_hex(8)

    def round_() -> bool:
        if not parts.leases.take("portal", me, LEASE_SECONDS):
            return False
        tried = tell_portal(work, parts.desk, context("portal"))
        if tried:
            _log.info("dossiers told to the national portal", extra={"count": tried})
        return tried == MOST_AT_ONCE

    return {"portal": Periodic(PORTAL_EVERY.total_seconds(), round_)}


def portal_handlers(ports: Ports, desk: PortalDesk) -> Mapping[str, Callable[[Job, datetime], Change]]:
    """What is done when a comparison falls due."""

    def run(job: Job, now: datetime) -> Change:
        return compare(ports, desk, job.subject, Context("service:intake", now, f"compare-{job.subject}"))

    return {COMPARE_JOB: run}


def _portal(settings: Settings) -> HttpPortal | None:
    if not settings.portal_url:
        return None
    return HttpPortal(
        settings.portal_url,
        settings.portal_user,
        settings.portal_password,
        settings.portal_unit or settings.unit_code,
        settings.portal_timeout_seconds,
    )
