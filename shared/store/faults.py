"""What an error of the database means to the project: the store is away, somebody was faster, or a rule refused it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
)

from shared.store.change import Conflict, StoreAway

DUPLICATE_KEY = 11_000
TRANSIENT = "TransientTransactionError"
UNKNOWN_COMMIT = "UnknownTransactionCommitResult"
# Lock timeout, write conflict, snapshot gone, transaction aborted by the server: told without a label by a few paths.
LOST_THE_RACE = frozenset({24, 112, 246, 251})


@contextmanager
def store_faults() -> Iterator[None]:
    """Turns the driver's errors within into StoreAway and Conflict; any other passes as it is."""
    try:
        yield
    except PyMongoError as fault:
        meaning = meaning_of(fault)
        if meaning is fault:
            raise
        raise meaning from fault


def meaning_of(fault: PyMongoError) -> Exception:
    """StoreAway for a lost or silent server, Conflict for a lost race, else the error itself."""
    if is_away(fault):
        return StoreAway(f"the database does not answer ({type(fault).__name__})")
    if fault.has_error_label(TRANSIENT) or code_of(fault) in LOST_THE_RACE:
        return Conflict(f"another transaction was faster ({code_of(fault)})")
    return fault


def is_away(fault: PyMongoError) -> bool:
    """Whether the server is gone, unreachable or too slow to wait for."""
    return isinstance(fault, ConnectionFailure) or fault.timeout


def may_run_again(fault: PyMongoError) -> bool:
    """Whether the whole transaction certainly did nothing and running it again at once makes sense."""
    return fault.has_error_label(TRANSIENT) and not fault.timeout


def code_of(fault: PyMongoError) -> int | None:
    """The server's error code; of a bulk write, the code of its first error."""
    if isinstance(fault, BulkWriteError):
        errors: list[dict[str, int]] = (fault.details or {}).get("writeErrors") or [{}]
        return errors[0].get("code")
    return fault.code if isinstance(fault, OperationFailure) else None


def duplicate_fields(fault: PyMongoError) -> tuple[str, ...] | None:
    """The fields of the unique index that refused a write, by its key pattern (trap 5); None for any other error."""
    if code_of(fault) != DUPLICATE_KEY or not isinstance(fault, OperationFailure):
        return None
    details: Any = fault.details or {}
    if isinstance(fault, BulkWriteError):
        details = details["writeErrors"][0]
    return tuple(details.get("keyPattern", {"_id": 1}))
