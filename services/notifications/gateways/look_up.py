"""Asking a provider what became of a message, where it can be asked; every kind of answer is one of five words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from services.notifications.domain.message import Message
from services.notifications.gateways.http_mapping import LookUpMapping, filled, found_at

ESMS_FOUND, ESMS_FINISHED = "100", "5"
LARGEST_ANSWER = 65_536


class Found(Enum):
    """What is known now."""

    ARRIVED = "arrived"
    LOST = "lost"
    THERE = "there"  # it has the message; what became of it is not known yet
    NOT_THERE = "not_there"  # it never got it
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class HttpLookUp:
    """Asks at the site of ``url``, under our id or the provider's, as the mapping says."""

    mapping: LookUpMapping
    url: str
    account: str
    secret: str
    timeout: float

    def ask(self, message: Message) -> Found:
        """Never raises for a provider; returns after ``timeout`` seconds or soon after."""
        if "{provider_id}" in self.mapping.path and not message.provider_id:
            return Found.NO_ANSWER
        site = urlsplit(self.url)
        words = {
            "id": message.id, "provider_id": message.provider_id or "", "account": self.account, "secret": self.secret,
        }  # fmt: skip
        quoted = {name: quote(word, safe="") for name, word in words.items()}
        address = f"{site.scheme}://{site.netloc}{filled(self.mapping.path, quoted, {})}"
        headers = {name: filled(value, words, {}) for name, value in self.mapping.headers.items()}
        try:
            answer = requests.get(address, headers=headers, timeout=self.timeout, allow_redirects=False)
            status, body = answer.status_code, answer.content
        except requests.RequestException:
            return Found.NO_ANSWER
        if status in self.mapping.not_there:
            return Found.NOT_THERE
        if status != 200 or len(body) > LARGEST_ANSWER:
            return Found.NO_ANSWER
        try:
            return self._read(json.loads(body.decode("utf-8")))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return Found.NO_ANSWER

    def _read(self, content: Any) -> Found:
        told = self.mapping.answer
        if told == "esms":
            return _esms(content)
        status = str(found_at(told.status, content))
        if status in told.delivered:
            return Found.ARRIVED
        return Found.LOST if status in told.failed else Found.THERE


def _esms(content: Mapping[str, Any]) -> Found:
    if str(content["CodeResponse"]) != ESMS_FOUND:
        return Found.NO_ANSWER
    if str(content["SendStatus"]) != ESMS_FINISHED:
        return Found.THERE
    if int(content["SendSuccess"]) > 0:
        return Found.ARRIVED
    return Found.LOST if int(content["SendFailed"]) > 0 else Found.THERE
