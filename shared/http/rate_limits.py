"""Rate limits that hold over all processes of a service: counted in its database through the ``limits`` package."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage.mongodb import MongoDBStorage
from limits.strategies import FixedWindowRateLimiter

from shared.http.problems import Problem
from shared.store.change import StoreAway

Digest = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Limit:
    """``name`` keeps counts apart; ``rate`` reads like ``10 per 15 minutes``."""

    name: str
    rate: str


class _SharedStorage(MongoDBStorage):
    """Counts through the client that the service has already; the package would open one more."""

    STORAGE_SCHEME = []  # noqa: RUF012, so declared by the package: never chosen by address

    def __init__(self, client: Any, database_name: str) -> None:
        self._client = client
        super().__init__(
            "mongodb://",
            database_name,
            counter_collection_name="limits",
            window_collection_name="limit_windows",
            wrap_exceptions=True,
        )

    def _init_mongo_client(self, *_: Any, **__: Any) -> Any:
        return self._client

    def __del__(self) -> None:
        """The package would close the client here, which is the service's own and lives on."""


class RateLimits:
    """Counts hits per limit and key. ``digest(kind, text)`` hides the keys, which may be addresses or numbers of people
    (``BlindIndex.digest``).
    """

    def __init__(self, client: Any, database_name: str, digest: Digest) -> None:
        self._limiter = FixedWindowRateLimiter(_SharedStorage(client, database_name))
        self._digest = digest
        self._parsed: dict[str, RateLimitItem] = {}

    def spend(self, limit: Limit, key: str) -> None:
        """Count one hit. Raises Problem (429 with Retry-After) over the limit, StoreAway where none can be counted."""
        item = self._parsed.setdefault(limit.rate, parse(limit.rate))
        hidden = self._digest(f"limit/{limit.name}", key)
        try:
            if self._limiter.hit(item, limit.name, hidden):
                return
            resets_at = self._limiter.get_window_stats(item, limit.name, hidden).reset_time
        except StorageError as fault:
            raise StoreAway("the rate limit can't be counted") from fault
        wait = max(1, math.ceil(resets_at - time.time()))
        raise Problem(
            429,
            "too-many-requests",
            detail="Too many tries: wait a while and try again.",
            headers={"Retry-After": str(wait)},
        )


class CountedLimits:
    """Limits by the names that use cases give them; ``refuse`` makes the service's own refusal out of the seconds to
    wait.
    """

    def __init__(self, counter: RateLimits, rates: Mapping[str, str], refuse: Callable[[int], Exception]) -> None:
        self._counter = counter
        self._limits = {kind: Limit(kind, rate) for kind, rate in rates.items()}
        self._refuse = refuse

    def take(self, kind: str, value: str) -> None:
        """Count one attempt. Raises what ``refuse`` makes over the limit, StoreAway."""
        try:
            self._counter.spend(self._limits[kind], value)
        except Problem as over:
            raise self._refuse(int(over.headers.get("Retry-After", "60"))) from over


def client_address() -> str:
    """The address of the client, as the trusted proxy in front saw it."""
    return request.remote_addr or "unknown"
