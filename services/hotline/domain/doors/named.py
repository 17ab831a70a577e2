"""Whom a petition names: for them it does not exist, and nothing that hangs on it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from services.hotline.domain.errors import InvalidValue, Words
from services.hotline.domain.petition import Petition
from services.hotline.domain.petition_code import is_petition_code

MOST_NAMED = 20
_ACCOUNT = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?")
NO_ACCOUNT = Words(
    "Mỗi dòng một tên đăng nhập: chữ thường không dấu, số, gạch nối", "One account a line: small letters, digits, dash"
)
TOO_MANY = Words(f"Nhiều nhất {MOST_NAMED} người", f"{MOST_NAMED} people at most")
NOT_ONESELF = Words(
    "Phản ánh nêu chính bạn thì để người khác ghi", "Where it names yourself, have somebody else write it down"
)
# What aggregates call the petition that they hang on.
_REFERENCES = ("id", "about", "petition", "matter")


def read_accounts(lines: Iterable[str]) -> tuple[str, ...]:
    """Accounts of staff in their one spelling, each once, sorted. Raises InvalidValue."""
    accounts = sorted({one.strip().lower() for one in lines} - {""})
    if any(_ACCOUNT.fullmatch(one) is None for one in accounts):
        raise InvalidValue(NO_ACCOUNT)
    if len(accounts) > MOST_NAMED:
        raise InvalidValue(TOO_MANY)
    return tuple(accounts)


def petitions_behind(aggregate: Any) -> frozenset[str]:
    """The codes of the petitions that an aggregate is about, by whatever name it calls them: who may not know of one
    of these may not see the aggregate."""
    if isinstance(aggregate, Petition):
        return frozenset((aggregate.id,))
    values: list[Any] = [getattr(aggregate, name, None) for name in _REFERENCES]
    several: Sequence[Any] = getattr(aggregate, "petitions", ())
    return frozenset(one for one in (*values, *several) if isinstance(one, str) and is_petition_code(one))
