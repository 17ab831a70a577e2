"""Meetings as documents: whom one met, about what and what came of it is sealed."""

from __future__ import annotations

from typing import Any

from services.hotline.domain.matters.meeting import Meeting, Meetings, MeetingState
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from shared.store.mapping import Mapping

Document = dict[str, Any]
SEALED = ("with_whom", "about", "result", "reason_again")


def meetings_mapping(sealing: Sealing) -> Mapping:
    """How they are kept, one document for all of a contact."""

    def write(one: Meetings) -> Document:
        told = [{name: getattr(each, name) for name in SEALED} for each in one.all]
        return {
            "_id": one.id,
            "version": one.version,
            "all": [
                {"id": each.id, "held_at": each.held_at, "state": each.state.value, "kept_at": each.kept_at,
                 "kept_by": each.kept_by}
                for each in one.all
            ],
            "told": sealing.seal_json(one.id, "told", told),
        }  # fmt: skip

    def read(document: Document) -> Meetings:
        told: list[dict[str, str]] = sealing.open_json(document["_id"], "told", document["told"]) or []
        all = tuple(
            Meeting(id=each["id"], held_at=each["held_at"], state=MeetingState(each["state"]),
                    kept_at=each["kept_at"], kept_by=each["kept_by"], **texts)
            for each, texts in zip(document["all"], told, strict=True)
        )  # fmt: skip
        return Meetings(document["_id"], document["version"], all)

    return Mapping(Meetings, collections.MEETINGS, write, read)
