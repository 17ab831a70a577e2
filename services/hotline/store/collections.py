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
CALLS = "calls"
REGISTER = "register"

# Equality on one place, then the list's order: a page walks the index from where the one before ended.
LIST_INDEX = {"places": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
PETITION_INDEXES = (IndexModel(list(LIST_INDEX.items()), name="place_in_order"),)
LOOK_INDEXES = (IndexModel([("about", ASCENDING), ("at", DESCENDING)], name="of_one_thing"),)
CALLBACK_INDEX = {"open": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
CALLBACK_INDEXES = (IndexModel(list(CALLBACK_INDEX.items()), name="in_order"),)
# Whoever calls again: petitions by the number that was left, calls by the number that called.
IDENTITY_INDEXES = (IndexModel([("phone_digest", ASCENDING), ("_id", DESCENDING)], name="of_one_number"),)
CALL_INDEXES = (
    IndexModel([("live", ASCENDING), ("started_at", ASCENDING)], name="live_in_order"),
    IndexModel([("number_digest", ASCENDING), ("started_at", DESCENDING)], name="of_one_number"),
)
REGISTER_INDEX = {"open": ASCENDING, "order_at": ASCENDING, "_id": ASCENDING}
REGISTER_INDEXES = (IndexModel(list(REGISTER_INDEX.items()), name="in_order"),)
