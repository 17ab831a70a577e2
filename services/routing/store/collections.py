"""The names of routing's own collections and the indexes that its questions need."""

from __future__ import annotations

from datetime import UTC, datetime

from pymongo import ASCENDING, DESCENDING, IndexModel

from shared.store.tallies import MARK_INDEX

CASES = "cases"
AGENCIES = "agencies"
ROUTES = "routes"
ROUTE_VERSIONS = "route_versions"
CALENDARS = "calendars"
CONNECTIONS = "connections"
LETTERS = "letters"
EXCHANGE = "exchange"
EXCHANGE_HEADS = "exchange_heads"
ALARMS = "alarms"
STEP_TIMES = "step_times"
HEARD = "heard"

# Before every moment that stands in ``look_at`` and ``opinion_due``; a case that has ended has neither.
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)

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
    # It forgets the cases that have ended.
    IndexModel(
        [("look_at", ASCENDING)],
        name="clocks_to_look_at",
        partialFilterExpression={"look_at": {"$gte": LONG_AGO}},
    ),
    # Small too: only the cases in which an agency waits for another one's opinion.
    IndexModel(
        [("opinion_due", ASCENDING)],
        name="opinions_by_date",
        partialFilterExpression={"opinion_due": {"$gt": LONG_AGO}},
    ),
)
# Lists of what holds, by kind, of all agencies or of one, the longest first; and all of one case.
ALARM_INDEXES = (
    IndexModel([("open", ASCENDING), ("since", ASCENDING), ("_id", ASCENDING)], name="open_by_kind"),
    IndexModel([("dossier", ASCENDING)], name="alarms_of_a_case"),
)
# Holds all that a forecast asks for.
STEP_TIME_INDEXES = (
    IndexModel([("step", ASCENDING), ("ended_at", DESCENDING), ("hours", ASCENDING)], name="newest_of_a_step"),
)
ROUTE_VERSION_INDEXES = (IndexModel([("route", ASCENDING), ("number", ASCENDING)], name="versions_of_a_route"),)
AGENCY_INDEXES = (IndexModel([("code", ASCENDING)], name="agency_code", unique=True),)
CONNECTION_INDEXES = (
    IndexModel(
        [("due_at", ASCENDING)],
        name="connections_due",
        partialFilterExpression={"due_at": {"$gt": datetime(1970, 1, 1, tzinfo=UTC)}},
    ),
)
LETTER_INDEXES = (
    IndexModel(
        [("agency", ASCENDING), ("dossier", ASCENDING), ("sequence", ASCENDING), ("_id", ASCENDING)],
        name="open_letters_of_a_case",
        partialFilterExpression={"open": True},
    ),
    IndexModel([("agency", ASCENDING), ("state", ASCENDING), ("came_at", ASCENDING)], name="letters_by_state"),
)
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
LETTER_EVENT_INDEXES = (
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
