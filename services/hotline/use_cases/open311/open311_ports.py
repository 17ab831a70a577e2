"""What the use cases of Open311 need from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.hotline.domain.open311.catalogue import Catalogue
from services.hotline.domain.open311.client import Client
from services.hotline.domain.open311.submission import Submission
from services.hotline.domain.petition import Petition

# A submission and its petition, the sealed parts of both left closed.
Pair = tuple[Submission, Petition]


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """Those of ``services`` (codes) requested from ``since`` until before ``until``, latest first, behind ``after``."""

    since: datetime
    until: datetime
    services: Sequence[str]
    after: tuple[datetime, str] | None = None
    limit: int = 200


class Submissions(Protocol):
    """Questions over what other applications told. Everything raises StoreAway."""

    def page(self, query: RequestQuery) -> Sequence[Pair]: ...

    def of_codes(self, codes: Sequence[str]) -> Sequence[Pair]:
        """Those of these petition codes, in the codes' order."""
        ...

    def by_token(self, token_hash: str) -> Pair | None: ...

    def clients(self) -> Sequence[Client]:
        """All of them, by id."""
        ...


@dataclass(frozen=True, slots=True)
class Open311Desk:
    """``published`` gives the texts that may be shown of petitions (code → masked text), none where none was
    published. ``jurisdiction`` is the one id that this place answers to; ``address`` where it is reached."""

    catalogue: Catalogue
    submissions: Submissions
    jurisdiction: str
    address: str
    published: Callable[[Sequence[str]], Mapping[str, str]] = lambda _: {}
