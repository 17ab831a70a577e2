"""The signature that somebody drew when the result was handed over: a small picture, kept sealed."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from dataclasses import dataclass, field
from datetime import datetime

from services.intake.domain.errors import FieldFault, InvalidRequest, Words

MOST_BYTES = 100 * 1024
MOST_PIXELS = 2000
_PNG = b"\x89PNG\r\n\x1a\n"
_DATA_URL = re.compile(r"(?:data:image/png;base64,)?(?P<data>[A-Za-z0-9+/=\s]+)")


@dataclass(frozen=True, slots=True)
class Signature:
    """Written once with the return of the dossier that it is named by."""

    dossier: str
    version: int
    signed_at: datetime
    image: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return self.dossier


def read_signature(text: str) -> bytes:
    """The PNG that a signature pad sends (base64, with or without ``data:image/png``). Raises InvalidRequest."""
    found = _DATA_URL.fullmatch(text.strip())
    if found is None or len(text) > MOST_BYTES * 3 // 2:
        raise _fault(Words("Chữ ký phải là ảnh PNG, không quá 100 KB", "A signature is a PNG of at most 100 KB"))
    try:
        image = base64.b64decode("".join(found["data"].split()), validate=True)
    except (binascii.Error, ValueError):
        raise _fault(Words("Ảnh chữ ký bị hỏng", "The picture of the signature is damaged")) from None
    if len(image) > MOST_BYTES:
        raise _fault(Words("Chữ ký không quá 100 KB", "A signature has at most 100 KB"))
    if not image.startswith(_PNG) or len(image) < 57 or image[12:16] != b"IHDR" or b"IEND" not in image[-16:]:
        raise _fault(Words("Chữ ký phải là ảnh PNG", "A signature is a PNG"))
    width, height = struct.unpack(">II", image[16:24])
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise _fault(Words("Ảnh chữ ký quá lớn", "The picture of the signature is too large"))
    return image


def _fault(words: Words) -> InvalidRequest:
    return InvalidRequest((FieldFault("/signature", words),))
