"""What came by Open311 as documents: place and picture's address sealed, of a client's key only a digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING
from pymongo.database import Database

from services.hotline.domain.open311.client import Client
from services.hotline.domain.open311.submission import Spot, Submission
from services.hotline.store import collections
from services.hotline.store.petition_documents import read_row
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.open311.open311_ports import Pair, RequestQuery
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
PLAIN = ("version", "client", "service", "requested_at", "token_hash")
CLIENT = ("version", "name", "key_hash", "admitted_at", "ended_at")


def submission_mapping(sealing: Sealing) -> Mapping:
    """How submissions are kept."""

    def write(one: Submission) -> Document:
        spot = one.spot
        beside = {"address": spot.address, "latitude": spot.latitude, "longitude": spot.longitude, "media": one.media}
        told = None if spot.is_empty and not one.media else beside
        return {
            "_id": one.id,
            **{name: getattr(one, name) for name in PLAIN},
            "beside": sealing.seal_json(one.id, "beside", told),
        }

    def read(document: Document) -> Submission:
        id = document["_id"]
        beside = sealing.open_json(id, "beside", document["beside"]) or {}
        spot = Spot(beside.get("address", ""), beside.get("latitude"), beside.get("longitude"))
        return Submission(id, **{name: document[name] for name in PLAIN}, spot=spot, media=beside.get("media", ""))

    return Mapping(Submission, collections.OPEN311_SUBMISSIONS, write, read, collections.SUBMISSION_INDEXES)


def _read_client(document: Document) -> Client:
    return Client(document["_id"], **{name: document[name] for name in CLIENT})


CLIENTS = Mapping(
    Client,
    collections.OPEN311_CLIENTS,
    lambda one: {"_id": one.id, **{name: getattr(one, name) for name in CLIENT}},
    _read_client,
)


class MongoSubmissions:
    """Implements ``use_cases.open311.open311_ports.Submissions``; nothing sealed is opened."""

    def __init__(self, database: Database[Document], veil: Veil) -> None:
        self._veil = veil
        self._submissions = database[collections.OPEN311_SUBMISSIONS]
        self._petitions = database[collections.PETITIONS]
        self._clients = database[collections.OPEN311_CLIENTS]

    def page(self, query: RequestQuery) -> Sequence[Pair]:
        """Walks the index from where the page before ended."""
        wanted: Document = {
            "requested_at": {"$gte": query.since, "$lt": query.until},
            "service": {"$in": list(query.services)},
        }
        if query.after:
            at, id = query.after
            wanted["$or"] = [{"requested_at": {"$lt": at}}, {"requested_at": at, "_id": {"$lt": id}}]
        with store_faults():
            order = [("requested_at", DESCENDING), ("_id", DESCENDING)]
            return self._pairs(list(self._submissions.find(wanted).sort(order).limit(query.limit)))

    def of_codes(self, codes: Sequence[str]) -> Sequence[Pair]:
        with store_faults():
            found = {one["_id"]: one for one in self._submissions.find({"_id": {"$in": list(codes)}})}
            return self._pairs([found[code] for code in dict.fromkeys(codes) if code in found])

    def by_token(self, token_hash: str) -> Pair | None:
        with store_faults():
            found = self._submissions.find_one({"token_hash": token_hash})
            return next(iter(self._pairs([found])), None) if found else None

    def clients(self) -> Sequence[Client]:
        with store_faults():
            return [_read_client(one) for one in self._clients.find().sort("_id")]

    def _pairs(self, rows: Sequence[Document]) -> list[Pair]:
        codes = {"_id": {"$in": [one["_id"] for one in rows]}}
        petitions = {one["_id"]: read_row(one) for one in self._petitions.find({"$and": [codes, self._veil.without()]})}
        bare = [Submission(one["_id"], **{name: one[name] for name in PLAIN}) for one in rows]
        return [(one, petitions[one.id]) for one in bare if one.id in petitions]
