"""How one kind of aggregate lies in its collection, and the writes that save it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Names
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel, InsertOne, ReplaceOne

from shared.store.change import Aggregate, Key
from shared.store.connection import Document


@dataclass(frozen=True, slots=True)
class Rows:
    """Documents that follow from an aggregate's state, one for each of its parts, in a collection of their own: lists
    walk them by indexes that one document with many parts cannot have. They are written together with the aggregate,
    whole and by ``_id``, and never read to decide anything.
    """

    collection: str
    of: Callable[[Any], Iterable[Document]]
    indexes: tuple[IndexModel, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """``to_document`` gives a document with ``_id`` and ``version`` (both the aggregate's), ``from_document`` reads it.

    ``kind`` is the aggregate's exact class; ``indexes`` are made by ``shared.store.indexes.ensure``; ``rows`` are what
    else follows from its state.
    """

    kind: type[Any]
    collection: str
    to_document: Callable[[Any], Document]
    from_document: Callable[[Document], Any]
    indexes: tuple[IndexModel, ...] = ()
    rows: Rows | None = None


@dataclass(frozen=True, slots=True)
class CollectionWrites:
    """All that one transaction saves in one collection, with the counts that prove that every write took effect
    (``proved``; what follows from a state needs no proof of its own)."""

    collection: str
    operations: tuple[InsertOne[Document] | ReplaceOne[Document], ...]
    inserts: int
    replaces: int
    proved: bool = True


class Mappings:
    """The mappings of one service, found by kind."""

    def __init__(self, mappings: Iterable[Mapping]) -> None:
        self._by_kind = {mapping.kind: mapping for mapping in mappings}

    def of(self, kind: type[Any]) -> Mapping:
        """Raises TypeError where the service keeps no such kind: a fault of its composition root."""
        try:
            return self._by_kind[kind]
        except KeyError:
            raise TypeError(f"no mapping says how {kind.__name__} is stored") from None

    def by_collection(self, keys: Iterable[Key]) -> dict[Mapping, list[str]]:
        """The ids to read, by mapping."""
        ids: dict[type[Any], list[str]] = {}
        for key in dict.fromkeys(keys):
            ids.setdefault(key.kind, []).append(key.id)
        return {self.of(kind): wanted for kind, wanted in ids.items()}

    def writes(self, states: Names[Key, tuple[int, Aggregate]]) -> tuple[CollectionWrites, ...]:
        """One bulk write a collection: new states are inserted, others replace exactly the version they grew from."""
        operations: dict[str, list[InsertOne[Document] | ReplaceOne[Document]]] = {}
        replaces: dict[str, int] = {}
        rows: dict[str, list[InsertOne[Document] | ReplaceOne[Document]]] = {}
        for key, (base, state) in states.items():
            mapping = self.of(key.kind)
            document = mapping.to_document(state)
            if document.get("_id") != state.id or document.get("version") != state.version:
                raise ValueError(f"{mapping.collection}: _id and version of the document are not those of {state.id}")
            into = operations.setdefault(mapping.collection, [])
            if base == 0:
                into.append(InsertOne(document))
            else:
                into.append(ReplaceOne({"_id": state.id, "version": base}, document))
                replaces[mapping.collection] = replaces.get(mapping.collection, 0) + 1
            if mapping.rows is not None:
                written = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in mapping.rows.of(state)]
                rows.setdefault(mapping.rows.collection, []).extend(written)
        saved = tuple(
            CollectionWrites(name, tuple(ones), len(ones) - replaces.get(name, 0), replaces.get(name, 0))
            for name, ones in operations.items()
        )
        return (
            *saved,
            *(CollectionWrites(name, tuple(ones), 0, 0, proved=False) for name, ones in rows.items() if ones),
        )
