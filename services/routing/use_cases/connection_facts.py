"""What is told of agencies' connections: who ordered what and why, what was done, who opened the sheet."""

from __future__ import annotations

from services.routing.domain.agency import Agency
from services.routing.domain.connection import Connection
from shared.store.change import Fact

CONNECTION_CHANGED = "routing.agency.connection_changed.v1"
ASKED, DONE, OPENED, CUT = "asked", "done", "opened", "cut"


def connection_changed(agency: Agency, connection: Connection, change: str) -> Fact:
    """``change`` says how the newest order stands now."""
    order = connection.newest
    data = {
        "agency": agency.code,
        "delivery": agency.delivery.value,
        "change": change,
        "order": order.number if order else 0,
        "kind": order.kind.value if order else "",
        "parts": sorted(part.value for part in order.parts) if order else [],
        "overlap_hours": order.overlap_hours if order else 0,
        "reason": order.reason if order else "",
        "keys": [str(key["kid"]) for key in agency.public_keys if "exp" not in key],
    }
    return Fact(CONNECTION_CHANGED, agency.code, connection.version, data)
