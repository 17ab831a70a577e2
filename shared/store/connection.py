"""One way to reach a service's database: majority writes, aware times, and waits that are shorter than the caller's."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

Document = dict[str, Any]

# Below the broker's heartbeat, so that a consumer waiting for the database keeps its broker connection (trap 9).
SERVER_SELECTION_MS = 2_000
# Only reads that wait for news lift the timeout of the client; this bounds a connection that went silent even there.
SILENT_SOCKET_MS = 30_000
DEFAULT_TIMEOUT_MS = 8_000


def connect(url: str, application_name: str, *, timeout_ms: int = DEFAULT_TIMEOUT_MS) -> Database[Document]:
    """The database that ``url`` names. Connects lazily: an absent server shows as StoreAway at the first use.

    ``timeout_ms`` bounds every operation and every whole transaction; it must be below the web server's own timeout,
    so that a database away gives 503 and not a dead worker. Make the connection after a fork, never before.
    Raises ValueError where the URL names no database.
    """
    client: MongoClient[Document] = MongoClient(
        url,
        appname=application_name,
        tz_aware=True,
        w="majority",
        retryWrites=True,
        serverSelectionTimeoutMS=SERVER_SELECTION_MS,
        connectTimeoutMS=SERVER_SELECTION_MS,
        socketTimeoutMS=SILENT_SOCKET_MS,
        timeoutMS=timeout_ms,
    )
    database = client.get_default_database(default="")
    if not database.name:
        raise ValueError("MONGO_URL: names no database (mongodb://host:port/<database>)")
    return database


def time_budget(database: Database[Document]) -> float | None:
    """Seconds that one whole transaction may take: what ``connect`` was given; None is without end."""
    return database.client.options.timeout
