"""The letters that arrived: each Message-ID once, with the number of its copies; bounded, in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

KEPT = 2_000


@dataclass(slots=True)
class Letter:
    """One letter; ``copies`` counts how often a letter of this Message-ID came, ``sender`` is as people see it."""

    id: str
    message_id: str
    to: str
    sender: str
    subject: str
    text: str
    html: str
    at: str
    copies: int = 1


class Letters:
    """All mailboxes of the world; any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._letters: OrderedDict[tuple[str, str], Letter] = OrderedDict()

    def take(self, recipient: str, content: bytes) -> None:
        """Put a letter into the recipient's box, or count one more copy of it."""
        mail = message_from_bytes(content, policy=default)
        key = (recipient.lower(), str(mail["Message-ID"] or uuid4()).strip())
        with self._lock:
            if key in self._letters:
                self._letters[key].copies += 1
                return
            self._letters[key] = Letter(
                uuid4().hex, key[1], key[0], _sender(mail), str(mail["Subject"] or ""), _part(mail, "plain"),
                _part(mail, "html"), datetime.now(UTC).isoformat(),
            )  # fmt: skip
            while len(self._letters) > KEPT:
                self._letters.popitem(last=False)

    def letters(self, address: str | None = None, limit: int = 200) -> list[dict[str, Any]]:
        """Of one mailbox or of all, the newest first."""
        with self._lock:
            found = [one for one in reversed(self._letters.values()) if address in (None, one.to)]
            return [asdict(one) for one in found[:limit]]

    def find(self, id: str) -> dict[str, Any] | None:
        """One letter."""
        with self._lock:
            return next((asdict(one) for one in self._letters.values() if one.id == id), None)

    def boxes(self) -> list[dict[str, Any]]:
        """The mailboxes that got something, whoever got the newest letter first."""
        with self._lock:
            counts: dict[str, int] = {}
            for one in reversed(self._letters.values()):
                counts[one.to] = counts.get(one.to, 0) + 1
        return [{"address": address, "letters": count} for address, count in counts.items()]


def _sender(mail: EmailMessage) -> str:
    name, address = parseaddr(str(mail["From"] or ""))
    return f"{name}, {address}" if name else address


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
