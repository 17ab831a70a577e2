"""Puts together what people look on with: the search, the figures, and what is forgotten in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.notifications.store.message_documents import MessageDocuments
from services.notifications.store.message_search import MongoSearch
from services.notifications.use_cases.seeing.search import Looking
from services.notifications.use_cases.suppress import Suppressions
from shared.security.fields import BlindIndex
from shared.store.change import Work

if TYPE_CHECKING:
    from pymongo.database import Database

# The kind under which recipients of messages are digested.
RECIPIENT = "message/recipient"


def make_looking(
    database: Database[dict[str, Any]], documents: MessageDocuments, work: Work, index: BlindIndex, known: Suppressions
) -> Looking:
    """What messages are found with."""
    return Looking(
        MongoSearch(database, documents), work, lambda recipient: index.digest(RECIPIENT, recipient), known.id_of
    )
