"""A paper's file and its small picture as answers of pages."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response

from services.intake.domain.paper import JPEG, Paper
from shared.http.file_answers import file_answer


def paper_file(paper: Paper, content: BinaryIO) -> Response:
    """With the type that it really has; shown where a browser shows it safely, else saved."""
    told = paper.content
    return file_answer(
        content,
        told.media_type,
        paper.file_name,
        inline=paper.is_shown_inline,
        size=told.size,
        sha256=told.sha256,
    )


def picture_file(content: BinaryIO) -> Response:
    return file_answer(content, JPEG, None, inline=True)
