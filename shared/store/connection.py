"""One way to reach a service's database: majority writes, aware times, and waits that are shorter than the caller's."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import ConfigurationError

Document = dict[str, Any]

# Below the broker's heartbeat, so that a consumer waiting for the database keeps its broker connection (trap 9).
SERVER_SELECTION_MS = 2_000
DEFAULT_TIMEOUT_MS = 5_000


def connect(url: str, application_name: str, *, timeout_ms: int = DEFAULT_TIMEOUT_MS) -> Database[Document]:
    """The database that ``url`` names. Connects lazily: an absent server shows as StoreAway at the first use.

    A server that is gone is told within two seconds; ``timeout_ms`` bounds how long one command waits for a server that
    has gone silent. Reads and commits are tried twice, so it must be well below half of the web server's own timeout,
    in order that a database away gives 503 and not a dead worker. Make the connection after a fork, never before.
    Raises ValueError where the URL names no database.
    """
    # Not the driver's timeoutMS: that one replaces serverSelectionTimeoutMS, so a server that is gone would be waited
    # for as long as a slow one. The server itself ends transactions after transactionLifetimeLimitSeconds.
    client: MongoClient[Document] = MongoClient(
        url,
        appname=application_name,
        tz_aware=True,
        w="majority",
        retryWrites=True,
        serverSelectionTimeoutMS=SERVER_SELECTION_MS,
        connectTimeoutMS=SERVER_SELECTION_MS,
        socketTimeoutMS=timeout_ms,
    )
    try:
        return client.get_default_database()
    except ConfigurationError:
        client.close()
        raise ValueError("MONGO_URL: names no database (mongodb://host:port/<database>)") from None
