"""Puts together what looks after news that did not arrive: the next way, and in the end a call by a person."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from services.notifications.domain.message import Channel, Message, Receipt
from services.notifications.fleets import MAIL
from services.notifications.gateways.http_messages import HttpGateway
from services.notifications.gateways.look_up import Found
from services.notifications.gateways.providers_file import Described
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.look_after import LOOK_JOB, Aftercare, Ask
from services.notifications.use_cases.simulate import RECEIPT_JOB, simulated_receipt
from shared.bus.worker import Part, Periodic
from shared.store.jobs import Handler, Jobs
from shared.store.work import MongoWork

EVERY_SECONDS = 1.0
_log = logging.getLogger(__name__)


def silent_providers(given: Sequence[Described], readers: Collection[str]) -> frozenset[str]:
    """Those whose callbacks nobody reads: being taken by them is all that is ever known."""
    return frozenset(one.provider.name for one in given if one.kind != MAIL and one.provider.name not in readers)


def asking(fleets: Mapping[Channel, Fleet]) -> Ask:
    """Asks the provider that was given the message last, where it can be asked."""

    def ask(message: Message, now: datetime) -> Receipt | None:
        fleet = fleets.get(message.channel)
        last = message.attempts[-1].provider if message.attempts else ""
        gateway = fleet.gateways.get(last) if fleet else None
        found = gateway.look_up(message) if isinstance(gateway, HttpGateway) else Found.NO_ANSWER
        if found not in (Found.ARRIVED, Found.LOST):
            return None
        return Receipt(message.id, found is Found.ARRIVED, now, None, "" if found is Found.ARRIVED else "undelivered")

    return ask


def aftercare_timers(work: MongoWork, care: Aftercare, clock: Callable[[], datetime]) -> dict[str, Part]:
    """The part of the worker that looks; any number of copies share the work."""
    jobs = Jobs(work, service="notifications")
    return {"aftercare": Periodic(EVERY_SECONDS, lambda: look_at_one(jobs, care, clock))}


def look_at_one(jobs: Jobs, care: Aftercare, clock: Callable[[], datetime]) -> int:
    """What is due first; how many that were: one, or none. Asking a provider may take seconds, and a worker that is
    asked to stop ends behind the one at hand. Raises StoreAway."""
    handlers: dict[str, Handler] = {LOOK_JOB: care.look_after, RECEIPT_JOB: partial(simulated_receipt, care.work)}
    return jobs.run_due(handlers, clock(), 1, failed=_failed)


def _failed(_: Any, fault: Exception) -> None:
    # What the fault says may quote a message and is not logged.
    _log.warning("news could not be looked after, and is again", extra={"fault": type(fault).__name__})
