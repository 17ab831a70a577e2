"""How what is owed is paid by transfer."""

from __future__ import annotations

from services.intake.domain.payment import PaymentDuty
from services.intake.use_cases.money_ports import PaymentRequest
from services.intake.use_cases.ports import Ports


def payment_request(ports: Ports, owed: PaymentDuty | None) -> PaymentRequest | None:
    """None where nothing is owed, where no bank is named, or where it was asked for before there were references."""
    provider = ports.money.provider
    if owed is None or provider is None or not owed.reference:
        return None
    return provider.request(owed.amount, owed.reference)
