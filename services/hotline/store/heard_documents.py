"""What people wrote, until it is a petition, as documents: who and what are sealed."""

from __future__ import annotations

from typing import Any

from services.hotline.domain.heard import Heard
from services.hotline.domain.kinds import Channel
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from shared.store.mapping import Mapping


def heard_mapping(sealing: Sealing) -> Mapping:
    """How they are kept."""

    def write(one: Heard) -> dict[str, Any]:
        return {
            "_id": one.id, "version": one.version, "channel": one.channel.value, "received_at": one.received_at,
            "language": one.language, "petition": one.petition,
            "sender": sealing.seal(one.id, "sender", one.sender), "text": sealing.seal(one.id, "text", one.text),
        }  # fmt: skip

    def read(document: dict[str, Any]) -> Heard:
        id = document["_id"]
        return Heard(
            id, document["version"], Channel(document["channel"]), document["received_at"], document["language"],
            sealing.open(id, "sender", document["sender"]), sealing.open(id, "text", document["text"]),
            document["petition"],
        )  # fmt: skip

    return Mapping(Heard, collections.HEARD, write, read)
