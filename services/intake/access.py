"""Who may what at the front door: role × action × scope."""

from __future__ import annotations

from shared.security.access import AccessTable, Rule, Scope

ACCESS = AccessTable(
    (
        Rule("public", "dossier.file"),
        Rule("public", "dossier.track"),
        Rule("owner", "dossier.view", Scope.OWN),
        Rule("owner", "dossier.receipt", Scope.OWN),
        Rule("owner", "dossier.supplement", Scope.OWN),
        Rule("owner", "dossier.withdraw", Scope.OWN),
        Rule("owner", "paper.view", Scope.OWN),
        Rule("owner", "paper.add", Scope.OWN),
        Rule("owner", "paper.set-aside", Scope.OWN),
        Rule("reception", "dossier.file-at-counter", Scope.UNIT),
        Rule("reception", "dossier.list", Scope.UNIT),
        Rule("reception", "dossier.view", Scope.UNIT),
        Rule("reception", "dossier.accept", Scope.UNIT),
        Rule("reception", "dossier.refuse", Scope.UNIT),
        Rule("reception", "dossier.request-supplement", Scope.UNIT),
        Rule("reception", "dossier.supplement", Scope.UNIT),
        Rule("reception", "dossier.receipt", Scope.UNIT),
        Rule("reception", "dossier.return-result", Scope.UNIT),
        Rule("reception", "paper.view", Scope.UNIT),
        Rule("reception", "paper.add", Scope.UNIT),
        Rule("reception", "paper.digitise", Scope.UNIT),
        Rule("reception", "paper.add-result", Scope.UNIT),
        Rule("reception", "paper.reuse", Scope.UNIT),
        Rule("reception", "paper.set-aside", Scope.UNIT),
        Rule("leader", "paper.view", Scope.UNIT),
        Rule("reception", "dossier.request-payment", Scope.UNIT),
        Rule("reception", "dossier.record-payment", Scope.UNIT),
        Rule("reception", "dossier.stop", Scope.UNIT),
        Rule("reception", "dossier.record-loss", Scope.UNIT),
        Rule("reception", "dossier.record-delivery", Scope.UNIT),
        Rule("reception", "tour.plan", Scope.UNIT),
        Rule("reception", "tour.view", Scope.UNIT),
        Rule("leader", "tour.view", Scope.UNIT),
        Rule("leader", "dossier.list", Scope.UNIT),
        Rule("leader", "dossier.view", Scope.UNIT),
        Rule("reception", "dossier.apologise", Scope.UNIT),
        Rule("leader", "dossier.apologise", Scope.UNIT),
        Rule("reception", "dossier.correct", Scope.UNIT),
        Rule("reception", "calendar.view"),
        Rule("leader", "calendar.view"),
        Rule("admin", "calendar.view"),
        Rule("admin", "calendar.edit"),
        Rule("admin", "parked.view"),
        Rule("admin", "parked.settle"),
    )
)
