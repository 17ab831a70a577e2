"""Letters from people, passed on by the mail server: the letter as it came is the body, signed like a receipt.

Only what a person wrote counts: what programs send (answers of an absence, bounces, lists) is left alone, and so is
what is quoted below the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from services.notifications.domain.inbound.message import Heard
from services.notifications.domain.message import Channel
from services.notifications.gateways.inbound_sms import LONGEST_ID, LONGEST_TEXT, clean
from services.notifications.gateways.receipts import check_signature
from services.notifications.use_cases.ports import BadReceipt
from shared.text import email_address

NAME = "mail"
# What a mail program puts above the letter that it quotes.
QUOTED = re.compile(
    r"^(>|-{2,}\s*(Original Message|Tin nhắn gốc|Forwarded message|Thư gốc)|_{8,}|On .{4,200} wrote:\s*$|"
    r"Vào .{4,200} (đã viết|viết):\s*$|(From|Từ):\s.+@)",
    re.IGNORECASE,
)
SIGNATURE = "-- "
TAGS = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


class MailInbound:
    """Implements ``InboundReader`` for electronic mail."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("callbacks need a secret")
        self._secret = secret.encode()

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Heard | None:
        """What a person wrote; None where no person did. Raises BadReceipt."""
        check_signature(self._secret, headers, body, now)
        try:
            mail = message_from_bytes(body, policy=default)
            sender = email_address(parseaddr(str(mail["From"] or ""))[1])
            own_id = str(mail["Message-ID"] or "").strip()
            text = answer_of(_text(mail))
        except (MessageError, LookupError, ValueError, TypeError, AttributeError):
            raise BadReceipt("malformed", trusted=True) from None
        if sender is None or len(own_id) > LONGEST_ID:
            raise BadReceipt("malformed", trusted=True)
        if is_automatic(mail):
            return None
        subject = clean(str(mail["Subject"] or ""))
        return Heard(Channel.EMAIL, NAME, sender, (text or subject)[:LONGEST_TEXT], own_id)


def is_automatic(mail: EmailMessage) -> bool:
    """Whether a program sent it: an answer to it could go round for ever."""
    said = str(mail["Auto-Submitted"] or "no").strip().casefold()
    bulk = str(mail["Precedence"] or "").strip().casefold() in ("bulk", "junk", "list", "auto_reply")
    empty_path = str(mail["Return-Path"] or "").strip() == "<>"
    named = ("List-Id", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
    return said != "no" or bulk or empty_path or any(mail[one] for one in named)


def answer_of(text: str) -> str:
    """What stands above the quoted letter and the signature."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line == SIGNATURE or QUOTED.match(line.strip()):
            break
        lines.append(line)
    return clean("\n".join(lines))


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content())
    return TAGS.sub(" ", content) if part.get_content_subtype() == "html" else content
