"""Runs one transaction: all of it or nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import count

import pymongo
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.read_concern import ReadConcern

from shared.store.connection import Document
from shared.store.faults import may_run_again

LONGEST_PAUSE_SECONDS = 0.05
# Long enough to find the server again after a broken connection, for an open transaction would hold up the next try.
ABORT_SECONDS = 1.0


def transact(database: Database[Document], write: Callable[[ClientSession], None], *, attempts: int = 1) -> None:
    """Call ``write(session)`` in a transaction and commit it.

    ``write`` may run up to ``attempts`` times, so it must mint nothing: ids and bodies are made before. It runs again
    only where the server says that nothing was done. Any error in it aborts the transaction and is raised; never
    swallow one in there and go on, the transaction is gone then (trap 3). Raises PyMongoError; one with the label
    UnknownTransactionCommitResult may have committed.
    """
    for attempt in count(1):
        try:
            _run_once(database, write)
            return
        except PyMongoError as fault:
            if attempt >= attempts or not may_run_again(fault):
                raise
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 - jitter, no secret


def _run_once(database: Database[Document], write: Callable[[ClientSession], None]) -> None:
    # "local" reads the newest state; a version filter or a write conflict tells where that was overtaken.
    with database.client.start_session() as session, session.start_transaction(read_concern=ReadConcern("local")):
        try:
            write(session)
        except ConnectionFailure:
            # A server that is gone ends it by itself; to wait for that as long as for an answer would double the wait.
            with pymongo.timeout(ABORT_SECONDS):
                session.abort_transaction()
            raise
