"""Opens files that may be hostile, in a bounded process of its own."""

from __future__ import annotations

from typing import BinaryIO

from services.intake.domain.paper import Findings
from services.intake.use_cases.paper_ports import Look
from shared.files import drawing


class BoundedDrawing(drawing.BoundedDrawing):
    """Implements ``use_cases.paper_ports.Drawing``."""

    def look(self, content: BinaryIO, media_type: str) -> Look:
        """What the child found; a file at which it breaks, or takes too long, is told as unreadable."""
        found = self.open(content, media_type)
        return Look(Findings(found.pages, found.blank, None, found.readable, found.locked), found.picture)
