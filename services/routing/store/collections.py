"""The names of routing's own collections and the indexes that its questions need."""

from __future__ import annotations

from pymongo import ASCENDING, IndexModel

from shared.store.tallies import MARK_INDEX

CASES = "cases"
AGENCIES = "agencies"
ROUTES = "routes"
ROUTE_VERSIONS = "route_versions"
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
    MARK_INDEX,
)
ROUTE_VERSION_INDEXES = (IndexModel([("route", ASCENDING), ("number", ASCENDING)], name="versions_of_a_route"),)
AGENCY_INDEXES = (IndexModel([("code", ASCENDING)], name="agency_code", unique=True),)
