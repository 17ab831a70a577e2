"""Puts together the doors: who asks, what is hidden from them, and the book of looks with its chain."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.hotline.store import collections
from services.hotline.store.agency_task_documents import MongoAgencyTasks
from services.hotline.store.inside_documents import MongoNotes
from services.hotline.store.look_book import LookKeeper, MongoLooks
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from shared.http.correlation import current_caller
from shared.security.fields import BlindIndex, FieldCipher
from shared.store.leases import Leases

CHAIN_SECONDS = 1.0
LEASE, LEASE_SECONDS = "looks", 10.0
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Doors:
    """``holder`` names this process where several take turns to chain looks."""

    veil: Veil
    looks: MongoLooks
    keeper: LookKeeper
    notes: MongoNotes
    tasks: MongoAgencyTasks
    leases: Leases
    holder: str

    def chain(self) -> bool:
        """One round of the timer; whether there may be more to do at once. Raises StoreAway."""
        return self.leases.take(LEASE, self.holder, LEASE_SECONDS) and self.keeper.chain() > 0


def make_doors(
    database: Any, cipher: FieldCipher, index: BlindIndex, veil: Veil, clock: Callable[[], datetime]
) -> Doors:
    """The doors of one process."""
    looks = MongoLooks(database, cipher, index, veil)
    keeper = LookKeeper(database, looks, Sealing(cipher, collections.LOOKS), clock)
    tasks = MongoAgencyTasks(database, cipher, veil)
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    return Doors(veil, looks, keeper, MongoNotes(database, cipher, veil), tasks, Leases(database), holder)


def asking_account() -> str:
    """The account of the member of staff whose request is at hand; empty for everybody else, and for the timers."""
    caller = current_caller()
    return caller.id if caller.kind == STAFF else ""
