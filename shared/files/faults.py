"""What keeping and scanning files says no with."""

from __future__ import annotations


class PieceDiffers(Exception):
    """This piece is there already, with another content."""


class NoSuchFile(Exception):
    """No file of this name, or a piece of it is missing."""


class ScannerAway(Exception):
    """The scanner did not answer, or gave no verdict: ask again later. The message names the reason."""
