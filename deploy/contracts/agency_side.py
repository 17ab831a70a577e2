"""What an agency is given and may do on the broker, shown for one invented agency; made by the code that provisions."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from deploy.contracts.golden import EXAMPLE_SIGNING_KEY, public_key
from services.routing.domain.agency import Agency
from services.routing.gateways.connection_sheets import Credentials, SheetFolder
from shared.bus import topology
from shared.bus.envelope import CONTENT_TYPE, MAX_BODY_BYTES
from shared.bus.layout import agency_layout

CODE, NAME, NAME_EN = "H99.11.02", "Phòng Nghiệp vụ Y Dược", "Medical and Pharmaceutical Affairs Division"
BROKER = "amqps://broker.example:5671/motcua"
PASSWORD = "given-with-the-sheet"  # noqa: S105 - stands in the example only


def agency_side() -> dict[str, Any]:
    """Names, rights, properties of messages, and the connection sheet."""
    key = topology.agency_key(CODE)
    (rights,) = agency_layout(key).rights
    return {
        "code": CODE,
        "key": key,
        "user": rights.user,
        "queue": topology.agency_queue(key),
        "tasks_exchange": topology.agency_tasks_exchange(),
        "replies_exchange": topology.agency_replies_exchange(),
        "replies_routing_key": topology.agency_reply_routing_key(key, "agency.task.decided.v1"),
        "rights": {
            "configure": rights.configure,
            "write": rights.write,
            "read": rights.read,
            "routing_keys": rights.topics[topology.agency_replies_exchange()],
        },
        "content_type": CONTENT_TYPE,
        "source": f"/agency/{key}",
        "largest_body": MAX_BODY_BYTES,
        "delivery_limit": topology.DELIVERY_LIMIT,
        "sheet": _sheet(),
    }


def _sheet() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        sheets = SheetFolder(Path(folder), BROKER, {"keys": [public_key()]})
        agency = Agency(topology.agency_key(CODE), 1, CODE, NAME, NAME_EN, calendar="ha-son")
        path = sheets.write(agency, Credentials(PASSWORD, EXAMPLE_SIGNING_KEY))
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found
