"""Loads one dossier, lets a pure rule decide, commits; decides again where somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.dossier import Dossier
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.errors import NotFound, Words
from shared.store.change import Change, Conflict, Context, Key, Work

TRIES = 3
UNKNOWN_DOSSIER = Words("Chưa thấy hồ sơ này. Xin xem lại mã hồ sơ", "No dossier found. Please check the code")


def load_dossier(work: Work, code: str) -> Dossier:
    """The dossier of this code, in any spelling. Raises NotFound."""
    try:
        id = str(DossierCode.read(code))
    except InvalidCode:
        raise NotFound("unknown-dossier", UNKNOWN_DOSSIER) from None
    dossier = work.load(Key(Dossier, id)).get(Dossier, id)
    if dossier is None:
        raise NotFound("unknown-dossier", UNKNOWN_DOSSIER)
    return dossier


def decide(
    work: Work,
    code: str,
    rule: Callable[[Dossier], Change],
    context: Context,
    *,
    check: Callable[[Dossier], None] | None = None,
) -> Dossier:
    """The dossier after the rule's change. ``check`` may refuse (by raising) to decide on the state found (If-Match).

    Raises NotFound, Conflict, and whatever the rule raises.
    """
    for attempt in range(1, TRIES + 1):
        dossier = load_dossier(work, code)
        if check:
            check(dossier)
        change = rule(dossier)
        try:
            work.commit(change, context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return next((one for one in change.saved if isinstance(one, Dossier)), dossier)
    raise AssertionError("unreachable")
