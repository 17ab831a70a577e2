"""Messages over HTTP as a mapping says: one call each under our id, every kind of answer a named outcome."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from requests.exceptions import ConnectionError, ConnectTimeout, RequestException, SSLError, Timeout
from urllib3.exceptions import NewConnectionError

from services.notifications.domain.message import Message, Outcome, Reply
from services.notifications.domain.recipient import national
from services.notifications.domain.segmentation import UCS_2
from services.notifications.gateways.http_mapping import CODE, HttpMapping, filled, found_at
from services.notifications.gateways.look_up import Found, HttpLookUp
from services.notifications.gateways.repetition import WAITS, may_be_there

CONNECT_SECONDS = 3.0
LARGEST_ANSWER = 65_536
# The caller's own fault with this very message; the other 4xx are faults of settings or of the moment.
NEVER_STATUS = frozenset({400, 406, 409, 411, 413, 414, 415, 422})
PLAIN_WORD = re.compile(r"[\w-]{1,64}")
PLAIN_CODE = re.compile(r"[\w.-]{1,32}")
MEANT = {"refused": Outcome.REFUSED, "failed": Outcome.FAILED, "unknown": Outcome.UNKNOWN}


@dataclass(frozen=True, slots=True)
class HttpAccount:
    """``url`` of the provider, account, sender's name; ``callback_url`` is where it tells how it went on.

    ``approved`` gives the number under which it knows a template's version, where it fills in the words itself.
    ``token_file`` holds a secret that is only valid for hours: whoever renews it writes a new one there.
    """

    url: str
    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    brandname: str
    callback_url: str
    timeout: float
    sandbox: bool = False
    approved: Mapping[str, str] = field(default_factory=dict)
    token_file: Path | None = None

    def secret(self) -> str:
        """The secret of this moment. Raises OSError where its file is away."""
        return self.token_file.read_text("utf-8").strip() if self.token_file else self.secret_key


class HttpGateway:
    """Implements ``Gateway`` for a provider that a mapping describes."""

    def __init__(self, mapping: HttpMapping, account: HttpAccount) -> None:
        self.name = mapping.name
        self._mapping = mapping
        self._account = account
        self._of_thread = threading.local()
        self._asks = mapping.look_up and HttpLookUp(
            mapping.look_up, account.url, account.api_key, account.secret_key, account.timeout
        )

    def look_up(self, message: Message) -> Found:
        """What the provider says became of the message; ``NO_ANSWER`` also where it can't be asked."""
        return self._asks.ask(message) if self._asks else Found.NO_ANSWER

    def send(self, message: Message) -> Reply:
        """Hand one message over; returns after ``timeout`` seconds at the latest, or soon after."""
        if self._mapping.idempotency is None and may_be_there(message, self.name):
            found = self.look_up(message)
            if found in (Found.ARRIVED, Found.LOST, Found.THERE):
                return Reply(Outcome.ACCEPTED, "looked_up")  # its receipt, or a later look, tells the rest
            if found is not Found.NOT_THERE:
                return WAITS
        timeout = self._account.timeout
        deadline = time.monotonic() + timeout
        try:
            request = self._request(message)
        except OSError:
            return Reply(Outcome.FAILED, "no_token")
        try:
            with self._session().request(
                **request, allow_redirects=False, stream=True,
                timeout=(min(CONNECT_SECONDS, timeout), timeout),
            ) as answer:  # fmt: skip
                return self._judged(answer.status_code, _body(answer, deadline))
        except (ConnectTimeout, SSLError):
            return Reply(Outcome.FAILED, "not_reached")
        except (Timeout, _TooSlow):
            return Reply(Outcome.UNKNOWN, "no_answer")
        except ConnectionError as fault:
            return Reply(Outcome.FAILED, "not_reached") if _never_left(fault) else Reply(Outcome.UNKNOWN, "cut_off")
        except RequestException:
            return Reply(Outcome.UNKNOWN, "garbage")

    def _request(self, message: Message) -> dict[str, Any]:
        mapping, account, secret = self._mapping, self._account, self._account.secret()
        phone = message.recipient or ""
        words = {
            "url": account.url, "account": account.api_key, "secret": secret, "id": message.id,
            "basic": base64.b64encode(f"{account.api_key}:{secret}".encode()).decode(),
            "brandname": account.brandname, "callback_url": account.callback_url, "phone": phone,
            "phone_national": national(phone), "phone_digits": phone.removeprefix("+"),
            "text": message.writing.text if message.writing else "",
            "template": account.approved.get(message.template, ""),
        }  # fmt: skip
        values = message.writing.values if message.writing else {}
        flags = {"unicode": message.encoding == UCS_2, "sandbox": account.sandbox}
        in_url = {name: word if name == "url" else quote(word, safe="") for name, word in words.items()}
        body = filled(mapping.body, words, flags, values)
        return {
            "method": mapping.method, "url": filled(mapping.url, in_url, flags),
            "headers": {name: filled(value, words, flags) for name, value in mapping.headers.items()},
            **({"json": body} if mapping.body_as == "json" else {"data": body}),
        }  # fmt: skip

    def _session(self) -> requests.Session:
        # A session keeps its connection open; it is not made for several threads.
        if not hasattr(self._of_thread, "session"):
            self._of_thread.session = requests.Session()
        session: requests.Session = self._of_thread.session
        return session

    def _judged(self, status: int, body: bytes) -> Reply:
        meaning = self._mapping.statuses.get(status)
        if meaning == CODE:
            return self._judged_code(body)
        if meaning is not None:
            return self._meant(meaning, f"http_{status}", _content(body))
        if status < 300 or (status >= 500 and status != 503):
            return Reply(Outcome.UNKNOWN, f"http_{status}")  # it broke while it was at it: nobody knows how far it came
        return Reply(Outcome.REFUSED if status in NEVER_STATUS else Outcome.FAILED, f"http_{status}")

    def _judged_code(self, body: bytes) -> Reply:
        content = _content(body)
        try:
            code = str(found_at(self._mapping.code or "/", content))
        except (LookupError, TypeError, ValueError):
            return Reply(Outcome.UNKNOWN, "garbage")
        if not PLAIN_CODE.fullmatch(code):
            return Reply(Outcome.UNKNOWN, "garbage")
        return self._meant(self._mapping.codes.get(code, self._mapping.other_codes), f"code_{code}", content)

    def _meant(self, meaning: str, reason: str, content: Any) -> Reply:
        if meaning in MEANT:
            return Reply(MEANT[meaning], reason)
        repeated = "taken_before" if meaning == "accepted_before" else ""
        return Reply(Outcome.ACCEPTED, repeated, self._provider_id(content))

    def _provider_id(self, content: Any) -> str | None:
        if self._mapping.provider_id is None:
            return None
        try:
            id = str(found_at(self._mapping.provider_id, content))
        except (LookupError, TypeError, ValueError):
            return None
        return id if PLAIN_WORD.fullmatch(id) else None


class _TooSlow(Exception):
    """The answer dripped in for longer than we wait."""


def _body(answer: requests.Response, deadline: float) -> bytes:
    found = b""
    for chunk in answer.iter_content(4_096):
        found += chunk
        if time.monotonic() > deadline:
            raise _TooSlow
        if len(found) > LARGEST_ANSWER:
            return b""  # no answer of a provider is so long: garbage
    return found


def _content(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _never_left(fault: ConnectionError) -> bool:
    """Whether no connection was made at all, so that nothing can have been sent."""
    cause = fault.args[0] if fault.args else None
    return isinstance(getattr(cause, "reason", cause), NewConnectionError)
