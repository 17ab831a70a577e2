"""Says by its content what a file is, whatever it is called; takes PDF, JPEG, PNG and DOCX, and nothing in disguise."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO

import puremagic

from shared.files.kinds import DOCX, JPEG, PDF, PNG
from shared.files.refusals import (
    FileRefused,
    bomb,
    damaged,
    heic,
    locked,
    of_another_type,
    of_old_office,
    of_two_kinds,
    with_macros,
)

HEAD_BYTES = 4096
# A ZIP's directory stands at the end, behind a comment of 65,535 bytes at most.
TAIL_BYTES = 65_535 + 22
# What PDF writers put behind the end mark; whatever hides there is longer.
AFTER_END_BYTES = 4096
MOST_ENTRIES = 3_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES_LARGER = 150
ZIP_END = b"PK\x05\x06"
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
WORD_MAIN = b"wordprocessingml.document.main+xml"
LARGEST_CONTENT_TYPES = 1024 * 1024


def judge(content: BinaryIO, size: int) -> str:
    """The media type. Raises FileRefused."""
    head = _at(content, 0, HEAD_BYTES)
    tail = _at(content, max(0, size - TAIL_BYTES), TAIL_BYTES)
    if head.startswith(b"%PDF-"):
        _check_pdf(tail)
        return _second_opinion(head, PDF)
    if head.startswith(b"\xff\xd8\xff"):
        _check_picture(head, tail)
        return _second_opinion(head, JPEG)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_png(head, tail)
        return _second_opinion(head, PNG)
    if head.startswith(b"PK\x03\x04"):
        _check_docx(content)
        return DOCX
    raise _not_taken(head)


def _at(content: BinaryIO, start: int, length: int) -> bytes:
    content.seek(start)
    return content.read(length)


def _second_opinion(head: bytes, judged: str) -> str:
    """puremagic must see the same kind among what the beginning can be."""
    try:
        found = {one.mime_type for one in puremagic.magic_string(head)}
    except puremagic.PureError:
        found = set()
    if judged not in found:
        raise of_two_kinds()
    return judged


def _check_pdf(tail: bytes) -> None:
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise damaged()
    if len(tail) - end > AFTER_END_BYTES or _ends_as_zip(tail):
        raise of_two_kinds()


def _check_picture(head: bytes, tail: bytes) -> None:
    """Phones put depth maps and short films behind a picture; another kind of document there is refused."""
    if b"%PDF-" in head or _ends_as_zip(tail):
        raise of_two_kinds()


def _check_png(head: bytes, tail: bytes) -> None:
    _check_picture(head, tail)
    if head[12:16] != b"IHDR" or b"IEND" not in tail:
        raise damaged()


def _ends_as_zip(tail: bytes) -> bool:
    """Whether a ZIP's directory ends here: the mark, and a comment that goes exactly to the end of the file."""
    at = tail.rfind(ZIP_END)
    while at >= 0:
        if len(tail) - at >= 22 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
            return True
        at = tail.rfind(ZIP_END, 0, at)
    return False


def _check_docx(content: BinaryIO) -> None:
    """Looks at the directory only; nothing but the short list of types is unpacked, and that up to a limit."""
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            names = {one.filename for one in entries}
            if "[Content_Types].xml" not in names or "word/document.xml" not in names:
                raise _not_taken(b"PK\x03\x04")
            with archive.open("[Content_Types].xml") as types:
                told = types.read(LARGEST_CONTENT_TYPES)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise damaged() from None
    except RuntimeError:  # what zipfile raises for an entry under a password
        raise locked() from None
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in told:
        raise with_macros()
    if WORD_MAIN not in told:
        raise _not_taken(b"PK\x03\x04")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if entries and min(one.header_offset for one in entries) != 0:
        raise of_two_kinds()
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise bomb()
    for one in entries:
        if one.flag_bits & 0x1:
            raise locked()
        if one.file_size > 1_000_000 and one.file_size > MOST_TIMES_LARGER * max(one.compress_size, 1):
            raise bomb()


def _not_taken(head: bytes) -> FileRefused:
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return heic()
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return of_old_office()
    return of_another_type(_kind(head))


def _kind(head: bytes) -> str:
    """What it seems to be, as its usual ending without the dot; nothing where that is not known."""
    try:
        return puremagic.from_stream(io.BytesIO(head)).removeprefix(".").upper()[:12]
    except (puremagic.PureError, ValueError):
        return ""
