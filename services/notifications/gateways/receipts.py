"""Callbacks of providers: believed only with a fresh time and a signature over time and body.

Headers ``X-Timestamp`` (seconds since 1970) and ``X-Signature`` (hex HMAC-SHA256 of ``<timestamp>.<body>``); the body
is JSON with the fields that the provider's mapping names, or those of eSMS: RequestId, SMSID, SendStatus, SendSuccess,
SendFailed. Zalo signs its own way: ``X-ZEvent-Signature: mac=<hex SHA-256 of app id, body, time and secret>``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.notifications.domain.message import Receipt
from services.notifications.gateways.http_mapping import Receipts, found_at
from services.notifications.use_cases.ports import BadReceipt

FRESH = timedelta(minutes=5)
FINISHED = "5"
TOLD_AGAIN, ZALO_ARRIVED = timedelta(hours=13), "user_received_message"
OUR_ID = re.compile(r"[0-9a-f]{32}")
PLAIN_WORD = re.compile(r"[\w-]{1,64}")


class SignedReceipts(ABC):
    """Implements ``ReceiptReader`` but for what the fields mean."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("callbacks need a secret")
        self._secret = secret.encode()

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Receipt | None:
        """What the callback tells. Raises BadReceipt."""
        check_signature(self._secret, headers, body, now)
        try:
            id, provider_id, arrived = self._told(json.loads(body.decode("utf-8")))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise BadReceipt("malformed", trusted=True) from None
        if not OUR_ID.fullmatch(id) or (provider_id and not PLAIN_WORD.fullmatch(provider_id)):
            raise BadReceipt("malformed", trusted=True)
        if arrived is None:
            return None
        return Receipt(id, arrived, now, provider_id or None, "" if arrived else "undelivered")

    @abstractmethod
    def _told(self, content: Any) -> tuple[str, str, bool | None]:
        """Our id, the provider's or an empty text, and whether it arrived; None: that is not known yet."""


def check_signature(secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Whether the provider said so, and lately. Raises BadReceipt."""
    timestamp, signature = headers.get("X-Timestamp", ""), headers.get("X-Signature", "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not re.fullmatch(r"[0-9a-f]{64}", signature):
        raise BadReceipt("unsigned", trusted=False)
    right = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right, signature):
        raise BadReceipt("forged", trusted=False)
    if abs(now.timestamp() - int(timestamp)) > FRESH.total_seconds():
        raise BadReceipt("stale", trusted=False)


class EsmsReceipts(SignedReceipts):
    """In the format of eSMS."""

    def _told(self, content: Any) -> tuple[str, str, bool | None]:
        arrived, failed = int(content["SendSuccess"]), int(content["SendFailed"])
        final = str(content["SendStatus"]) == FINISHED and bool(arrived or failed)
        return str(content["RequestId"]), str(content.get("SMSID") or ""), arrived > 0 if final else None


class MappedReceipts(SignedReceipts):
    """As a provider's mapping says."""

    def __init__(self, secret: str, mapping: Receipts) -> None:
        super().__init__(secret)
        self._mapping = mapping

    def _told(self, content: Any) -> tuple[str, str, bool | None]:
        mapping = self._mapping
        status = str(found_at(mapping.status, content))
        arrived = True if status in mapping.delivered else False if status in mapping.failed else None
        provider_id = found_at(mapping.provider_id, content) if mapping.provider_id else ""
        return str(found_at(mapping.message_id, content)), str(provider_id or ""), arrived


class ZaloReceipts:
    """In the format of Zalo's official accounts: told only of what arrived; what did not brings no word.

    It tells again for twelve hours what it could not hand over, always under the first time.
    """

    def __init__(self, app_id: str, secret: str) -> None:
        if not app_id or not secret:
            raise ValueError("callbacks need the app's id and a secret")
        self._app_id, self._secret = app_id, secret

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Receipt | None:
        """What the callback tells; None for what is no receipt. Raises BadReceipt."""
        signature = {name.lower(): value for name, value in headers.items()}.get("x-zevent-signature", "")
        signature = signature.removeprefix("mac=").strip()
        if not re.fullmatch(r"[0-9a-f]{64}", signature):
            raise BadReceipt("unsigned", trusted=False)
        content = self._content(body)
        stamp = str(content.get("timestamp", "")) if isinstance(content, dict) else ""
        signed = self._app_id.encode() + body + stamp.encode() + self._secret.encode()
        if not hmac.compare_digest(hashlib.sha256(signed).hexdigest(), signature):
            raise BadReceipt("forged", trusted=False)
        if (
            not re.fullmatch(r"[0-9]{13}", stamp)
            or abs(now.timestamp() - int(stamp) / 1000) > TOLD_AGAIN.total_seconds()
        ):
            raise BadReceipt("stale", trusted=False)
        return self._receipt(content, now)

    def _receipt(self, content: Mapping[str, Any], now: datetime) -> Receipt | None:
        if content.get("event_name") != ZALO_ARRIVED:
            return None
        message = content.get("message")
        told = message if isinstance(message, dict) else {}
        id, provider_id = str(told.get("tracking_id") or ""), str(told.get("msg_id") or "")
        if not OUR_ID.fullmatch(id) or (provider_id and not PLAIN_WORD.fullmatch(provider_id)):
            raise BadReceipt("malformed", trusted=True)
        return Receipt(id, True, now, provider_id or None, "")

    @staticmethod
    def _content(body: bytes) -> Any:
        try:
            return json.loads(body.decode("utf-8"))
        except (ValueError, RecursionError):
            return None
