"""Files to send: honest ones of each kind, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache

from PIL import Image, ImageDraw

WORD_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
# The harmless string that every scanner knows as a virus, put together here so that no scanner finds it in this file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


def _page(lines: bool = True, size: tuple[int, int] = (420, 600)) -> Image.Image:
    page = Image.new("RGB", size, (252, 251, 247))
    if lines:
        draw = ImageDraw.Draw(page)
        for top in range(40, size[1] - 40, 24):
            draw.line((40, top, size[0] - 40, top), fill="black", width=4)
    return page


def _saved(page: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **more)
    return out.getvalue()


@cache
def jpeg() -> bytes:
    return _saved(_page(), "JPEG")


@cache
def png() -> bytes:
    return _saved(_page(), "PNG")


@cache
def pdf(*written: bool) -> bytes:
    """One page for each, blank where that is False."""
    pages = [_page(lines) for lines in (written or (True,))]
    return _saved(pages[0], "PDF", save_all=True, append_images=pages[1:])


@cache
def infected_pdf() -> bytes:
    body = pdf()
    end = body.rindex(b"%%EOF")
    return body[:end] + b"% " + EICAR + b"\n" + body[end:]


def docx(others: Mapping[str, bytes] | None = None, types: str = WORD_TYPES) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<w:document/>")
        for name, content in (others or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()
