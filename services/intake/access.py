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
        Rule("public", "guidance.book"),
        Rule("citizen", "account.view", Scope.OWN),
        Rule("citizen", "account.edit", Scope.OWN),
        Rule("citizen", "business.view", Scope.OWN),
        Rule("citizen", "business.manage", Scope.OWN),
        Rule("citizen", "draft.keep", Scope.OWN),
        Rule("citizen", "dossier.list-own", Scope.OWN),
        Rule("citizen", "dossier.claim", Scope.OWN),
        Rule("reception", "draft.help", Scope.UNIT),
        Rule("reception", "guidance.list", Scope.UNIT),
        Rule("reception", "guidance.end", Scope.UNIT),
        Rule("reception", "contact.list", Scope.UNIT),
        Rule("reception", "contact.write", Scope.UNIT),
        Rule("reception", "contact.identity", Scope.UNIT),
        Rule("leader", "guidance.list", Scope.UNIT),
        Rule("leader", "contact.list", Scope.UNIT),
        Rule("reception", "dossier.file-at-counter", Scope.UNIT),
        Rule("reception", "dossier.list", Scope.UNIT),
        Rule("reception", "dossier.view", Scope.UNIT),
        Rule("reception", "dossier.accept", Scope.UNIT),
        Rule("reception", "dossier.refuse", Scope.UNIT),
        Rule("reception", "dossier.request-supplement", Scope.UNIT),
        Rule("reception", "dossier.supplement", Scope.UNIT),
        Rule("reception", "dossier.receipt", Scope.UNIT),
        Rule("reception", "dossier.return-result", Scope.UNIT),
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
