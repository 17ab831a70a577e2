"""The names of hotline's own collections and the indexes that its questions need."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING, IndexModel

PETITIONS = "petitions"
IDENTITIES = "identities"
LOOKS = "looks"
LOOK_HEADS = "look_heads"
DOSSIERS = "dossiers"
CALENDARS = "calendars"
NOTICES = "notices"
CALLBACKS = "callbacks"
HEARD = "heard"
NOTES = "notes"
AGENCY_TASKS = "agency_tasks"

# Equality on one place, then the list's order: a page walks the index from where the one before ended.
LIST_INDEX = {"places": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
PETITION_INDEXES = (
    IndexModel(list(LIST_INDEX.items()), name="place_in_order"),
    # What the weekly review asks: those of a span, those that got anywhere in it, those about a dossier.
    IndexModel([("received_at", ASCENDING)], name="by_receipt"),
    IndexModel([("history.at", ASCENDING)], name="by_act"),
    IndexModel([("dossier", ASCENDING), ("received_at", ASCENDING)], name="about_a_dossier"),
    IndexModel([("named", ASCENDING)], name="whom_it_names", partialFilterExpression={"named.0": {"$exists": True}}),
)
LOOK_INDEXES = (
    IndexModel([("about", ASCENDING), ("at", DESCENDING)], name="of_one_thing"),
    IndexModel([("at", DESCENDING), ("_id", DESCENDING)], name="latest_first"),
    IndexModel(
        [("number", ASCENDING)], name="in_the_chain", unique=True, partialFilterExpression={"number": {"$gt": 0}}
    ),
    IndexModel([("unchained", ASCENDING), ("at", ASCENDING)], name="not_in_the_chain_yet", sparse=True),
)
NOTE_INDEXES = (IndexModel([("petition", ASCENDING), ("at", DESCENDING)], name="of_one_petition"),)
AGENCY_TASK_INDEXES = (IndexModel([("petition", ASCENDING), ("asked_at", DESCENDING)], name="of_one_petition"),)
CALLBACK_INDEX = {"open": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
CALLBACK_INDEXES = (IndexModel(list(CALLBACK_INDEX.items()), name="in_order"),)
