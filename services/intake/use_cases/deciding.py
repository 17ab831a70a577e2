"""Loads one dossier, lets a pure rule decide, commits; decides again where somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.intake.domain.dossier import Dossier
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from shared.security.access import Grant
from shared.security.caller import ACCOUNT_KIND
from shared.security.owner_tokens import owner_token_matches
from shared.store.change import Change, Conflict, Context, Key, Work

TRIES = 3
LONGEST_TEXT = 4000
UNKNOWN_DOSSIER = Words("Chưa thấy hồ sơ này. Xin xem lại mã hồ sơ", "No dossier found. Please check the code")


def load_dossier(work: Work, code: str) -> Dossier:
    """The dossier of this code, in any spelling. Raises NotFound."""
    id = _spelled(code)
    dossier = work.load(Key(Dossier, id)).get(Dossier, id)
    if dossier is None:
        raise NotFound("unknown-dossier", UNKNOWN_DOSSIER)
    return dossier


def _spelled(code: str) -> str:
    """The code in its one spelling. Raises NotFound for what is no code."""
    try:
        return str(DossierCode.read(code))
    except InvalidCode:
        raise NotFound("unknown-dossier", UNKNOWN_DOSSIER) from None


def require_on(grant: Grant, dossier: Dossier) -> None:
    """That the caller may do this with this dossier. Raises Forbidden; to a wrong owner it is not there."""
    owned = owner_token_matches(grant.caller.owner_token, dossier.owner_token_hash) or grant.owns(dossier.owners)
    if grant.covers(unit=dossier.unit, owned=owned):
        return
    if grant.caller.kind == "staff":
        grant.require(unit=dossier.unit, owned=owned)
    raise NotFound("unknown-dossier", UNKNOWN_DOSSIER)


def in_the_name_of(grant: Grant, code: str, context: Context) -> Context:
    """The context of a step that an applicant may take: an owner stands in the history under the dossier's code, or as
    the account that they signed in to."""
    if grant.caller.kind in ("staff", ACCOUNT_KIND):
        return context
    return replace(context, actor=f"owner:{_spelled(code)}")


def read_text(pointer: str, text: str, *, needed: Words | None = None) -> str:
    """A text that people wrote, without blanks around it. Raises InvalidRequest: missing though needed, or too long."""
    read = text.strip()
    if needed is not None and not read:
        raise InvalidRequest((FieldFault(pointer, needed),))
    if len(read) > LONGEST_TEXT:
        told = Words(f"Ghi không quá {LONGEST_TEXT} chữ", f"Write no more than {LONGEST_TEXT} characters")
        raise InvalidRequest((FieldFault(pointer, told),))
    return read


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
