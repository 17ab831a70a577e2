"""Says what a file is and opens it, in the hotline's own words; scanning needs none."""

from __future__ import annotations

from typing import BinaryIO

from services.hotline.domain.attachments.attachment import Findings
from services.hotline.domain.errors import InvalidValue, Words
from shared.files import drawing
from shared.files.content_types import judge
from shared.files.refusals import FileRefused


class ContentTypes:
    """Implements ``use_cases.attachments.attachment_ports.FileTypes``."""

    def judge(self, content: BinaryIO, size: int) -> str:
        """The media type. Raises InvalidValue."""
        try:
            return judge(content, size)
        except FileRefused as refused:
            raise InvalidValue(Words(refused.told.vi, refused.told.en)) from None


class BoundedDrawing(drawing.BoundedDrawing):
    """Implements ``use_cases.attachments.attachment_ports.Drawing``."""

    def look(self, content: BinaryIO, media_type: str) -> tuple[Findings, bytes | None]:
        """A file at which the child breaks, or takes too long, is told as unreadable."""
        found = self.open(content, media_type)
        return Findings(found.pages, found.readable, found.locked), found.picture
