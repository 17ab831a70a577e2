"""A filing that is not finished: kept for its owner, and opened to an officer only who is told its help code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from services.intake.domain.errors import NotFound, Words

HELPED_FOR = timedelta(hours=2)
HELP_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Help:
    """The owner asked for help: whoever says the code (kept as a keyed digest) at the desk has the draft opened."""

    digest: str = field(repr=False)
    asked_at: datetime
    opened_by: str | None = None
    opened_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.asked_at <= now < self.asked_at + HELPED_FOR


@dataclass(frozen=True, slots=True)
class Draft:
    """``owner`` is an account, a citizen's or a business's; ``values`` the form's fields as they were typed.

    ``code`` is the dossier that was filed from it: then it holds nothing any more.
    """

    id: str
    version: int
    owner: str
    procedure: str
    kind: str
    values: Mapping[str, str] = field(repr=False)
    saved_at: datetime
    expires_at: datetime
    help: Help | None = None
    code: str | None = None
    wiped: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def is_open(self, now: datetime) -> bool:
        return not self.wiped and now < self.expires_at

    def save(self, values: Mapping[str, str], now: datetime, kept_for: timedelta) -> Draft:
        """What was typed since; it is kept anew from now on. Raises NotFound once it is filed or thrown away."""
        if not self.is_open(now):
            raise no_such_draft()
        return self._next(values=values, saved_at=now, expires_at=now + kept_for)

    def ask_help(self, digest: str, now: datetime) -> Draft:
        """Raises NotFound."""
        if not self.is_open(now):
            raise no_such_draft()
        return self._next(help=Help(digest, now))

    def end_help(self) -> Draft:
        """No officer sees it any more."""
        return self._next(help=None)

    def opened(self, officer: str, now: datetime) -> Draft:
        """Before the officer to whom the code was said; another one needs the code again. Raises NotFound."""
        if not self.is_open(now) or self.help is None or not self.help.is_open(now):
            raise no_such_draft()
        return self._next(help=replace(self.help, opened_by=officer, opened_at=now))

    def is_before(self, officer: str, now: datetime) -> bool:
        """Whether this officer was told the code, and the time for help is not over."""
        found = self.help
        return found is not None and found.opened_by == officer and found.is_open(now) and self.is_open(now)

    def filed(self, code: str, now: datetime) -> Draft:
        """Nothing of what was typed stays."""
        return self._next(values={}, code=code, help=None, wiped=True, expires_at=now)

    def thrown_away(self, now: datetime) -> Draft:
        return self._next(values={}, help=None, wiped=True, expires_at=now)

    def _next(self, **changes: Any) -> Draft:
        return replace(self, version=self.version + 1, **changes)


def no_such_draft() -> NotFound:
    return NotFound("unknown-draft", Words("Không còn bản nháp này", "There is no such draft any more"))
