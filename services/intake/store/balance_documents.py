"""Where accepted dossiers stand, read for the kept counts, and the numbers of their tellings."""

from __future__ import annotations

from collections.abc import Mapping as Names
from collections.abc import Sequence
from typing import Any

from services.intake.domain.balance import STANDING, Balance
from services.intake.domain.status import Status
from shared.store.mapping import Mapping
from shared.store.tallies import Counted
from shared.store.tally import Label

Document = dict[str, Any]


def _labels(rows: Sequence[Document]) -> Names[str, Label]:
    """What each accepted one stands as; the others are nobody's to route."""
    found = {}
    for row in rows:
        standing = STANDING.get(Status(row["status"]))
        if standing is not None and row.get("acceptance"):
            found[row["_id"]] = Label(standing, standing)
    return found


ACCEPTED_DOSSIERS = Counted("dossiers", ("status", "acceptance.accepted_at"), _labels)
BALANCES = Mapping(
    Balance,
    "balances",
    lambda balance: {"_id": balance.id, "version": balance.version},
    lambda document: Balance(document["_id"], document["version"]),
)
