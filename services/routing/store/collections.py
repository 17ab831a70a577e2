"""The names of routing's own collections and the indexes that its questions need."""

from __future__ import annotations

from pymongo import ASCENDING, IndexModel

CASES = "cases"
AGENCIES = "agencies"
ROUTES = "routes"
CALENDARS = "calendars"

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
AGENCY_INDEXES = (IndexModel([("code", ASCENDING)], name="agency_code", unique=True),)
