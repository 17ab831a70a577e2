"""Decisions about matches as documents, and the keys by which open dossiers are found: digests, nothing to be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database

from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.domain.matching.decisions import Decision, Matching, Said
from services.hotline.domain.matching.keys import EDITION, keys_known
from services.hotline.domain.matching.profile import procedure_of, profile_of
from services.hotline.store import collections
from shared.security.fields import BlindIndex
from shared.store.faults import store_faults
from shared.store.mapping import Mapping as StoreMapping

Document = dict[str, Any]
# 96 bits: of ten million keys no two meet by chance.
DIGEST_LENGTH = 16
BATCH = 500


def match_parts(one: KnownDossier, index: BlindIndex) -> Document:
    """What a dossier's document keeps for matching; no keys once nobody waits for its result."""
    if not one.stand.is_open:
        return {"edition": EDITION, "keys": [], "procedure": ""}
    profile = profile_of(one)
    return {
        "edition": EDITION,
        "keys": sorted(digests(index, keys_known(profile))),
        "procedure": "\t".join(procedure_of(one)).strip(),
    }


def digests(index: BlindIndex, keys: Collection[str]) -> set[str]:
    """Keys as they are kept and looked up."""
    return {index.digest("match", key)[:DIGEST_LENGTH] for key in keys}


class MongoFinder:
    """Implements ``use_cases.matching.matching_ports.Finder``."""

    def __init__(self, database: Database[Document], index: BlindIndex) -> None:
        self._collection = database[collections.DOSSIERS]
        self._index = index

    def codes(self, keys: Collection[str], limit: int) -> Sequence[str]:
        wanted = sorted(digests(self._index, keys))
        if not wanted:
            return []
        steps: list[Document] = [
            {"$match": {"match.keys": {"$in": wanted}}},
            {"$project": {"common": {"$size": {"$setIntersection": ["$match.keys", wanted]}}}},
            {"$sort": {"common": -1, "_id": 1}},
            {"$limit": limit},
        ]
        with store_faults():
            return [one["_id"] for one in self._collection.aggregate(steps)]

    def procedures(self) -> Mapping[str, str]:
        """Read off the index: one step for each procedure, however many dossiers there are."""
        with store_faults():
            told = self._collection.distinct("match.procedure")
        return dict(one.split("\t", 1) for one in told if one and "\t" in one)


def matching_mapping() -> StoreMapping:
    """How decisions are kept; they name codes, never people."""

    def write(one: Matching) -> Document:
        return {
            "_id": one.id,
            "version": one.version,
            "decisions": [
                {"dossier": each.dossier, "said": each.said.value, "at": each.at, "who": each.who,
                 "points": each.points, "reasons": list(each.reasons)}
                for each in one.decisions
            ],
        }  # fmt: skip

    def read(document: Document) -> Matching:
        decisions = tuple(
            Decision(one["dossier"], Said(one["said"]), one["at"], one["who"], one["points"], tuple(one["reasons"]))
            for one in document["decisions"]
        )
        return Matching(document["_id"], document["version"], decisions)

    return StoreMapping(Matching, collections.MATCHINGS, write, read)


def refresh_keys(database: Database[Document], mapping: StoreMapping) -> int:
    """Make keys anew where they were made in another way, or not at all; how many. Raises StoreAway."""
    dossiers = database[collections.DOSSIERS]
    found = 0
    with store_faults():
        while outdated := list(dossiers.find({"match.edition": {"$ne": EDITION}}).limit(BATCH)):
            dossiers.bulk_write(
                [
                    UpdateOne(
                        # Who changes a dossier meanwhile makes its keys anew.
                        {"_id": one["_id"], "version": one["version"]},
                        {"$set": {"match": mapping.to_document(mapping.from_document(one))["match"]}},
                    )
                    for one in outdated
                ]
            )
            found += len(outdated)
    return found
