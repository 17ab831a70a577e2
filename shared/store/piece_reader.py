"""Reads a file that lies in pieces from anywhere in it, with one piece in memory at a time."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate


class PieceReader(io.RawIOBase):
    """``lengths`` are those of the pieces, ``piece(index)`` fetches one."""

    def __init__(self, lengths: Sequence[int], piece: Callable[[int], bytes]) -> None:
        super().__init__()
        self._starts = [0, *accumulate(lengths)]
        self._piece = piece
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        part = self._part(len(view))
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def read(self, size: int | None = -1) -> bytes:
        """As many bytes as asked for, or all that are left: never fewer, as zip files and pictures want it."""
        left = self._starts[-1] - self._at
        wanted = left if size is None or size < 0 else min(size, left)
        parts = []
        while wanted > 0:
            part = self._part(wanted)
            if not part:
                break
            parts.append(part)
            self._at += len(part)
            wanted -= len(part)
        return b"".join(parts)

    def _part(self, size: int) -> bytes:
        """What one piece gives from here on."""
        if self._at >= self._starts[-1]:
            return b""
        index = bisect_right(self._starts, self._at) - 1
        if self._held[0] != index:
            self._held = (index, self._piece(index))
        begin = self._at - self._starts[index]
        return self._held[1][begin : begin + size]
