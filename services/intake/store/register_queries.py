"""Questions over the register of priority people, each answered from an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database

from services.intake.domain.priority.imports import RegisterImport, RegisterRow
from services.intake.domain.priority.lists import PriorityList
from services.intake.domain.priority.people import PriorityPerson
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.register_documents import (
    IMPORTS,
    LISTS,
    PEOPLE,
    ROWS,
    read_import,
    read_list,
    read_person,
    read_row,
)
from services.intake.use_cases.priority.ports import PeoplePage
from shared.store.faults import store_faults

Document = dict[str, Any]


class RegisterQueries:
    """Implements ``use_cases.priority.ports.Register``; each collection's values are opened by fields of its own."""

    def __init__(
        self, database: Database[Document], people: PersonalFields, imports: PersonalFields, rows: PersonalFields
    ) -> None:
        self._database = database
        self._people, self._imports, self._rows = people, imports, rows

    def of_who(self, keys: Sequence[str]) -> Sequence[PriorityPerson]:
        if not keys:
            return ()
        with store_faults():
            found = list(self._database[PEOPLE].find({"who": {"$in": list(keys)}}).sort("_id", ASCENDING).hint("who"))
        return [read_person(one, self._people) for one in found]

    def lists(self) -> Sequence[PriorityList]:
        with store_faults():
            return [read_list(one) for one in self._database[LISTS].find().sort("_id", ASCENDING)]

    def people(self, list_id: str, editions: Sequence[int], cursor: str | None, limit: int) -> PeoplePage:
        wanted: Document = {"named": {"$in": [f"{list_id}/{number}" for number in editions]}}
        if cursor is not None:
            if not cursor.isascii() or len(cursor) > 60 or not cursor.replace("-", "").replace("_", "").isalnum():
                raise ValueError("not a cursor of this list")
            wanted["_id"] = {"$gt": cursor}
        with store_faults():
            found = list(self._database[PEOPLE].find(wanted).sort("_id", ASCENDING).limit(limit + 1).hint("named"))
        shown = tuple(read_person(one, self._people) for one in found[:limit])
        return PeoplePage(shown, shown[-1].id if len(found) > limit else None)

    def rows(self, import_id: str, after: int, limit: int, outcome: str | None = None) -> Sequence[RegisterRow]:
        wanted: Document = {"import": import_id, "place": {"$gt": after}}
        if outcome is not None:
            wanted["report.outcome"] = outcome
        with store_faults():
            found = list(self._database[ROWS].find(wanted).sort("place", ASCENDING).limit(limit))
        return [read_row(one, self._rows) for one in found]

    def latest(self, unit: str | None, limit: int) -> Sequence[RegisterImport]:
        wanted = {"unit": unit} if unit else {}
        with store_faults():
            found = list(self._database[IMPORTS].find(wanted, {"content": 0}).sort("sent_at", DESCENDING).limit(limit))
        return [read_import(one, self._imports) for one in found]
