"""The names of routing's own collections and the indexes that its questions need."""

from __future__ import annotations

from pymongo import ASCENDING, IndexModel

CASES = "cases"
AGENCIES = "agencies"
ROUTES = "routes"
ROUTE_VERSIONS = "route_versions"
CALENDARS = "calendars"
EXCHANGE = "exchange"
EXCHANGE_HEADS = "exchange_heads"

# Equality on one place, then the order of the queue: walks the index in order at any number of cases.
URGENCY_INDEX = {"places": ASCENDING, "rank": ASCENDING, "queue_due": ASCENDING, "_id": ASCENDING}
CASE_INDEXES = (
    IndexModel(list(URGENCY_INDEX.items()), name="place_in_order_of_urgency"),
    # Small, for it forgets the dispatched.
    IndexModel(
        [("waiting_at", ASCENDING)],
        name="agencies_with_waiting_tasks",
        partialFilterExpression={"waiting_at": {"$gt": ""}},
    ),
)
ROUTE_VERSION_INDEXES = (IndexModel([("route", ASCENDING), ("number", ASCENDING)], name="versions_of_a_route"),)
AGENCY_INDEXES = (IndexModel([("code", ASCENDING)], name="agency_code", unique=True),)

EXCHANGE_INDEXES = (
    IndexModel(
        [("agency_key", ASCENDING), ("number", ASCENDING)],
        name="in_order",
        unique=True,
        partialFilterExpression={"number": {"$gt": 0}},
    ),
    IndexModel([("dossier", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)], name="of_dossier"),
    IndexModel([("at", ASCENDING)], name="troubles", partialFilterExpression={"trouble": True}),
    IndexModel(
        [("unsealed", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)],
        name="without_number",
        partialFilterExpression={"unsealed": {"$gt": ""}},
    ),
)
# Over the events: small, for it forgets what has its number.
LETTER_INDEXES = (
    IndexModel(
        [("unsealed", ASCENDING), ("at", ASCENDING), ("_id", ASCENDING)],
        name="letters_without_number",
        partialFilterExpression={"unsealed": {"$gt": ""}},
    ),
    IndexModel(
        [("routing_key", ASCENDING), ("at", ASCENDING)],
        name="letters_of_agency",
        partialFilterExpression={"exchange": "agency.tasks"},
    ),
)
