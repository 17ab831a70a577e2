"""Questions to agencies as documents: what is asked and answered is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING
from pymongo.database import Database

from services.hotline.domain.inside.agency_task import AgencyTask, Asked
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from shared.security.fields import FieldCipher
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
PLAIN = ("version", "petition", "dossier", "agency", "agency_name", "asked_at", "asked_by", "hours", "answered_at",
         "heard")  # fmt: skip
SEALED = ("question", "answer", "reason")


def agency_task_mapping(sealing: Sealing) -> Mapping:
    """How they are kept."""

    def write(one: AgencyTask) -> Document:
        sealed = {name: sealing.seal(one.id, name, getattr(one, name) or None) for name in SEALED}
        return {"_id": one.id, "state": one.state.value, **{name: getattr(one, name) for name in PLAIN}, **sealed}

    return Mapping(
        AgencyTask,
        collections.AGENCY_TASKS,
        write,
        lambda one: read_task(one, sealing),
        collections.AGENCY_TASK_INDEXES,
    )


def read_task(document: Document, sealing: Sealing) -> AgencyTask:
    """Raises Undecipherable where a key is missing or a value was moved."""
    id = document["_id"]
    values: Document = {name: document[name] for name in PLAIN}
    values |= {name: sealing.open(id, name, document[name]) or "" for name in SEALED}
    return AgencyTask(id=id, state=Asked(document["state"]), **values)


class MongoAgencyTasks:
    """Implements ``use_cases.inside.inside_ports.AgencyTasks``."""

    def __init__(self, database: Database[Document], cipher: FieldCipher, veil: Veil) -> None:
        self._tasks = database[collections.AGENCY_TASKS]
        self._sealing = Sealing(cipher, collections.AGENCY_TASKS)
        self._veil = veil

    def of(self, petition: str, limit: int) -> Sequence[AgencyTask]:
        wanted = {"$and": [{"petition": petition}, self._veil.without("petition")]}
        with store_faults():
            found = self._tasks.find(wanted).sort([("asked_at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
            return [read_task(one, self._sealing) for one in found]
