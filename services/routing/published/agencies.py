"""What routing tells of its agencies: how each one's connection changed."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.routing.domain.agency import new_agency
from services.routing.domain.connection import Connection, OrderKind, Part
from services.routing.use_cases import connection_facts
from services.routing.use_cases.connection_facts import CONNECTION_CHANGED, connection_changed
from shared.bus.published import Published


class ConnectionChanged(Schema):
    """Who ordered it stands with the event; no secret ever does. ``keys`` are the ids of the keys that hold."""

    agency = fields.String(required=True)
    delivery = fields.String(required=True, metadata={"description": "how letters reach the agency: queue, webhook"})
    change = fields.String(
        required=True,
        metadata={"description": "asked, done, opened (somebody was shown the sheet), cut (old connections ended)"},
    )
    order = fields.Integer(required=True, metadata={"description": "number of the order, from 1 for each agency"})
    kind = fields.String(required=True, metadata={"description": "what was ordered: connect, rotate, revoke"})
    parts = fields.List(fields.String(), required=True, metadata={"description": "what is renewed: password, key"})
    overlap_hours = fields.Float(
        required=True, metadata={"description": "for how many hours the old holds beside the new"}
    )
    reason = fields.String(required=True, metadata={"description": "why it was ordered"})
    keys = fields.List(fields.String(), required=True, metadata={"description": "ids of the agency's signing keys"})


_AGENCY = new_agency("H99.11.02", "Phòng Nghiệp vụ Y Dược", "Medical and Pharmaceutical Affairs Division", "H99")
_ASKED = Connection("H99-11-02").ordered(
    OrderKind.ROTATE,
    datetime(2026, 10, 5, 1, 0, tzinfo=UTC),
    "staff:admin",
    "Cán bộ giữ khóa chuyển công tác",
    parts=frozenset({Part.PASSWORD, Part.KEY}),
    overlap_hours=24,
)
PUBLISHED = (
    Published(
        CONNECTION_CHANGED,
        ConnectionChanged,
        connection_changed(_AGENCY, _ASKED, connection_facts.ASKED),
        unread_because="a record for whoever asks who connected, renewed or revoked an agency, when and why",
    ),
)
