"""Says whom of the staff a petition names; from then on they know nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from services.hotline.domain.doors.named import NOT_ONESELF, read_accounts
from services.hotline.domain.errors import FieldFault, InvalidRequest, InvalidValue
from services.hotline.domain.petition import Petition
from services.hotline.use_cases.deciding import Check, MakeAnswer, decide, saved
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Context

NAME = "petition.name-person"


def name_people(
    ports: Ports,
    caller: Caller,
    code: str,
    accounts: Iterable[str],
    context: Context,
    *,
    check: Check | None = None,
    answer: MakeAnswer | None = None,
) -> Petition:
    """The petition that names these accounts and no others. Whoever writes it down cannot name themselves: they could
    not undo a slip. Raises Forbidden, NotFound, InvalidRequest, Conflict, StoreAway."""
    ports.access.grant(caller, NAME)
    try:
        named = read_accounts(accounts)
    except InvalidValue as wrong:
        raise InvalidRequest(FieldFault("/accounts", wrong.words)) from wrong
    if caller.id in named:
        raise InvalidRequest(FieldFault("/accounts", NOT_ONESELF))

    def rule(petition: Petition) -> Change:
        return saved(petition, petition.naming(named, context.at.replace(microsecond=0), context.actor))

    return decide(ports.work, code, rule, context, check=check, answer=answer)
