"""Calls as documents: number and words are sealed, a blind digest finds what the same number told before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, UpdateOne
from pymongo.database import Database

from services.hotline.domain.calls.call import Call, OnTheSpot
from services.hotline.domain.petition import Petition
from services.hotline.store import collections
from services.hotline.store.petition_documents import phone_digest, read_row
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from shared.security.fields import BlindIndex, FieldCipher
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
PLAIN = ("version", "line", "started_at", "operator", "taken_at", "ended_at")
ID_LENGTH = 24
ROUND = 500


def call_mapping(sealing: Sealing, index: BlindIndex) -> Mapping:
    """How calls are kept; ``live`` and ``number_digest`` are derived."""

    def write(one: Call) -> Document:
        said = asdict(one.on_the_spot) if one.on_the_spot else None
        return {
            "_id": one.id,
            **{name: getattr(one, name) for name in PLAIN},
            "number": sealing.seal(one.id, "number", one.number),
            "number_digest": phone_digest(index, one.number),
            "live": one.ended_at is None,
            "petitions": list(one.petitions),
            "answered": one.on_the_spot is not None,
            "said": sealing.seal_json(one.id, "said", said),
        }

    def read(document: Document) -> Call:
        id, said = document["_id"], sealing.open_json(document["_id"], "said", document["said"])
        spot = OnTheSpot(**said) if said else None
        return replace(read_closed(document), number=sealing.open(id, "number", document["number"]), on_the_spot=spot)

    return Mapping(Call, collections.CALLS, write, read, collections.CALL_INDEXES)


def read_closed(document: Document) -> Call:
    """The call with its sealed parts left closed: that it was answered at once is told, not how."""
    plain = {name: document[name] for name in PLAIN}
    spot = OnTheSpot("", "") if document["answered"] else None
    return Call(id=document["_id"], number=None, petitions=tuple(document["petitions"]), on_the_spot=spot, **plain)


class MongoCalls:
    """Implements ``use_cases.calls.call_ports.Calls``."""

    def __init__(self, database: Database[Document], index: BlindIndex, veil: Veil) -> None:
        self._veil = veil
        self._calls = database[collections.CALLS]
        self._identities = database[collections.IDENTITIES]
        self._petitions = database[collections.PETITIONS]
        self._index = index

    def id_of(self, call_id: str) -> str:
        return self._index.digest("call", call_id).replace("_", "-").strip("-")[:ID_LENGTH].strip("-")

    def live(self, since: datetime, limit: int) -> Sequence[Call]:
        wanted = {"live": True, "started_at": {"$gt": since}, **self._veil.without("petitions")}
        with store_faults():
            return [read_closed(one) for one in self._calls.find(wanted).sort("started_at", ASCENDING).limit(limit)]

    def of_number(self, number: str, limit: int) -> Sequence[Call]:
        wanted = {"number_digest": phone_digest(self._index, number), **self._veil.without("petitions")}
        with store_faults():
            found = self._calls.find(wanted).sort("started_at", DESCENDING).limit(limit + 1)
            return [read_closed(one) for one in found if not one["live"]][:limit]

    def petitions_of(self, number: str, limit: int) -> Sequence[Petition]:
        """A petition's code begins with its day, so that the index of codes is in the order of time."""
        wanted = {"phone_digest": phone_digest(self._index, number), **self._veil.without()}
        with store_faults():
            codes = [one["_id"] for one in self._identities.find(wanted, {"_id": 1}).sort("_id", -1).limit(limit)]
            found = {one["_id"]: one for one in self._petitions.find({"_id": {"$in": codes}})}
        return [read_row(found[code]) for code in codes if code in found]


def mark_numbers(database: Database[Document], cipher: FieldCipher, index: BlindIndex) -> int:
    """Identities of before there were digests get theirs; how many. Safe to run again. Raises StoreAway."""
    sealing, identities, marked = Sealing(cipher, collections.IDENTITIES), database[collections.IDENTITIES], 0
    with store_faults():
        while True:
            found = list(identities.find({"phone_digest": {"$exists": False}}).limit(ROUND))
            if not found:
                return marked
            identities.bulk_write([
                UpdateOne(
                    {"_id": one["_id"], "version": one["version"]},
                    {"$set": {"phone_digest": phone_digest(index, sealing.open(one["_id"], "phone", one["phone"]))}},
                )
                for one in found
            ])  # fmt: skip
            marked += len(found)
