"""The clocks of tasks, put together: what their timers look at, and what pages and API are given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.routing.domain.escalation import EscalationVersions, read_escalation
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.jobs import look_at_clocks
from services.routing.store.alarm_book import MongoAlarmBook
from services.routing.store.cases_to_look_at import MongoCasesToLookAt
from services.routing.use_cases.hear_silence import hear_silence
from services.routing.use_cases.ports import AddressOf, Clock
from services.routing.use_cases.watch_cases import Watch
from shared.bus.worker import Part, Periodic
from shared.settings import Settings
from shared.store.work import MongoWork

if TYPE_CHECKING:
    from pymongo.database import Database

SILENCE_EVERY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class ClockParts:
    """``rules`` are those of the settings' file."""

    rules: EscalationVersions
    book: MongoAlarmBook
    cases: MongoCasesToLookAt
    watch: Watch
    sweep_seconds: float

    def timers(self, clock: Clock) -> Mapping[str, Part]:
        """Any number of workers run them side by side."""
        return {
            "clocks": Periodic(self.sweep_seconds, lambda: look_at_clocks(self.watch, _now(clock))),
            "silence": Periodic(SILENCE_EVERY.total_seconds(), lambda: hear_silence(self.watch, _now(clock)) and None),
        }


def clock_parts(
    settings: Settings, database: Database[dict[str, Any]], work: MongoWork, address_of: AddressOf
) -> ClockParts:
    """Raises BadEscalation for rules that cannot hold."""
    rules = read_escalation(json.loads(settings.escalation_file.read_text(encoding="utf-8")))
    book, cases = MongoAlarmBook(database), MongoCasesToLookAt(database)
    watch = Watch(work, cases, book, book, rules, WORKING_TIME, address_of)
    return ClockParts(rules, book, cases, watch, settings.clocks_sweep_seconds)


def _now(clock: Clock) -> datetime:
    """As the database keeps it, so that what is written is what is read."""
    now = clock()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
