"""SMS over HTTP in the format of eSMS: one POST a message, our id as RequestId, every kind of answer a named outcome.

https://developers.esms.vn/en/esms-api/table-of-error-codes
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.exceptions import ConnectionError, ConnectTimeout, RequestException, SSLError, Timeout
from urllib3.exceptions import NewConnectionError

from services.notifications.domain.message import Message, Outcome, Reply
from services.notifications.domain.recipient import national
from services.notifications.domain.segmentation import UCS_2

CONNECT_SECONDS = 3.0
LARGEST_ANSWER = 65_536
TAKEN, TAKEN_BEFORE = "100", "124"  # the second: this RequestId is there already
NEVER = frozenset({"99", "108", "177"})  # number blocked, number malformed, no way to this network
# The caller's own fault with this very message; the other 4xx are faults of settings or of the moment.
NEVER_STATUS = frozenset({400, 406, 409, 411, 413, 414, 415, 422})
PLAIN_WORD = re.compile(r"[\w-]{1,64}")


@dataclass(frozen=True, slots=True)
class EsmsSettings:
    """``url`` of the provider, account, sender's name; ``callback_url`` is where it tells how it went on."""

    url: str
    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    brandname: str
    callback_url: str
    timeout: float
    sandbox: bool = False


class EsmsGateway:
    """Implements ``Gateway`` for SMS."""

    name = "esms"

    def __init__(self, settings: EsmsSettings) -> None:
        self._settings = settings
        self._of_thread = threading.local()

    def send(self, message: Message) -> Reply:
        """Hand one SMS over; returns after ``timeout`` seconds at the latest, or soon after."""
        deadline = time.monotonic() + self._settings.timeout
        try:
            with self._session().post(
                self._settings.url, json=self._request(message), allow_redirects=False, stream=True,
                timeout=(min(CONNECT_SECONDS, self._settings.timeout), self._settings.timeout),
            ) as answer:  # fmt: skip
                return _judged(answer.status_code, _body(answer, deadline))
        except (ConnectTimeout, SSLError):
            return Reply(Outcome.FAILED, "not_reached")
        except (Timeout, _TooSlow):
            return Reply(Outcome.UNKNOWN, "no_answer")
        except ConnectionError as fault:
            return Reply(Outcome.FAILED, "not_reached") if _never_left(fault) else Reply(Outcome.UNKNOWN, "cut_off")
        except RequestException:
            return Reply(Outcome.UNKNOWN, "garbage")

    def _request(self, message: Message) -> Mapping[str, Any]:
        settings = self._settings
        return {
            "ApiKey": settings.api_key,
            "SecretKey": settings.secret_key,
            "Phone": national(message.recipient or ""),
            "Content": message.writing.text if message.writing else "",
            "Brandname": settings.brandname,
            "SmsType": "2",  # customer care, not advertising
            "IsUnicode": "1" if message.encoding == UCS_2 else "0",
            "Sandbox": "1" if settings.sandbox else "0",
            "RequestId": message.id,
            "CallbackUrl": settings.callback_url,
        }

    def _session(self) -> requests.Session:
        # A session keeps its connection open; it is not made for several threads.
        if not hasattr(self._of_thread, "session"):
            self._of_thread.session = requests.Session()
        session: requests.Session = self._of_thread.session
        return session


class _TooSlow(Exception):
    """The answer dripped in for longer than we wait."""


def _body(answer: requests.Response, deadline: float) -> bytes:
    found = b""
    for chunk in answer.iter_content(4_096):
        found += chunk
        if time.monotonic() > deadline:
            raise _TooSlow
        if len(found) > LARGEST_ANSWER:
            return b""  # no answer of this provider is so long: garbage
    return found


def _never_left(fault: ConnectionError) -> bool:
    """Whether no connection was made at all, so that nothing can have been sent."""
    cause = fault.args[0] if fault.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)


def _judged(status: int, body: bytes) -> Reply:
    if status == 200:
        return _judged_code(body)
    reason = f"http_{status}"
    if status >= 500 and status != 503:
        return Reply(Outcome.UNKNOWN, reason)  # it broke while it was at it: nobody knows how far it had come
    return Reply(Outcome.REFUSED if status in NEVER_STATUS else Outcome.FAILED, reason)


def _judged_code(body: bytes) -> Reply:
    try:
        told = json.loads(body.decode("utf-8"))
        code = str(told["CodeResult"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Reply(Outcome.UNKNOWN, "garbage")
    if not re.fullmatch(r"[0-9]{1,5}", code):
        return Reply(Outcome.UNKNOWN, "garbage")
    if code in (TAKEN, TAKEN_BEFORE):
        id = str(told.get("SMSID") or "")
        repeated = "taken_before" if code == TAKEN_BEFORE else ""
        return Reply(Outcome.ACCEPTED, repeated, id if PLAIN_WORD.fullmatch(id) else None)
    return Reply(Outcome.REFUSED if code in NEVER else Outcome.FAILED, f"code_{code}")
