"""Says by its content what an attached file is, whatever it is called: PDF, JPEG, PNG or DOCX, and no macros."""

from __future__ import annotations

import io
import zipfile

from services.routing.domain.refusals import Refused, Words

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_ENTRIES = 3_000
# What writers put behind the end mark of a PDF; whatever hides there is longer.
AFTER_END_BYTES = 4096
WORD_MAIN = b"wordprocessingml.document.main+xml"
LARGEST_TYPES = 1024 * 1024


def media_type(content: bytes) -> str:
    """The media type. Raises Refused."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-AFTER_END_BYTES:]:
        return PDF
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\0\r\n ").endswith(b"\xff\xd9"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in content[-64:]:
        return PNG
    if content.startswith(b"PK\x03\x04") and _is_word(content):
        return DOCX
    raise Refused(
        "file-not-taken",
        Words(
            "Chỉ nhận PDF, JPEG, PNG, DOCX không có macro, còn nguyên vẹn", "Only whole PDF, JPEG, PNG and DOCX files"
        ),
        "files",
    )


def _is_word(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as found:
            entries = {one.filename: one for one in found.infolist()}
            types = entries.get("[Content_Types].xml")
            if types is None or len(entries) > MOST_ENTRIES or types.file_size > LARGEST_TYPES:
                return False
            if any(name.lower().endswith("vbaproject.bin") for name in entries):
                return False
            return WORD_MAIN in found.read(types)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError):
        return False
