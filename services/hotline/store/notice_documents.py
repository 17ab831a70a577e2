"""What was tried to tell petitioners, as documents; addresses in it are masked already."""

from __future__ import annotations

from typing import Any

from services.hotline.domain.notices import Notice, Notices, Reached
from services.hotline.store import collections
from shared.store.mapping import Mapping


def _write(one: Notices) -> dict[str, Any]:
    messages = [
        {"id": id, "sequence": notice.sequence, "event": notice.event, "channel": notice.channel,
         "reached": notice.reached.value, "at": notice.at, "to_masked": notice.to_masked}
        for id, notice in one.messages.items()
    ]  # fmt: skip
    return {"_id": one.id, "version": one.version, "messages": messages}


def _read(document: dict[str, Any]) -> Notices:
    messages = {
        one["id"]: Notice(one["sequence"], one["event"], one["channel"], Reached(one["reached"]), one["at"],
                          one["to_masked"])
        for one in document["messages"]
    }  # fmt: skip
    return Notices(document["_id"], document["version"], messages)


NOTICES = Mapping(Notices, collections.NOTICES, _write, _read)
