"""Who may what in notifications: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule

ACCESS = AccessTable(
    (
        Rule("operator", "parked.view"),
        Rule("operator", "parked.settle"),
        Rule("admin", "parked.view"),
        Rule("admin", "parked.settle"),
    )
)
