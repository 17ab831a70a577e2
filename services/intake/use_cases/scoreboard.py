"""The public scoreboard: how many dossiers stand where, and how many were finished in time."""

from __future__ import annotations

from services.intake.use_cases.ports import Counts, Ports


def scoreboard(ports: Ports) -> Counts:
    """The counts of the reception unit, at most some seconds old. Raises StoreAway."""
    return ports.dossiers.counts(ports.unit.code, ports.clock())
