"""Answers that hand over a file: its right type, its name in any script, kept by nobody on the way."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from flask import Response

from shared.text import fold

CHUNK_BYTES = 64 * 1024


def file_answer(
    content: BinaryIO,
    media_type: str,
    name: str | None,
    *,
    inline: bool,
    size: int | None = None,
    sha256: str | None = None,
) -> Response:
    """The file, read as it is sent; ``inline`` lets a browser show it, otherwise it is saved under ``name``.

    ``sha256`` (hex) is told as Repr-Digest (RFC 9530), so that whoever takes it can check it to the end.
    """
    answer = Response(_chunks(content), mimetype=media_type)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = disposition(name, inline=inline)
    if size is not None:
        answer.headers["Content-Length"] = str(size)
    if sha256 is not None:
        answer.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
    answer.call_on_close(content.close)
    return answer


def disposition(name: str | None, *, inline: bool) -> str:
    """The header for a name in any script (RFC 6266): plain letters for old programs, the whole name for others."""
    kind = "inline" if inline else "attachment"
    if not name:
        return kind
    plain = "".join(one if one.isalnum() or one in "-_. ()" else "_" for one in fold(name) if one.isascii())
    return f"{kind}; filename=\"{plain.strip() or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    while chunk := content.read(CHUNK_BYTES):
        yield chunk
