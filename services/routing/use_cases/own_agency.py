"""Whose tasks a caller may see: an officer those of the own agency, whoever looks after all of them any."""

from __future__ import annotations

from services.routing.domain.agency import BadAgency, agency_key
from shared.security.access import Forbidden, Grant, Scope


def agency_within(grant: Grant, wanted: str | None) -> str | None:
    """The key of the agency to look at; None: all. Raises Forbidden for another agency than the caller's own."""
    if Scope.ALL in grant.scopes:
        return wanted
    try:
        own = agency_key(grant.caller.unit or "")
    except BadAgency:
        raise Forbidden(grant.action, signed_in=True) from None
    if wanted not in (None, own):
        raise Forbidden(grant.action, signed_in=True)
    return own
