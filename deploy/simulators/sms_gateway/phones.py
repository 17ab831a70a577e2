"""The messages that reached phones: each RequestId once, however often it is sent; bounded, in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

KEPT = 5_000
KNOWN_IDS = 100_000
# Written down a second time, for the centre's own count is what this one is compared with.
SEVEN_BIT = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = set("\f^{}\\[~]|€")


@dataclass(slots=True)
class Sms:
    """One message; ``requests`` counts how often it was asked for, ``receipt`` is what the centre was told last."""

    sms_id: str
    request_id: str
    phone: str
    brandname: str
    content: str
    at: str
    parts: int
    requests: int = 1
    receipt: str = ""
    callback_url: str = ""
    shape: str = "esms"
    became: str = "waiting"
    written_here: bool = False


class Phones:
    """All phones of the world; any thread may ask."""

    def __init__(self, kept: int = KEPT) -> None:
        self._lock = threading.Lock()
        self._kept = kept
        self._messages: OrderedDict[str, Sms] = OrderedDict()
        self._ids: OrderedDict[str, str] = OrderedDict()
        self.requests = 0

    def take(self, asked: dict[str, Any], *, known: bool = True) -> tuple[Sms, bool]:
        """The message, and whether its RequestId was new; ``known`` False: a provider that does not look."""
        request_id = str(asked.get("RequestId") or uuid4().hex)
        content = str(asked["Content"])
        with self._lock:
            self.requests += 1
            before = self._ids.get(request_id) if known else None
            if before is not None:
                sms = self._messages.get(before) or Sms(before, request_id, "", "", "", "", 0)
                sms.requests += 1
                return sms, False
            sms = Sms(
                uuid4().hex, request_id, str(asked["Phone"]), str(asked.get("Brandname", "")), content,
                datetime.now(UTC).isoformat(), parts_of(content), callback_url=str(asked.get("CallbackUrl") or ""),
                shape=str(asked.get("Shape") or "esms"),
            )  # fmt: skip
            self._messages[sms.sms_id], self._ids[request_id] = sms, sms.sms_id
            while len(self._messages) > self._kept:
                self._messages.popitem(last=False)
            while len(self._ids) > KNOWN_IDS:
                self._ids.popitem(last=False)
            return sms, True

    def find(self, *, sms_id: str = "", request_id: str = "") -> Sms | None:
        """The message of this id, or that was asked for under that one; None where there is none any more."""
        with self._lock:
            return self._messages.get(sms_id or self._ids.get(request_id, ""))

    def write(self, phone: str, content: str) -> Sms:
        """The person at this phone sends a message of their own."""
        sms = Sms(uuid4().hex, uuid4().hex, phone, "", content, datetime.now(UTC).isoformat(), parts_of(content),
                  written_here=True)  # fmt: skip
        with self._lock:
            self._messages[sms.sms_id] = sms
            while len(self._messages) > self._kept:
                self._messages.popitem(last=False)
        return sms

    def told(self, sms_id: str, receipt: str) -> None:
        """Note what the centre was told of a message."""
        with self._lock:
            if sms_id in self._messages:
                self._messages[sms_id].receipt = receipt

    def messages(self, phone: str | None = None, limit: int = 200) -> list[dict[str, Any]]:
        """Of one phone or of all, the newest first."""
        with self._lock:
            found = [one for one in reversed(self._messages.values()) if phone in (None, one.phone)]
            return [asdict(one) for one in found[:limit]]

    def numbers(self) -> list[dict[str, Any]]:
        """The phones that got something, whoever got the newest message first."""
        with self._lock:
            counts: dict[str, int] = {}
            for one in reversed(self._messages.values()):
                counts[one.phone] = counts.get(one.phone, 0) + 1
        return [{"phone": phone, "messages": count} for phone, count in counts.items()]


def parts_of(content: str) -> int:
    """How many short messages the text is, counted by filling one after the other."""
    plain = all(letter in SEVEN_BIT or letter in ESCAPED for letter in content)
    sizes = [(2 if letter in ESCAPED else 1) if plain else len(letter.encode("utf-16-le")) // 2 for letter in content]
    if sum(sizes) <= (160 if plain else 70):
        return 1
    parts, left = 0, 0
    for size in sizes:
        if size > left:
            parts, left = parts + 1, 153 if plain else 67
        left -= size
    return parts
