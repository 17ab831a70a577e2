"""Dossiers of accounts: what was filed without signing in is claimed by its owner token; the list of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import FieldFault, InvalidRequest, NotFound, Words
from services.intake.use_cases import people_facts
from services.intake.use_cases.deciding import UNKNOWN_DOSSIER, decide
from services.intake.use_cases.ownership import account_to_file_for
from services.intake.use_cases.ports import DossierPage, Ports
from shared.security.access import Grant
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token, owner_token_matches
from shared.store.change import NOTHING, Answer, Change, Context

CLAIM, LIST = "dossier.claim", "dossier.list-own"
LONGEST_PAGE = 100
NO_TOKEN = Words(
    "Ghi đường dẫn riêng trên giấy hẹn, hoặc mã bí mật ở cuối đường dẫn đó",
    "Give the personal link of the receipt, or the secret at its end",
)


def claim_dossier(
    ports: Ports,
    caller: Caller,
    link: str,
    context: Context,
    *,
    account: str | None = None,
    answer: Callable[[Dossier], Answer | None] | None = None,
) -> Dossier:
    """The dossier with the caller's account (or a business's that they may file for) among its owners.

    ``link`` is the personal link, or the owner token at its end. Raises Forbidden, InvalidRequest, NotFound, Conflict.
    """
    grant = ports.access.grant(caller, CLAIM)
    (owner,) = account_to_file_for(grant, account)
    token = read_token(link)
    code = ports.dossiers.code_of_owner(digest_owner_token(token))
    if code is None:
        raise NotFound("unknown-dossier", UNKNOWN_DOSSIER)

    def rule(dossier: Dossier) -> Change:
        if not owner_token_matches(token, dossier.owner_token_hash):
            raise NotFound("unknown-dossier", UNKNOWN_DOSSIER)
        if owner in dossier.owners:
            return NOTHING
        claimed = dossier.claim(owner)
        return Change(
            saved=(claimed,),
            facts=(people_facts.claimed(claimed, owner),),
            answer=answer(claimed) if answer else None,
        )

    return decide(ports.work, code, rule, context)


def list_own(
    ports: Ports, caller: Caller, *, account: str | None = None, cursor: str | None = None, limit: int = 50
) -> DossierPage:
    """The dossiers of all accounts that the caller acts for, or of one of them, the newest first.

    Raises Forbidden, NotFound for another's account, StoreAway, ValueError for a cursor that is none.
    """
    grant = ports.access.grant(caller, LIST)
    if account and account not in grant.accounts:
        raise NotFound("unknown-account", Words("Không thấy tài khoản này", "There is no such account"))
    owners = [account] if account else sorted(grant.accounts)
    return ports.people.owned.page(owners, cursor, max(1, min(limit, LONGEST_PAGE)))


def accounts_to_file_for(ports: Ports, caller: Caller) -> frozenset[str]:
    """Those in whose name the caller may file. Raises Forbidden."""
    grant: Grant = ports.access.grant(caller, CLAIM)
    return grant.accounts


def read_token(link: str) -> str:
    """The owner token in a personal link, or alone. Raises InvalidRequest."""
    text = link.strip()
    if "/" in text:
        text = urlsplit(text).path.rstrip("/").rpartition("/")[2]
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,128}", text):
        raise InvalidRequest((FieldFault("/link", NO_TOKEN),))
    return text
