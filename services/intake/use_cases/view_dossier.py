"""Shows one whole dossier to its owner or to an officer of its unit."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import NotFound
from services.intake.use_cases.deciding import UNKNOWN_DOSSIER, load_dossier, require_on
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token

ACTION = "dossier.view"


def view_dossier(ports: Ports, caller: Caller, code: str) -> Dossier:
    """The dossier. To a wrong owner token it looks as if there were none.

    Raises Forbidden, NotFound, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION)
    dossier = load_dossier(ports.work, code)
    require_on(grant, dossier)
    return dossier


def view_own_dossier(ports: Ports, caller: Caller) -> Dossier:
    """The dossier that the caller's owner token opens, without its code (the personal link). Raises NotFound."""
    token = caller.owner_token
    code = ports.dossiers.code_of_owner(digest_owner_token(token)) if token else None
    if code is None:
        raise NotFound("unknown-dossier", UNKNOWN_DOSSIER)
    return view_dossier(ports, caller, code)
