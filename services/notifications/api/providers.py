"""How the providers stand, over the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.notifications.api.schemas import ProvidersSchema
from services.notifications.domain.message import Channel
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.ports import Clock
from services.notifications.use_cases.seeing.providers import standings
from shared.http.parsing import Blueprint
from shared.security.access import needs


def provider_blueprint(fleets: Mapping[Channel, Fleet], clock: Clock) -> Blueprint:
    """Whoever looks on asks here."""
    blueprint = Blueprint("providers", __name__, description="Providers and how they stand")

    @blueprint.route("/providers", methods=["GET"])
    @blueprint.response(200, ProvidersSchema)
    @needs("provider.list")
    def providers() -> dict[str, Any]:
        """All providers of all channels, with their part of the messages now."""
        now = clock()
        found = [one for channel, fleet in fleets.items() for one in standings(channel, fleet)]
        return {
            "items": [
                {
                    "name": one.name, "channel": one.channel.value, "weight": one.weight,
                    "standing": one.health.standing(now).value, "share": one.share, "failures": one.health.failures,
                    "tried_again_at": one.health.open_until,
                }
                for one in found
            ]
        }  # fmt: skip

    return blueprint
