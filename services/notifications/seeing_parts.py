"""Puts together what people look on with: the search, the figures, and what is forgotten in time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from services.notifications.domain.words.prices import Prices
from services.notifications.gateways.figure_files import FigureFile
from services.notifications.store.figures import MongoFigures
from services.notifications.store.message_documents import MessageDocuments
from services.notifications.store.message_search import MongoSearch
from services.notifications.store.retention import BATCH, MongoRetention
from services.notifications.use_cases.seeing.figures import FigureDesk
from services.notifications.use_cases.seeing.search import Looking
from services.notifications.use_cases.suppress import Suppressions
from shared.bus.connecting import process_name
from shared.bus.worker import Part, Periodic
from shared.security.fields import BlindIndex
from shared.store.change import Work
from shared.store.clock import Clock
from shared.store.leases import Leases

if TYPE_CHECKING:
    from pymongo.database import Database

    from services.notifications.app import Parts

# The kind under which recipients of messages are digested.
RECIPIENT = "message/recipient"
COUNT_SECONDS, FORGET_SECONDS, LEASE_SECONDS = 20.0, 600.0, 300.0
_log = logging.getLogger(__name__)


def make_looking(
    database: Database[dict[str, Any]], documents: MessageDocuments, work: Work, index: BlindIndex, known: Suppressions
) -> Looking:
    """What messages are found with."""
    return Looking(
        MongoSearch(database, documents), work, lambda recipient: index.digest(RECIPIENT, recipient), known.id_of
    )


def make_figures(database: Database[dict[str, Any]], prices: Callable[[], Prices], clock: Clock) -> FigureDesk:
    """What figures are looked at with."""
    return FigureDesk(MongoFigures(database), prices, FigureFile(), clock)


def seeing_timers(parts: Parts) -> dict[str, Part]:
    """Figures are kept true, old content is forgotten; one of all copies does it."""
    leases, me = Leases(parts.database), process_name()
    figures = MongoFigures(parts.database)
    retention = MongoRetention(parts.database, parts.documents)

    def count() -> None:
        if leases.take("figures", me, LEASE_SECONDS):
            figures.recount(parts.clock())

    def forget() -> bool:
        if not leases.take("retention", me, LEASE_SECONDS):
            return False
        return forget_old(parts, retention, figures) == BATCH

    return {"figures": Periodic(COUNT_SECONDS, count), "retention": Periodic(FORGET_SECONDS, forget)}


def forget_old(parts: Parts, retention: MongoRetention, figures: MongoFigures) -> int:
    """One round; how many messages lost their content. Raises StoreAway."""
    done = retention.forget(parts.clock() - timedelta(days=parts.settings.content_kept_days))
    if done:
        figures.add_forgotten(done)
        _log.info("content of old messages forgotten", extra={"count": done})
    return done
