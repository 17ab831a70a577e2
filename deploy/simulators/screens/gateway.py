"""Asks the SMS gateway for its phones; an absent gateway shows as no phones and a word that it is away."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote


class GatewayAway(Exception):
    """The gateway does not answer."""


class Gateway:
    """The other simulator, over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def phones(self) -> list[dict[str, Any]]:
        """Numbers that got messages, the latest first. Raises GatewayAway."""
        return list(self.ask("/phones")["items"])

    def messages(self, phone: str) -> list[dict[str, Any]]:
        """One phone's messages, the newest first. Raises GatewayAway."""
        return list(self.ask(f"/messages?phone={quote(phone)}")["items"])

    def write(self, phone: str, content: str) -> None:
        """Somebody at this phone sends a message. Raises GatewayAway, also where it is refused."""
        self.ask("/write", json.dumps({"phone": phone, "content": content}).encode())

    def control(self, order: dict[str, Any] | None = None) -> dict[str, Any]:
        """The standing order, after giving a new one where there is one. Raises GatewayAway."""
        if order is not None:
            self.ask("/control", json.dumps(order).encode())
        return self.ask("/control")

    def ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        """What it answers at this path. Raises GatewayAway."""
        if not self._url:
            raise GatewayAway
        request = urllib.request.Request(self._url + path, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=3) as answer:
                found: dict[str, Any] = json.load(answer)
        except (OSError, ValueError) as problem:
            raise GatewayAway from problem
        return found
