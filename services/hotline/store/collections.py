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
ESCALATIONS = "escalations"
MATTERS = "matters"
PAIRS = "pairs"
MEETINGS = "meetings"
ATTACHMENTS = "attachments"
OPEN311_CLIENTS = "open311_clients"
OPEN311_SUBMISSIONS = "open311_submissions"
NOTES = "notes"
AGENCY_TASKS = "agency_tasks"
CALLS = "calls"
REGISTER = "register"
MATCHINGS = "matchings"

# Equality on one place, then the list's order: a page walks the index from where the one before ended.
LIST_INDEX = {"places": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
PETITION_INDEXES = (
    IndexModel(list(LIST_INDEX.items()), name="place_in_order"),
    IndexModel([("kin", ASCENDING), ("_id", DESCENDING)], name="about_the_same"),
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
# What a dossier is found by when a petition is matched, and which procedures there are.
DOSSIER_INDEXES = (
    IndexModel([("match.keys", ASCENDING)], name="by_match_key"),
    IndexModel([("match.procedure", ASCENDING)], name="procedures"),
)
CALLBACK_INDEX = {"open": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
CALLBACK_INDEXES = (IndexModel(list(CALLBACK_INDEX.items()), name="in_order"),)
# Whoever calls again: petitions by the number that was left, calls by the number that called.
IDENTITY_INDEXES = (
    IndexModel([("phone_digest", ASCENDING), ("_id", DESCENDING)], name="of_one_number"),
    IndexModel([("kin", ASCENDING), ("_id", DESCENDING)], name="from_the_same"),
)
CALL_INDEXES = (
    IndexModel([("live", ASCENDING), ("started_at", ASCENDING)], name="live_in_order"),
    IndexModel([("number_digest", ASCENDING), ("started_at", DESCENDING)], name="of_one_number"),
)
REGISTER_INDEX = {"open": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
REGISTER_INDEXES = (IndexModel(list(REGISTER_INDEX.items()), name="in_order"),)
ESCALATION_INDEX = {"open": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
ESCALATION_INDEXES = (IndexModel(list(ESCALATION_INDEX.items()), name="open_in_order"),)
# Only matters that stand have a place in the list.
MATTER_INDEX = {"listed": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
MATTER_INDEXES = (IndexModel(list(MATTER_INDEX.items()), name="in_order"),)
ATTACHMENT_INDEXES = (
    IndexModel([("petition", ASCENDING), ("added_at", ASCENDING), ("_id", ASCENDING)], name="of_petition"),
    IndexModel([("content.file", ASCENDING)], name="by_file"),
    IndexModel(
        [("findings.thumbnail", ASCENDING)],
        name="by_thumbnail",
        partialFilterExpression={"findings.thumbnail": {"$type": "string"}},
    ),
    IndexModel(
        [("scan", ASCENDING), ("_id", ASCENDING)],
        name="never_scanned",
        partialFilterExpression={"scan": "not_scanned"},
    ),
)
SUBMISSION_INDEXES = (
    IndexModel([("requested_at", DESCENDING), ("_id", DESCENDING)], name="latest_first"),
    IndexModel(
        [("token_hash", ASCENDING)],
        name="by_token",
        unique=True,
        partialFilterExpression={"token_hash": {"$type": "string"}},
    ),
)
