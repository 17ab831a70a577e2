"""The rules of every store of files in pieces: one suite, run on the fake in memory and on GridFS."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

START = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)


@dataclass
class SetClock:
    now: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Shelf:
    """What is under test: ``files``, a clock to move, and the errors that it is to raise."""

    files: Any
    clock: SetClock
    differs: type[Exception]
    missing: type[Exception]


class FileRules:
    """What a store of files promises."""

    def test_pieces_come_in_any_order_and_are_read_as_one(self, shelf: Shelf) -> None:
        for number, content in ((3, b"ef"), (1, b"ab"), (2, b"cd")):
            shelf.files.put("a", number, content)
        assert shelf.files.pieces("a") == {1: 2, 2: 2, 3: 2}
        with shelf.files.open("a") as content:
            assert content.read() == b"abcdef"
            content.seek(1)
            assert content.read(4) == b"bcde"
            content.seek(-2, 2)
            assert content.read() == b"ef"
            assert content.read(1) == b""

    def test_the_same_piece_again_changes_nothing(self, shelf: Shelf) -> None:
        for _ in range(2):
            shelf.files.put("a", 1, b"ab")
        assert shelf.files.pieces("a") == {1: 2}

    def test_a_piece_is_never_exchanged(self, shelf: Shelf) -> None:
        shelf.files.put("a", 1, b"ab")
        with pytest.raises(shelf.differs):
            shelf.files.put("a", 1, b"xy")
        with shelf.files.open("a") as content:
            assert content.read() == b"ab"

    def test_a_file_with_a_hole_cannot_be_read(self, shelf: Shelf) -> None:
        shelf.files.put("a", 1, b"ab")
        shelf.files.put("a", 3, b"ef")
        for name in ("a", "never"):
            with pytest.raises(shelf.missing):
                shelf.files.open(name)
        assert shelf.files.pieces("never") == {}

    def test_only_what_nobody_keeps_is_loose_and_only_once_it_is_old(self, shelf: Shelf) -> None:
        for name in ("old", "kept", "going on"):
            shelf.files.put(name, 1, b"ab")
        shelf.files.keep("kept")
        shelf.clock.now += timedelta(days=2)
        shelf.files.put("going on", 2, b"cd")
        shelf.files.put("young", 1, b"ab")
        assert list(shelf.files.loose(shelf.clock.now - timedelta(days=1), 10)) == ["old"]

    def test_what_is_kept_is_never_removed(self, shelf: Shelf) -> None:
        for name in ("loose", "kept"):
            shelf.files.put(name, 1, b"ab")
        shelf.files.keep("kept")
        for name in ("loose", "kept", "never"):
            shelf.files.remove(name)
        assert shelf.files.pieces("loose") == {}
        with shelf.files.open("kept") as content:
            assert content.read() == b"ab"
