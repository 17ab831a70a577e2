"""Who may what in routing: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule, Scope

ACCESS = AccessTable(
    (
        Rule("agency", "task.list", Scope.UNIT),
        Rule("agency", "task.view", Scope.UNIT),
        Rule("agency", "task.work", Scope.UNIT),
        Rule("agency", "absence.keep", Scope.UNIT),
        Rule("agency", "case.view", Scope.UNIT),
        Rule("agency", "opinion.request", Scope.UNIT),
        Rule("agency", "alarm.list", Scope.UNIT),
        Rule("reception", "case.view", Scope.UNIT),
        Rule("leader", "task.list"),
        Rule("leader", "task.view"),
        Rule("leader", "case.view"),
        Rule("leader", "task.reassign"),
        Rule("leader", "alarm.list"),
        Rule("leader", "alarm.settle"),
        Rule("leader", "agency.list"),
        Rule("leader", "route.list"),
        Rule("leader", "route.keep"),
        Rule("leader", "exchange.view"),
        Rule("leader", "balance.view"),
        Rule("operator", "task.list"),
        Rule("operator", "case.view"),
        Rule("operator", "task.reassign"),
        Rule("operator", "alarm.list"),
        Rule("operator", "agency.list"),
        Rule("operator", "route.list"),
        Rule("operator", "balance.view"),
        Rule("operator", "parked.view"),
        Rule("operator", "parked.settle"),
        Rule("operator", "exchange.view"),
        Rule("admin", "task.list"),
        Rule("admin", "case.view"),
        Rule("admin", "alarm.list"),
        Rule("admin", "alarm.settle"),
        Rule("admin", "agency.list"),
        Rule("admin", "agency.keep"),
        Rule("admin", "route.list"),
        Rule("admin", "route.keep"),
        Rule("admin", "balance.view"),
        Rule("admin", "parked.view"),
        Rule("admin", "parked.settle"),
        Rule("admin", "exchange.view"),
    )
)
