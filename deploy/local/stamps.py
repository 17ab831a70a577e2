"""Remembering that something was done with these files as they are now, so that a second start need not repeat it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """``file`` lies in the folder of data that the work changed, so that both go together; ``sources`` are what it
    was made from; ``also`` is any other text that it depends on."""

    file: Path
    sources: tuple[Path, ...]
    also: str = ""

    def fresh(self) -> bool:
        """Whether the work was done with the same sources."""
        return self.file.exists() and self.file.read_text() == self._fingerprint()

    def renew(self) -> None:
        """The work was done now."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self._fingerprint())

    def _fingerprint(self) -> str:
        digest = hashlib.sha256(self.also.encode())
        for path in _files(self.sources):
            about = path.stat()
            digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
        return digest.hexdigest()


def _files(sources: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for source in sources:
        if source.is_dir():
            found |= {path for path in source.rglob("*") if path.is_file() and path.suffix not in {".pyc", ".mo"}}
        elif source.exists():
            found.add(source)
    return sorted(found)
