"""Files in GridFS, piece by piece, each sealed on its own: a piece moved, exchanged or changed cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from bson import ObjectId
from gridfs import GridFSBucket
from gridfs.errors import FileExists, NoFile
from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from shared.files.faults import NoSuchFile, PieceDiffers
from shared.security.fields import FieldCipher
from shared.store.clock import Clock, utc_now
from shared.store.faults import store_faults
from shared.store.piece_reader import PieceReader

# Larger than any piece, so that a piece is one document and one round trip.
CHUNK_BYTES = 4 * 1024 * 1024
# Chunks that a crash left without their file are looked for in this time, once a round.
STRAY_FROM, STRAY_TO = timedelta(days=8), timedelta(days=1)
Document = dict[str, Any]
INDEXES = (
    IndexModel([("metadata.file", ASCENDING), ("metadata.piece", ASCENDING)], name="pieces", unique=True),
    IndexModel(
        [("metadata.loose", ASCENDING)], name="loose", partialFilterExpression={"metadata.loose": {"$type": "date"}}
    ),
)


class GridFiles:
    """Files of a bucket in numbered pieces (from 1). In each piece's row: the key's id, the nonce, and a sum of it."""

    def __init__(
        self, database: Database[Document], cipher: FieldCipher, bucket: str, *, clock: Clock = utc_now
    ) -> None:
        self._name = bucket
        self._rows = database[f"{bucket}.files"]
        self._chunks = database[f"{bucket}.chunks"]
        self._bucket = GridFSBucket(database, bucket, chunk_size_bytes=CHUNK_BYTES)
        self._cipher = cipher
        self._clock = clock

    def ensure_indexes(self) -> None:
        """Safe to run again. Raises StoreAway."""
        with store_faults():
            self._rows.create_indexes(list(INDEXES))
            self._chunks.create_index([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)

    def put(self, file: str, number: int, content: bytes) -> None:
        total = hashlib.sha256(content).hexdigest()
        with store_faults():
            if self._is_there(file, number, total):
                return
            sealed = self._cipher.encrypt_bytes(self._place(file, number), content)
            metadata = {
                "file": file,
                "piece": number,
                "bytes": len(content),
                "sha256": total,
                "k": sealed["k"],
                "n": sealed["n"],
                "loose": self._clock(),
            }
            id = ObjectId()
            try:
                # The row is written after the content: what has a row is whole.
                self._bucket.upload_from_stream_with_id(id, file, sealed["c"], metadata=metadata)
            except (DuplicateKeyError, FileExists):  # the same piece at the same time
                self._chunks.delete_many({"files_id": id})
                self._is_there(file, number, total)

    def pieces(self, file: str) -> Mapping[int, int]:
        with store_faults():
            rows = self._rows.find({"metadata.file": file}, {"metadata.piece": 1, "metadata.bytes": 1})
            return {one["metadata"]["piece"]: one["metadata"]["bytes"] for one in rows}

    def open(self, file: str) -> BinaryIO:
        with store_faults():
            rows = list(self._rows.find({"metadata.file": file}).sort("metadata.piece", ASCENDING))
        if not rows or [one["metadata"]["piece"] for one in rows] != list(range(1, len(rows) + 1)):
            raise NoSuchFile(file)
        lengths = [one["metadata"]["bytes"] for one in rows]
        return cast("BinaryIO", PieceReader(lengths, lambda index: self._read(rows[index])))

    def keep(self, file: str) -> None:
        with store_faults():
            self._rows.update_many({"metadata.file": file}, {"$unset": {"metadata.loose": ""}})

    def loose(self, before: datetime, limit: int) -> Sequence[str]:
        self._remove_strays()
        with store_faults():
            old = self._rows.aggregate(
                [
                    {"$match": {"metadata.loose": {"$lt": before}}},
                    {"$group": {"_id": "$metadata.file"}},
                    {"$limit": limit},
                ]
            )
            names = [one["_id"] for one in old]
            young = self._rows.distinct(
                "metadata.file", {"metadata.file": {"$in": names}, "metadata.loose": {"$gte": before}}
            )
        return [one for one in names if one not in young]

    def remove(self, file: str) -> None:
        with store_faults():
            rows = self._rows.find({"metadata.file": file, "metadata.loose": {"$type": "date"}}, {"_id": 1})
            for row in list(rows):
                with suppress(NoFile):  # another copy of the timer was faster
                    self._bucket.delete(row["_id"])

    def _is_there(self, file: str, number: int, total: str) -> bool:
        row = self._rows.find_one({"metadata.file": file, "metadata.piece": number}, {"metadata.sha256": 1})
        if row is not None and row["metadata"]["sha256"] != total:
            raise PieceDiffers(f"{file}/{number}")
        return row is not None

    def _read(self, row: Document) -> bytes:
        told = row["metadata"]
        with store_faults():
            sealed = b"".join(
                one["data"] for one in self._chunks.find({"files_id": row["_id"]}, {"data": 1}).sort("n", ASCENDING)
            )
        value = {"k": told["k"], "n": told["n"], "c": sealed}
        return self._cipher.decrypt_bytes(self._place(told["file"], told["piece"]), value)

    def _remove_strays(self) -> None:
        """Content whose row was never written, as its writer crashed in between."""
        now = self._clock()
        window = {"$gt": ObjectId.from_datetime(now - STRAY_FROM), "$lt": ObjectId.from_datetime(now - STRAY_TO)}
        with store_faults():
            ids = [
                one["files_id"] for one in self._chunks.find({"files_id": window, "n": 0}, {"files_id": 1, "_id": 0})
            ]
            known = {one["_id"] for one in self._rows.find({"_id": window}, {"_id": 1})}
            strays = [one for one in ids if one not in known]
            if strays:
                self._chunks.delete_many({"files_id": {"$in": strays}})

    def _place(self, file: str, number: int) -> str:
        return f"{self._name}/{file}/{number}"
