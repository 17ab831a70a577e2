"""Who may what in hotline: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule

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
        Rule("operator", "petition.match"),
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
        Rule("petition_officer", "petition.match"),
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
        Rule("admin", "parked.view"),
        Rule("admin", "parked.settle"),
    )
)
