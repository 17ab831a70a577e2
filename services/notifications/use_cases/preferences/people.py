"""Whether a person wants a message: asked of their preferences as the event is handled, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from services.notifications.domain.message import FOR_EVERYBODY, Channel, Writing
from services.notifications.domain.preferences.notices import Notices
from services.notifications.domain.preferences.preferences import Preferences
from services.notifications.domain.recipient import REACHED, chosen_for
from shared.store.change import Key, Loaded

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LEFT, NOT_AGREED = "left_by_person", "no_consent"
# The end of a letter's last cell, which says who wrote it.
CLOSING = "</td></tr>\n</table></td></tr></table></body></html>"
FOOT = {
    "vi": "Chọn tin muốn nhận, hoặc dừng tin không bắt buộc",
    "en": "Choose what you are told, or stop optional notices",
}


@dataclass(frozen=True, slots=True)
class People:
    """``id_of`` gives the id of a number's or address's preferences, ``link_of`` the page where its owner changes
    them."""

    notices: Notices
    id_of: Callable[[Channel, str], str]
    link_of: Callable[[Channel, str], str]

    def keys(self, personal: Mapping[str, Any]) -> tuple[Key, ...]:
        """The preferences that an event with these reaches must ask."""
        return tuple(
            Key(Preferences, self.id_of(channel, str(personal[REACHED[channel].field])))
            for channel in FOR_EVERYBODY
            if personal.get(REACHED[channel].field)
        )

    def refusal(self, loaded: Loaded, channel: Channel, recipient: str, event: str, at: datetime) -> str | None:
        """Why this person is not told of this event; None where they are."""
        kind, purpose = self.notices.kind_of(event), self.notices.purpose_of(event)
        known = self._chosen(loaded, channel, recipient)
        if purpose is not None and not (known and known.agrees(purpose)):
            return NOT_AGREED
        if kind is None or known is None or known.wants(kind, day_of(at)):
            return None
        return LEFT

    def agrees_to(self, loaded: Loaded, channel: Channel, recipient: str) -> bool:
        """Whether this person agreed to be written to over a channel that needs their word."""
        known, purpose = self._chosen(loaded, channel, recipient), self.notices.purpose_of_channel(channel.value)
        return known is not None and purpose is not None and known.agrees(purpose)

    def _chosen(self, loaded: Loaded, channel: Channel, recipient: str) -> Preferences | None:
        return loaded.get(Preferences, self.id_of(chosen_for(channel), recipient)) if recipient else None

    def is_optional(self, event: str, at: datetime) -> bool:
        """Whether a person may leave messages of this event."""
        kind = self.notices.kind_of(event)
        asked = self.notices.purpose_of(event) is not None
        return asked or (kind is not None and not kind.must_be_sent(day_of(at)))

    def signed(self, writing: Writing, recipient: str, language: str) -> Writing:
        """A letter with the way to its reader's own choices at its foot."""
        link, words = self.link_of(Channel.EMAIL, recipient), FOOT[language]
        anchor = f'<a href="{escape(link)}" style="color:#14574f">{words}</a>'
        foot = f'<p style="margin:8px 0 0">{anchor}</p>'
        head, closing, rest = writing.html.rpartition(CLOSING)
        html = f"{head}{foot}\n{closing}{rest}" if closing else writing.html
        return replace(writing, text=f"{writing.text.rstrip()}\n\n{words}: {link}\n", html=html)


def day_of(at: datetime) -> date:
    """The day in Viet Nam, by which laws come into force."""
    return at.astimezone(ZONE).date()
