"""The names of routing's own collections and the indexes that its questions need."""

from __future__ import annotations

from datetime import UTC, datetime

from pymongo import ASCENDING, IndexModel

CASES = "cases"
AGENCIES = "agencies"
ROUTES = "routes"
ROUTE_VERSIONS = "route_versions"
CALENDARS = "calendars"

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

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
    # Small too: only the cases in which an agency waits for another one's opinion.
    IndexModel(
        [("opinion_due", ASCENDING)],
        name="opinions_by_date",
        partialFilterExpression={"opinion_due": {"$gt": LONG_AGO}},
    ),
)
ROUTE_VERSION_INDEXES = (IndexModel([("route", ASCENDING), ("number", ASCENDING)], name="versions_of_a_route"),)
AGENCY_INDEXES = (IndexModel([("code", ASCENDING)], name="agency_code", unique=True),)
