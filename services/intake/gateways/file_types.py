"""Says by its content what a file is; refuses in this service's own words."""

from __future__ import annotations

from typing import BinaryIO

from services.intake.domain.errors import Words
from services.intake.domain.paper import RefusedFile
from shared.files.content_types import judge
from shared.files.refusals import FileRefused


class ContentTypes:
    """Implements ``use_cases.paper_ports.FileTypes``."""

    def judge(self, content: BinaryIO, size: int) -> str:
        """The media type. Raises RefusedFile."""
        try:
            return judge(content, size)
        except FileRefused as refused:
            raise RefusedFile(refused.slug, Words(refused.told.vi, refused.told.en)) from None
