"""What people chose as documents: found by a blind index of their number or address, which is not in them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.notifications.domain.message import Channel
from services.notifications.domain.preferences.preferences import Consent, Entry, How, Preferences
from shared.store.mapping import Mapping

COLLECTION = "preferences"


def _write(one: Preferences) -> dict[str, Any]:
    consents = [
        {"purpose": code, "at": kept.at, "how": kept.how.value, "who": kept.who, "wording": kept.wording.isoformat()}
        for code, kept in one.consents.items()
    ]
    history = [{**asdict(entry), "how": entry.how.value, "what": list(entry.what)} for entry in one.history]
    return {
        "_id": one.id, "version": one.version, "channel": one.channel.value, "to_masked": one.to_masked,
        "stopped": one.stopped, "off": sorted(one.off), "consents": consents, "history": history,
    }  # fmt: skip


def _read(document: dict[str, Any]) -> Preferences:
    consents = {
        row["purpose"]: Consent(row["at"], How(row["how"]), row["who"], datetime.fromisoformat(row["wording"]).date())
        for row in document["consents"]
    }
    history = tuple(
        Entry(row["at"], row["who"], How(row["how"]), tuple(row["what"]), row["why"]) for row in document["history"]
    )
    return Preferences(
        document["_id"], Channel(document["channel"]), document["to_masked"], document["version"],
        document["stopped"], frozenset(document["off"]), consents, history,
    )  # fmt: skip


PREFERENCES = Mapping(Preferences, COLLECTION, _write, _read)
