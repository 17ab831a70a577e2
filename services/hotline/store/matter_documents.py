"""Matters and decided pairs as documents, and the questions about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bson import MaxKey, MinKey
from pymongo import DESCENDING
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.hotline.domain.contact import Contact, Identity
from services.hotline.domain.matters.kinship import Pair
from services.hotline.domain.matters.likeness import Kin, Tie
from services.hotline.domain.matters.matter import Matter, MatterAct, MatterEntry, Member
from services.hotline.domain.petition import Petition, Status
from services.hotline.store import collections
from services.hotline.store.kin import dossier_digests, person_digests
from services.hotline.store.petition_documents import read_petition
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.matters.matter_ports import Place
from shared.security.fields import BlindIndex, FieldCipher
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
MOST_KIN = 100  # of one person or dossier, the latest
MOST_LATELY = 100  # whose words are compared, the latest


def matter_mapping(sealing: Sealing) -> Mapping:
    """How matters are kept; reasons are sealed, for people write names into them. ``listed`` and ``order_at`` say where
    it stands in the list, and are derived."""

    def write(one: Matter) -> Document:
        return {
            "_id": one.id,
            "version": one.version,
            "owner": one.owner,
            "members": [
                {"petition": each.petition, "received_at": each.received_at, "since": each.since, "by": each.by,
                 "status": each.status.value, "officer": each.officer}
                for each in one.members
            ],
            "history": [
                {"act": each.act.value, "at": each.at, "who": each.who, "note": each.note} for each in one.history
            ],
            "why": sealing.seal_json(one.id, "why", [each.why for each in one.history]),
            "listed": one.stands,
            "order_at": one.last_at,
        }  # fmt: skip

    def read(document: Document) -> Matter:
        whys: list[str] = sealing.open_json(document["_id"], "why", document["why"]) or []
        return Matter(
            document["_id"],
            document["version"],
            tuple(
                Member(each["petition"], each["received_at"], each["since"], each["by"], Status(each["status"]),
                       each["officer"])
                for each in document["members"]
            ),
            document["owner"],
            tuple(
                MatterEntry(MatterAct(each["act"]), each["at"], each["who"], each["note"], why)
                for each, why in zip(document["history"], whys, strict=True)
            ),
        )  # fmt: skip

    return Mapping(Matter, collections.MATTERS, write, read, collections.MATTER_INDEXES)


def _write_pair(one: Pair) -> Document:
    return {"_id": one.id, "version": one.version, "apart": one.apart, "at": one.at, "who": one.who}


def _read_pair(document: Document) -> Pair:
    return Pair(document["_id"], document["version"], document["apart"], document["at"], document["who"])


PAIRS = Mapping(Pair, collections.PAIRS, _write_pair, _read_pair)


class MongoMatters:
    """Implements ``use_cases.matters.matter_ports.Matters``."""

    def __init__(self, database: Database[Document], cipher: FieldCipher, index: BlindIndex, veil: Veil) -> None:
        self._veil = veil
        self._matters = database[collections.MATTERS]
        self._petitions = database[collections.PETITIONS]
        self._identities = database[collections.IDENTITIES]
        self._index = index
        self._of_petitions = Sealing(cipher, collections.PETITIONS)
        self._read = matter_mapping(Sealing(cipher, collections.MATTERS)).from_document

    def page(self, after: Place | None, limit: int) -> Sequence[Matter]:
        with store_faults():
            return [self._read(document) for document in self.cursor(after, limit)]

    def cursor(self, after: Place | None, limit: int) -> Cursor[Document]:
        """The question before it is asked, so that a test can see how it would be answered."""
        names = list(collections.MATTER_INDEX)
        begin: tuple[Any, ...] = (True, MinKey(), MinKey())
        end: tuple[Any, ...] = (True, *after) if after else (True, MaxKey(), MaxKey())
        found = self._matters.find({"listed": True, **self._veil.without()})
        bounded = found.min(list(zip(names, begin, strict=True))).max(list(zip(names, end, strict=True)))
        walked = bounded.hint(list(collections.MATTER_INDEX.items()))
        return walked.sort([("order_at", DESCENDING), ("_id", DESCENDING)]).limit(limit)

    def kin_of(self, petition: Petition, contact: Contact) -> Sequence[Kin]:
        with store_faults():
            ties = self._of_the_same_person(contact)
            wanted = [*ties, *self._about_the_same(petition)]
            hidden = self._veil.without()
            of_these = {"$and": [{"_id": {"$in": wanted}}, hidden]}
            found = {one["_id"]: one for one in self._petitions.find(of_these)}
            lately = self._petitions.find(hidden).sort("_id", DESCENDING).limit(MOST_LATELY)
            found |= {one["_id"]: one for one in lately}
        found.pop(petition.id, None)
        return [Kin(read_petition(one, self._of_petitions), ties.get(id, frozenset())) for id, one in found.items()]

    def _of_the_same_person(self, contact: Contact) -> dict[str, frozenset[Tie]]:
        """Codes of the petitions, and what they share. Raises PyMongoError."""
        digests = person_digests(self._index, contact)
        if not digests:
            return {}
        wanted = {"kin": {"$in": list(digests)}}
        found = self._identities.find(wanted, {"kin": 1}).sort("_id", DESCENDING).limit(MOST_KIN)
        return {one["_id"]: frozenset(digests[each] for each in one["kin"] if each in digests) for one in found}

    def _about_the_same(self, petition: Petition) -> list[str]:
        """Codes of petitions about a dossier that this one is about. Raises PyMongoError."""
        digests = dossier_digests(self._index, petition)
        if not digests:
            return []
        found = self._petitions.find({"kin": {"$in": digests}}, {"_id": 1}).sort("_id", DESCENDING).limit(MOST_KIN)
        return [one["_id"] for one in found]


def find_again(database: Database[Document], mappings: Sequence[Mapping]) -> int:
    """Give petitions and identities from before the digests that their like are found by; how many got them. Safe to
    run again and beside others: what somebody changes meanwhile has its digests by that. Raises StoreAway."""
    given = 0
    with store_faults():
        for mapping in (one for one in mappings if one.kind in (Petition, Identity)):
            for document in database[mapping.collection].find({"kin": {"$exists": False}}):
                kin = mapping.to_document(mapping.from_document(document))["kin"]
                as_read = {"_id": document["_id"], "version": document["version"]}
                given += database[mapping.collection].update_one(as_read, {"$set": {"kin": kin}}).modified_count
    return given
