"""Recipients that are nobody: what is sent to them goes through everything but a provider, in every environment."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from services.notifications.domain.message import Outcome, Reply

PROVIDER = "simulated"


class Simulated(StrEnum):
    """What becomes of all that is sent there."""

    DELIVERED = "delivered"
    FAILING = "failing"
    SLOW = "slow"

    @property
    def reply(self) -> Reply:
        """As a provider would answer."""
        return Reply(Outcome.REFUSED, PROVIDER) if self is Simulated.FAILING else Reply(Outcome.ACCEPTED)

    @property
    def receipt_after(self) -> timedelta | None:
        """When it is told to have arrived; None where it never is."""
        return {Simulated.DELIVERED: timedelta(seconds=2), Simulated.SLOW: timedelta(minutes=10)}.get(self)
