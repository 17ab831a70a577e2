"""GridFS keeps the rules of every store of files, and nothing of a file lies there in clear."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database

from services.intake.store.files import BUCKET, GridFiles
from services.intake.use_cases.paper_ports import NoSuchFile, PieceDiffers
from shared.security.fields import FieldCipher, Undecipherable
from shared.security.keys import KeyRing
from tests.support.file_rules import FileRules, SetClock, Shelf


@pytest.fixture
def shelf(database: Database[dict[str, Any]]) -> Shelf:
    clock = SetClock()
    files = GridFiles(database, FieldCipher(KeyRing.generate()), clock=clock)
    files.ensure_indexes()
    return Shelf(files, clock, PieceDiffers, NoSuchFile)


class TestGridFiles(FileRules):
    pass


def test_nothing_of_a_file_lies_in_clear(shelf: Shelf, database: Database[dict[str, Any]]) -> None:
    shelf.files.put("a", 1, b"a diploma in plain words")
    for name in database.list_collection_names():
        for row in database[name].find():
            assert b"diploma" not in repr(row).encode()


def test_a_piece_that_was_moved_or_changed_cannot_be_read(shelf: Shelf, database: Database[dict[str, Any]]) -> None:
    shelf.files.put("a", 1, b"ab")
    shelf.files.put("b", 1, b"xy")
    rows = database[f"{BUCKET}.files"]
    rows.delete_one({"metadata.file": "a"})
    rows.update_one({"metadata.file": "b"}, {"$set": {"metadata.file": "a"}})
    with shelf.files.open("a") as content, pytest.raises(Undecipherable):
        content.read()


def test_the_same_piece_from_many_sides_lies_there_once(shelf: Shelf, database: Database[dict[str, Any]]) -> None:
    with ThreadPoolExecutor(6) as many:
        list(many.map(lambda _: shelf.files.put("a", 1, b"ab"), range(6)))
    assert database[f"{BUCKET}.files"].count_documents({}) == 1
    assert database[f"{BUCKET}.chunks"].count_documents({}) == 1


def test_content_whose_writer_crashed_is_cleared_away(shelf: Shelf, database: Database[dict[str, Any]]) -> None:
    shelf.files.put("a", 1, b"ab")
    old = ObjectId.from_datetime(shelf.clock.now - timedelta(days=2))
    database[f"{BUCKET}.chunks"].insert_one({"files_id": old, "n": 0, "data": b"half"})
    shelf.files.loose(shelf.clock.now, 1)
    assert database[f"{BUCKET}.chunks"].count_documents({"files_id": old}) == 0
    with shelf.files.open("a") as content:
        assert content.read() == b"ab"
