"""Keep what intake tells of all accepted dossiers: its counts of days and pages, and its lists."""

from __future__ import annotations

from services.routing.domain.balance import DayTold, Listed, Message, PageListed, PageTold
from services.routing.use_cases.balance import merged
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded
from shared.store.tally import OnTheWay


def needs_days(received: Received) -> tuple[Key, ...]:
    """The days that are told."""
    return tuple(Key(DayTold, one["day"]) for one in received.data["days"])


def hear_counts(received: Received, loaded: Loaded) -> Change:
    """intake.balance.told.v1 → the newest of each day and page is kept, in whatever order it comes."""
    changed = merged(_known(received, loaded), _days(received, received.data["revision"]))
    return Change(saved=tuple(changed)) if changed else NOTHING


def needs_lists(received: Received) -> tuple[Key, ...]:
    """The days and the pages of the answer."""
    return (*needs_days(received), *(Key(PageListed, one["page"]) for one in received.data["pages"]))


def hear_lists(received: Received, loaded: Loaded) -> Change:
    """intake.balance.listed.v1 → the answer to the newest question about each page is kept."""
    lists, question = [], received.data["question"]
    for one in received.data["pages"]:
        before = loaded.get(PageListed, one["page"])
        if before is not None and before.question >= question:
            continue
        dossiers = {dossier["code"]: _listed(dossier) for dossier in one["dossiers"]}
        lists.append(PageListed(one["page"], (before.version if before else 0) + 1, question, dossiers))
    days = merged(_known(received, loaded), _days(received, received.data["revision"]))
    return Change(saved=(*lists, *days)) if lists or days else NOTHING


def _known(received: Received, loaded: Loaded) -> dict[str, DayTold]:
    found = (loaded.get(DayTold, one["day"]) for one in received.data["days"])
    return {one.id: one for one in found if one is not None}


def _days(received: Received, revision: int) -> list[DayTold]:
    return [
        DayTold(
            one["day"],
            revision=revision,
            accepted=one["accepted"],
            digest=one["digest"],
            pages={page["page"]: PageTold(page["accepted"], page["digest"], page["revision"]) for page in one["pages"]},
        )
        for one in received.data["days"]
    ]


def _listed(dossier: dict[str, object]) -> Listed:
    messages = []
    for one in dossier["messages"]:  # type: ignore[attr-defined]
        way = OnTheWay(str(dossier["code"]), one["type"], one["where"], one["reason"])
        messages.append(Message("intake", way.type, way.where, way.reason, way.moves))
    return Listed(str(dossier["standing"]), tuple(messages))
