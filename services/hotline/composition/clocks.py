"""The clocks of petitions, put together: limits, officers, the list of what is the matter, and the job that watches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.hotline.domain.clocks.limits import read_limits
from services.hotline.domain.clocks.roster import read_roster
from services.hotline.jobs import Handler
from services.hotline.store.escalation_documents import MongoEscalations
from services.hotline.store.veil import Veil
from services.hotline.use_cases.clocks.clock_ports import ClockPorts
from services.hotline.use_cases.clocks.watch_job import WATCH_JOB, watch_job
from services.hotline.use_cases.clocks.watch_petition import look
from services.hotline.use_cases.ports import Group, PetitionQuery, Ports
from shared.settings import Settings
from shared.store.change import Change, Context
from shared.store.faults import store_faults
from shared.store.jobs import COLLECTION as JOBS

if TYPE_CHECKING:
    from pymongo.database import Database

PAGE = 200


def clock_ports(settings: Settings, database: Database[dict[str, Any]], ports: Ports, veil: Veil) -> ClockPorts:
    """Raises BadLimits, BadRoster for data that cannot hold."""
    limits = read_limits(json.loads(settings.clocks_file.read_text("utf-8"))["versions"])
    roster = read_roster(json.loads(settings.officers_file.read_text("utf-8")), ports.officers)
    return ClockPorts(ports, limits, roster, MongoEscalations(database, veil))


def clock_handlers(clocks: ClockPorts) -> Mapping[str, Handler]:
    """What is done when a petition's next look falls due."""
    return {WATCH_JOB: lambda job, now: look(clocks, job, now)}


def watch_all(clocks: ClockPorts, database: Database[dict[str, Any]], now: datetime) -> int:
    """Set the job of every open petition that has none, as those taken before there were clocks; how many. Raises
    StoreAway."""
    found = 0
    for group in (Group.OPEN, Group.PAUSED):
        after = None
        while True:
            page = clocks.ports.petitions.page(PetitionQuery(group, after=after, limit=PAGE))
            with store_faults():
                watched = {
                    one["subject"]
                    for one in database[JOBS].find(
                        {"kind": WATCH_JOB, "subject": {"$in": [one.id for one in page]}}, {"subject": 1}
                    )
                }
            missing = [one for one in page if one.id not in watched]
            if missing:
                jobs = tuple(job for one in missing for job in watch_job(one, now))
                clocks.ports.work.commit(Change(jobs=jobs), Context("service:hotline", now, clocks.ports.new_id()))
            found += len(missing)
            if len(page) < PAGE:
                break
            after = (page[-1].listed_at, page[-1].id)
    return found
