"""Who may what in notifications: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule

# Whoever speaks with citizens must see what they were told; nobody sees to which number or address.
LOOKING_ON = ("reception", "operator", "petition_officer", "leader", "admin")

ACCESS = AccessTable(
    (
        *(Rule(role, "message.list") for role in LOOKING_ON),
        *(Rule(role, "template.list") for role in LOOKING_ON),
        *(Rule(role, "provider.list") for role in LOOKING_ON),
        *(Rule(role, "suppression.list") for role in LOOKING_ON),
        Rule("operator", "suppression.settle"),
        Rule("admin", "suppression.settle"),
        Rule("operator", "parked.view"),
        Rule("operator", "parked.settle"),
        Rule("admin", "parked.view"),
        Rule("admin", "parked.settle"),
    )
)
