"""Who may what in hotline: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule, Scope

ACCESS = AccessTable(
    (
        Rule("public", "petition.file"),
        Rule("public", "petition.track"),
        Rule("operator", "petition.record"),
        Rule("operator", "petition.list"),
        Rule("operator", "petition.view"),
        Rule("operator", "petition.view-identity"),
        Rule("operator", "caller.verify"),
        Rule("operator", "petition.link"),
        Rule("operator", "petition.unlink"),
        Rule("operator", "petition.assign"),
        Rule("operator", "parked.view"),
        Rule("operator", "parked.settle"),
        Rule("petition_officer", "petition.list"),
        Rule("petition_officer", "petition.view"),
        Rule("petition_officer", "petition.view-identity"),
        Rule("petition_officer", "petition.view-confidential"),
        Rule("petition_officer", "caller.verify"),
        Rule("petition_officer", "petition.link"),
        Rule("petition_officer", "petition.unlink"),
        Rule("petition_officer", "petition.assign"),
        Rule("petition_officer", "petition.answer"),
        Rule("petition_officer", "petition.close"),
        Rule("operator", "callback.list"),
        Rule("operator", "callback.make"),
        Rule("petition_officer", "callback.list"),
        Rule("petition_officer", "callback.make"),
        Rule("leader", "callback.list"),
        Rule("leader", "petition.list"),
        Rule("leader", "petition.view"),
        Rule("leader", "petition.assign"),
        Rule("leader", "review.view"),
        Rule("leader", "review.decide"),
        Rule("leader", "review.follow"),
        Rule("petition_officer", "review.view"),
        Rule("petition_officer", "review.follow"),
        Rule("agency", "review.view", Scope.UNIT),
        Rule("agency", "review.follow", Scope.OWN),
        Rule("reception", "review.view", Scope.UNIT),
        Rule("reception", "review.follow", Scope.OWN),
        Rule("admin", "parked.view"),
        Rule("admin", "parked.settle"),
    )
)
