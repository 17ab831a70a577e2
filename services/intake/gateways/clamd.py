"""Asks a clamd for its verdict on a file."""

from __future__ import annotations

from typing import BinaryIO

from services.intake.domain.paper import Scan
from shared.files import clamd


class Clamd(clamd.Clamd):
    """Implements ``use_cases.paper_ports.Scanner``."""

    def scan(self, content: BinaryIO) -> Scan:
        """CLEAN or INFECTED. Raises ScannerAway for anything else: no answer, or no verdict."""
        return Scan.CLEAN if self.is_clean(content) else Scan.INFECTED
