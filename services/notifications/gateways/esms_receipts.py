"""Callbacks of the SMS provider: believed only with a fresh time and a signature over time and body.

Headers ``X-Timestamp`` (seconds since 1970) and ``X-Signature`` (hex HMAC-SHA256 of ``<timestamp>.<body>``); the body
is JSON with the fields of eSMS: RequestId, SMSID, SendStatus, SendSuccess, SendFailed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from services.notifications.domain.message import Receipt
from services.notifications.use_cases.ports import BadReceipt

FRESH = timedelta(minutes=5)
FINISHED = "5"
OUR_ID = re.compile(r"[0-9a-f]{32}")
PLAIN_WORD = re.compile(r"[\w-]{1,64}")


class EsmsReceipts:
    """Implements ``ReceiptReader``."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("callbacks need a secret")
        self._secret = secret.encode()

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Receipt | None:
        """What the callback tells. Raises BadReceipt."""
        self._check(headers, body, now)
        try:
            told = json.loads(body.decode("utf-8"))
            id, provider_id = str(told["RequestId"]), str(told.get("SMSID") or "")
            status, arrived, failed = str(told["SendStatus"]), int(told["SendSuccess"]), int(told["SendFailed"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BadReceipt("malformed", trusted=True) from None
        if not OUR_ID.fullmatch(id) or (provider_id and not PLAIN_WORD.fullmatch(provider_id)):
            raise BadReceipt("malformed", trusted=True)
        if status != FINISHED or not (arrived or failed):
            return None
        return Receipt(id, arrived > 0, now, provider_id or None, "" if arrived else "undelivered")

    def _check(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        timestamp, signature = headers.get("X-Timestamp", ""), headers.get("X-Signature", "")
        if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not re.fullmatch(r"[0-9a-f]{64}", signature):
            raise BadReceipt("unsigned", trusted=False)
        right = hmac.new(self._secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, signature):
            raise BadReceipt("forged", trusted=False)
        if abs(now.timestamp() - int(timestamp)) > FRESH.total_seconds():
            raise BadReceipt("stale", trusted=False)
