"""Contents of comments' files in GridFS, each sealed under its own name: moved or exchanged it cannot be read."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from gridfs import GridFSBucket
from gridfs.errors import NoFile
from pymongo import ASCENDING
from pymongo.database import Database

from services.routing.use_cases.inbox_desk import NoSuchFile
from shared.security.fields import FieldCipher
from shared.store.faults import store_faults

BUCKET = "comment_files"


class GridCommentFiles:
    """Implements ``use_cases.inbox_desk.Files``; a file is small enough to be sealed whole."""

    def __init__(self, database: Database[dict[str, Any]], cipher: FieldCipher) -> None:
        self._bucket = GridFSBucket(database, BUCKET)
        self._rows, self._chunks = database[f"{BUCKET}.files"], database[f"{BUCKET}.chunks"]
        self._cipher = cipher

    def ensure_indexes(self) -> None:
        """Safe to run again. Raises StoreAway."""
        with store_faults():
            self._rows.create_index([("filename", ASCENDING), ("uploadDate", ASCENDING)])
            self._chunks.create_index([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)

    def put(self, id: str, content: bytes) -> None:
        sealed = self._cipher.encrypt_bytes(_place(id), content)
        with store_faults():
            # The row is written after the content: what has a row is whole.
            self._bucket.upload_from_stream_with_id(id, id, sealed["c"], metadata={"k": sealed["k"], "n": sealed["n"]})

    def open(self, id: str) -> BinaryIO:
        try:
            with store_faults(), self._bucket.open_download_stream(id) as found:
                told, sealed = found.metadata or {}, found.read()
        except NoFile:
            raise NoSuchFile(id) from None
        value = {"k": told.get("k"), "n": told.get("n"), "c": sealed}
        return io.BytesIO(self._cipher.decrypt_bytes(_place(id), value))

    def remove(self, id: str) -> None:
        try:
            with store_faults():
                self._bucket.delete(id)
        except NoFile:
            return


def _place(id: str) -> str:
    return f"{BUCKET}/{id}"
