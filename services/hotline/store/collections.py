"""The names of hotline's own collections and the indexes that its questions need."""

from __future__ import annotations

from pymongo import ASCENDING, DESCENDING, IndexModel

PETITIONS = "petitions"
IDENTITIES = "identities"
LOOKS = "looks"
DOSSIERS = "dossiers"
CALENDARS = "calendars"
NOTICES = "notices"
CALLBACKS = "callbacks"
HEARD = "heard"
MATCHINGS = "matchings"

# Equality on one place, then the list's order: a page walks the index from where the one before ended.
LIST_INDEX = {"places": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
PETITION_INDEXES = (IndexModel(list(LIST_INDEX.items()), name="place_in_order"),)
LOOK_INDEXES = (IndexModel([("about", ASCENDING), ("at", DESCENDING)], name="of_one_thing"),)
# What a dossier is found by when a petition is matched, and which procedures there are.
DOSSIER_INDEXES = (
    IndexModel([("match.keys", ASCENDING)], name="by_match_key"),
    IndexModel([("match.procedure", ASCENDING)], name="procedures"),
)
CALLBACK_INDEX = {"open": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
CALLBACK_INDEXES = (IndexModel(list(CALLBACK_INDEX.items()), name="in_order"),)
