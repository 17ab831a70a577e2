"""What operators, leaders and admins may see of the exchange; messages themselves are never shown, only what they
were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.routing.domain.exchange import ExchangeEntry
from services.routing.use_cases.exchange_questions import Exchange

# Troubles are looked at while somebody can still mend their cause.
TROUBLES_OF = timedelta(days=30)
MOST_TROUBLES = 50
MOST_OF_A_DOSSIER = 500


def list_agency(exchange: Exchange, key: str, before: int | None, limit: int) -> Sequence[ExchangeEntry]:
    """One agency's messages, the latest first. Raises StoreAway."""
    return exchange.of_agency(key, before, limit)


def list_dossier(exchange: Exchange, dossier: str) -> Sequence[ExchangeEntry]:
    """What was written about one dossier, in order of time. Raises StoreAway."""
    return exchange.of_dossier(dossier, MOST_OF_A_DOSSIER)


def list_troubles(exchange: Exchange, now: datetime) -> Sequence[ExchangeEntry]:
    """What was refused, came back or could not be read, of the last 30 days. Raises StoreAway."""
    return exchange.troubles(now - TROUBLES_OF, MOST_TROUBLES)
