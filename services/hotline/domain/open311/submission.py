"""What another application said beside a petition: where it happened, a picture's address, which client and service."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

from services.hotline.domain.errors import InvalidValue, Words

LONGEST_ADDRESS, LONGEST_LINK = 500, 1000


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it happened: words, degrees (WGS84), or both. It may tell who petitioned, so that it is never public."""

    address: str = field(default="", repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)

    @property
    def is_empty(self) -> bool:
        return not self.address and self.latitude is None


@dataclass(frozen=True, slots=True)
class Submission:
    """One aggregate beside the petition of the same code. ``token_hash`` where a token was given instead of the code.
    ``media`` is an address that somebody else wrote: nobody here opens it by itself."""

    id: str
    version: int
    client: str
    service: str
    requested_at: datetime
    token_hash: str | None = field(default=None, repr=False)
    spot: Spot = Spot()
    media: str = field(default="", repr=False)


def read_degrees(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """Both or none. Raises InvalidValue."""
    if not latitude and not longitude:
        return None, None
    try:
        pair = float(latitude), float(longitude)
    except ValueError:
        pair = math.nan, math.nan
    if not (abs(pair[0]) <= 90 and abs(pair[1]) <= 180):
        raise InvalidValue(
            Words("lat và long là độ thập phân, đi cùng nhau", "lat and long are decimal degrees and go together")
        )
    return pair


def read_media(text: str) -> str:
    """A web address, or nothing. Raises InvalidValue."""
    if not text:
        return ""
    if len(text) > LONGEST_LINK or not text.lower().startswith(("http://", "https://")) or len(text.split()) != 1:
        raise InvalidValue(Words("media_url là một địa chỉ http(s)", "media_url is one http(s) address"))
    return text
