"""In the name of which accounts somebody who signed in may act: their own, and those of businesses by their role there.

It is looked up for every request: who was removed from a business a moment ago sees nothing of it now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from services.intake.domain.errors import FieldFault, InvalidRequest, Words
from services.intake.use_cases.people_ports import Membership
from shared.security.access import AccessTable, Grant
from shared.security.caller import ACCOUNT_KIND, Caller

# What changes nothing, so that whoever may only look is allowed it as well; all else needs the role to file.
LOOKING = (".view", ".forms", ".track", ".list", ".list-own")


class OwnersAccess(AccessTable):
    """The table of rights, with the accounts that a grant covers."""

    def __init__(self, table: AccessTable, memberships: Callable[[str], Iterable[Membership]]) -> None:
        super().__init__(table.rules)
        self._memberships = memberships

    def grant(self, caller: Caller, action: str) -> Grant:
        """Raises Forbidden, StoreAway."""
        grant = super().grant(caller, action)
        if caller.kind != ACCOUNT_KIND or not caller.id:
            return grant
        return replace(grant, accounts=accounts_of(caller, self._memberships(caller.id), action))


def accounts_of(caller: Caller, memberships: Iterable[Membership], action: str) -> frozenset[str]:
    """Their own account, and every business that their role there is enough for."""
    looking = action.endswith(LOOKING)
    return frozenset({caller.id, *(one.business for one in memberships if looking or one.role.may_file)})


def account_to_file_for(grant: Grant, wanted: str | None) -> frozenset[str]:
    """Who owns what this caller files: the account that they name, else their own; nobody for those without one.

    Raises InvalidRequest where they may not file for it.
    """
    if grant.caller.kind != ACCOUNT_KIND:
        if wanted:
            raise _not_yours()
        return frozenset()
    if wanted and wanted not in grant.accounts:
        raise _not_yours()
    return frozenset({wanted or grant.caller.id})


def _not_yours() -> InvalidRequest:
    return InvalidRequest(
        (FieldFault("/account", Words("Bạn không nộp thay được đơn vị này", "You may not file for this business")),)
    )
