"""Who may what in notifications: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule

# Whoever speaks with citizens must see what they were told; nobody sees to which number or address.
LOOKING_ON = ("reception", "operator", "petition_officer", "leader", "admin")

# Who speaks with citizens writes the words; another of them, or whoever answers for them, approves; never one's own.
WRITERS = ("reception", "petition_officer", "leader", "admin")
APPROVERS = ("leader", "admin")

ACCESS = AccessTable(
    (
        *(Rule(role, "message.list") for role in LOOKING_ON),
        *(Rule(role, "template.list") for role in LOOKING_ON),
        *(Rule(role, "template.write") for role in WRITERS),
        *(Rule(role, "template.test") for role in WRITERS),
        *(Rule(role, "template.approve") for role in APPROVERS),
        Rule("leader", "template.see_values"),
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
