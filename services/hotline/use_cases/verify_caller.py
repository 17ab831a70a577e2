"""Verifies that a caller is whose dossier it is, before anything about it is said: limited, and mute on why not."""

from __future__ import annotations

import re

from services.hotline.domain.contact import Look, Seen, read_phone
from services.hotline.domain.dossier_code import read_dossier_code
from services.hotline.domain.errors import InvalidValue, NotVerified
from services.hotline.domain.known_dossier import KnownDossier
from services.hotline.use_cases.petition_request import Claim
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key

ACTION = "caller.verify"


def verify_caller(ports: Ports, caller: Caller, claim: Claim, context: Context) -> KnownDossier:
    """The dossier, to a member of staff whose caller named its number; the look is written down first.

    Raises Forbidden, NotVerified, TooManyAttempts, StoreAway.
    """
    ports.access.grant(caller, ACTION)
    code = verified_dossier(ports, claim, who=caller.actor)
    dossier = ports.work.load(Key(KnownDossier, code)).get(KnownDossier, code)
    if dossier is None:
        raise NotVerified
    look = Look(ports.new_id(), 1, Seen.DOSSIER, code, context.actor, context.at, context.why or "")
    ports.work.commit(Change(saved=(look,)), context)
    return dossier


def verified_dossier(ports: Ports, claim: Claim, *, who: str) -> str:
    """The code of the dossier that the claim proves. ``who`` asks (account or network address): tries are counted by it
    and by the code, whether there is such a dossier or not.

    Raises NotVerified, TooManyAttempts, StoreAway.
    """
    ports.limits.take("verify-caller", who)
    code, digits = read_dossier_code(claim.dossier), _digits(claim.digits)
    if code is None or digits is None:
        raise NotVerified
    ports.limits.take("verify-dossier", code)
    if not ports.callers.is_owner(code, digits):
        raise NotVerified
    return code


def _digits(text: str) -> str | None:
    """Four last digits, or a whole number in its one spelling."""
    plain = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[0-9]{4}", plain):
        return plain
    try:
        return read_phone(text)
    except InvalidValue:
        return None
