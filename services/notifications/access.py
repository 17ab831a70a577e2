"""Who may what in notifications: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule

# Whoever speaks with citizens must see what they were told; nobody sees to which number or address.
LOOKING_ON = ("reception", "operator", "petition_officer", "leader", "admin")
# Whoever sits across from a citizen, or has them on the telephone, may choose for them as they say.
SERVING = ("reception", "operator", "petition_officer")

ACCESS = AccessTable(
    (
        *(Rule(role, "message.list") for role in LOOKING_ON),
        *(Rule(role, "template.list") for role in LOOKING_ON),
        *(Rule(role, "provider.list") for role in LOOKING_ON),
        *(Rule(role, "inbound.list") for role in LOOKING_ON),
        *(Rule(role, "preference.view") for role in SERVING),
        *(Rule(role, "preference.change") for role in SERVING),
        Rule("operator", "parked.view"),
        Rule("operator", "parked.settle"),
        Rule("admin", "parked.view"),
        Rule("admin", "parked.settle"),
    )
)
