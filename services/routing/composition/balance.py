"""Puts together what watches that no dossier is lost between intake and routing; a part of the composition root."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from services.routing.store.balance_book import MongoBook, case_tallies
from services.routing.use_cases.balance import Balancer
from services.routing.use_cases.view_balance import BalanceDesk
from shared.bus.worker import Part, Periodic
from shared.store.change import Conflict, Context, Work
from shared.store.leases import Leases
from shared.telemetry.balance_metrics import DIFFERENCES, ON_THE_WAY

if TYPE_CHECKING:
    from pymongo.database import Database

    from services.routing.domain.balance import Difference

ROUND_SECONDS = 2.0
LEASE, LEASE_SECONDS = "balance", 30.0
_log = logging.getLogger(__name__)


def balance_desk(database: Database[dict[str, Any]]) -> BalanceDesk:
    """What the API and the page read."""
    return BalanceDesk(case_tallies(database), MongoBook(database))


def balance_timer(
    work: Work, database: Database[dict[str, Any]], context: Callable[[str], Context], seconds: float = ROUND_SECONDS
) -> dict[str, Part]:
    """Compares the two counts again and again; one copy at a time."""
    balancer = Balancer(work, case_tallies(database), MongoBook(database))
    leases, me = Leases(database), secrets.token_hex(8)

    def round_() -> None:
        if not leases.take(LEASE, me, LEASE_SECONDS):
            return
        try:
            late = balancer.round(context("balance"))
        except Conflict:  # a list came in at that moment: the next round sees it
            return
        _raise_alarm(late)
        view = balance_desk(database).view(context("balance").at)
        DIFFERENCES.set(len(view.differences))
        ON_THE_WAY.set(len(view.on_the_way))

    return {"balance": Periodic(seconds, round_)}


def _raise_alarm(late: list[Difference]) -> None:
    for one in late:
        _log.error(
            "a dossier is not in exactly one place",
            extra={"dossier": one.id, "kind": one.kind, "intake": one.look.intake, "routing": one.look.routing},
        )
