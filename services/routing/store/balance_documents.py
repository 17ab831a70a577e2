"""The balance with intake as documents, and which place each case is in, read for the kept counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Names
from dataclasses import asdict
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.routing.domain.balance import (
    DayTold,
    Difference,
    Doubt,
    Inquiry,
    Listed,
    Look,
    Message,
    PageListed,
    PageTold,
)
from services.routing.domain.case import CaseStatus
from services.routing.domain.fee_wait import FeeWait
from services.routing.domain.placing import TaskLook, place_of, standing_of
from services.routing.domain.task import TaskStatus
from services.routing.store.collections import CASES
from shared.store.mapping import Mapping
from shared.store.tallies import Counted
from shared.store.tally import Label

Document = dict[str, Any]
DAYS, LISTS, DOUBTS, DIFFERENCES = "balance_days", "balance_lists", "balance_doubts", "balance_differences"
FEES, NUMBERS = "fee_waits", "balance_numbers"
CASE_FIELDS = ("status", "tasks.id", "tasks.step", "tasks.status", "tasks.advises", "tasks.supplement.answered_at")


def counted_cases(waiting_for_fee: Callable[[Sequence[str]], frozenset[str]]) -> Counted:
    """Cases by place; ``waiting_for_fee`` says of which dossiers the applicants are asked for their fee."""

    def labels(rows: Sequence[Document]) -> Names[str, Label]:
        paying = waiting_for_fee([row["_id"] for row in rows])
        found = {}
        for row in rows:
            place = place_of(CaseStatus(row["status"]), [_look(one) for one in row["tasks"]], pays=row["_id"] in paying)
            found[row["_id"]] = Label(standing_of(place), place.value)
        return found

    return Counted(CASES, CASE_FIELDS, labels)


def _look(task: Document) -> TaskLook:
    supplement = task.get("supplement")
    asks = supplement is not None and supplement.get("answered_at") is None
    return TaskLook(task["id"], task["step"], TaskStatus(task["status"]), asks, bool(task.get("advises")))


def day_to_document(day: DayTold) -> Document:
    """Pages as a list: their names hold dots, which field names should not."""
    pages = [{"page": page, **asdict(one)} for page, one in sorted(day.pages.items())]
    return {
        "_id": day.id,
        "version": day.version,
        "revision": day.revision,
        "accepted": day.accepted,
        "digest": day.digest,
        "pages": pages,
    }


def day_from_document(document: Document) -> DayTold:
    """The day in a document of ``day_to_document``."""
    pages = {one["page"]: PageTold(one["accepted"], one["digest"], one["revision"]) for one in document["pages"]}
    return DayTold(
        document["_id"], document["version"], document["revision"], document["accepted"], document["digest"], pages
    )


def _list_to_document(listed: PageListed) -> Document:
    dossiers = [{"code": code, **asdict(one)} for code, one in sorted(listed.dossiers.items())]
    return {"_id": listed.id, "version": listed.version, "question": listed.question, "dossiers": dossiers}


def list_from_document(document: Document) -> PageListed:
    """Intake's list of a page."""
    dossiers = {one["code"]: Listed(one["standing"], _messages(one)) for one in document["dossiers"]}
    return PageListed(document["_id"], document["version"], document["question"], dossiers)


def _plain(one: Doubt | Difference | FeeWait | Inquiry) -> Document:
    document = asdict(one)
    return {"_id": document.pop("id"), **document}


def doubt_from_document(document: Document) -> Doubt:
    """A page whose digests differed."""
    return Doubt(**_named(document))


def _difference_to_document(one: Difference) -> Document:
    document = _plain(one)
    document["look"]["tasks"] = [list(task) for task in one.look.tasks]
    return {**document, "is_open": one.ended_at is None}


def difference_from_document(document: Document) -> Difference:
    """A dossier of which the two services said different things."""
    look = document["look"]
    found = _named(document)
    del found["is_open"]
    tasks = tuple((id, name, status) for id, name, status in look["tasks"])
    return Difference(**{**found, "look": Look(**{**look, "tasks": tasks, "messages": _messages(look)})})


def _messages(document: Document) -> tuple[Message, ...]:
    return tuple(Message(**one) for one in document["messages"])


def _named(document: Document) -> Document:
    return {"id" if name == "_id" else name: value for name, value in document.items()}


def _open_index(order: str) -> IndexModel:
    return IndexModel(
        [("is_open", ASCENDING), (order, ASCENDING)], name="open", partialFilterExpression={"is_open": True}
    )


BALANCE_MAPPINGS = (
    Mapping(DayTold, DAYS, day_to_document, day_from_document),
    Mapping(PageListed, LISTS, _list_to_document, list_from_document),
    Mapping(Doubt, DOUBTS, _plain, doubt_from_document, (_open_index("since"),)),
    Mapping(Difference, DIFFERENCES, _difference_to_document, difference_from_document, (_open_index("since"),)),
    Mapping(Inquiry, NUMBERS, _plain, lambda document: Inquiry(document["_id"], document["version"])),
    Mapping(FeeWait, FEES, _plain, lambda document: FeeWait(**_named(document))),
)
