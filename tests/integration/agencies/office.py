"""An administrator at routing's API, and the provisioner when a test lets it work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from services.routing.composition.agencies import connecting
from services.routing.gateways.broker import BrokerPlaces
from services.routing.gateways.connection_sheets import SheetOfCentre
from services.routing.use_cases.carry_out_connections import Provisioner
from shared.security.keys import read_json
from tests.integration.agencies.centre import Centre
from tests.integration.agencies.conftest import signed_in

PARENT, CHILD, OTHER = "H99-11-02", "H99-11-02-001", "H99-11-01"


class Office:
    """``late`` moves the provisioner's clock; ``public_url`` is how agencies reach the API."""

    def __init__(self, centre: Centre, client: FlaskClient, public_url: str = "https://motcua.example") -> None:
        self.centre, self.client = centre, client
        self.admin = signed_in(centre.parts, "admin", "H99")
        self.late = timedelta(0)
        parts, orders = centre.parts, connecting(centre.parts)
        self.provisioner = Provisioner(
            parts.work,
            orders.connections,
            BrokerPlaces(centre.vhost.management_url, centre.vhost.admin_url),
            orders.secrets,
            SheetOfCentre(
                parts.settings.amqp_url, public_url, read_json(parts.settings.secrets_dir / "centre.public.json")
            ),
            self.now,
        )

    def now(self) -> datetime:
        return self.centre.parts.clock() + self.late

    def get(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/api/routing/v1/agencies{path}", headers=self.admin).get_json()
        return found

    def post(self, path: str, body: dict[str, Any] | None = None, *, status: int, **headers: str) -> dict[str, Any]:
        answer = self.client.post(f"/api/routing/v1/agencies{path}", json=body, headers={**self.admin, **headers})
        assert answer.status_code == status, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()
        return found

    def sheet(self, key: str) -> dict[str, Any]:
        """What the provisioner made, opened."""
        assert self.provisioner.carry_out_due() == 1
        return self.post(f"/{key}/sheet", status=200)

    def connected(self, key: str = PARENT, **reach: Any) -> dict[str, Any]:
        self.post(f"/{key}/connect", reach, status=202)
        return self.sheet(key)
