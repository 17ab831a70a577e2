"""Links to a person's own preferences: whoever holds one got it at that very number or address; signed, not sealed.

A link tells the channel, the address with its middle left out, and the id of the preferences. It is the same each time,
so that a letter that is sent again is the same letter.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable

from services.notifications.domain.message import Channel
from services.notifications.use_cases.preferences.change import Whose

LONGEST = 600
KIND = "preferences-link"


class PreferenceLinks:
    """Implements ``Links``. ``digest(kind, text)`` is keyed; it tells no case of letters apart, so that it gets the
    content as hexadecimal digits."""

    def __init__(self, digest: Callable[[str, str], str]) -> None:
        self._digest = digest

    def make(self, whose: Whose) -> str:
        """The token of somebody's link."""
        content = json.dumps([whose.channel.value, whose.to_masked, whose.id], ensure_ascii=False).encode()
        return f"{base64.urlsafe_b64encode(content).decode().rstrip('=')}.{self._sign(content)}"

    def read(self, token: str) -> Whose | None:
        """Whose it is; None for one that is not ours."""
        encoded, dot, signature = token.partition(".")
        if not dot or len(token) > LONGEST or not token.isascii():
            return None
        try:
            content = base64.b64decode(encoded + "=" * (-len(encoded) % 4), b"-_", validate=True)
            if not hmac.compare_digest(self._sign(content), signature):
                return None
            channel, masked, id = json.loads(content)
            return Whose(str(id), Channel(channel), str(masked), by_link=True)
        except (ValueError, TypeError):
            return None

    def _sign(self, content: bytes) -> str:
        return self._digest(KIND, content.hex())
