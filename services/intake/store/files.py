"""Where papers' files lie."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from shared.security.fields import FieldCipher
from shared.store import grid_files
from shared.store.clock import Clock, utc_now

BUCKET = "paper_files"


class GridFiles(grid_files.GridFiles):
    """Implements ``use_cases.paper_ports.Files``."""

    def __init__(self, database: Database[dict[str, Any]], cipher: FieldCipher, *, clock: Clock = utc_now) -> None:
        super().__init__(database, cipher, BUCKET, clock=clock)
