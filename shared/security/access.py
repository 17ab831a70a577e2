"""Who may what: one readable table role × action × scope a service, and the marks that tie views to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from shared.security.caller import Caller

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__access__"


class Scope(Enum):
    """On which things a role may do an action."""

    ALL = "all"  # every one
    UNIT = "unit"  # those of the caller's own office
    OWN = "own"  # the one that the shown owner token opens, or that an account of the caller's has


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table; role ``public`` is everybody, role ``owner`` whoever shows an owner token."""

    role: str
    action: str
    scope: Scope = Scope.ALL


class Forbidden(Exception):
    """The caller may not do this; ``signed_in`` tells "sign in" (401) from "not you" (403)."""

    def __init__(self, action: str, signed_in: bool) -> None:
        super().__init__(f"{action} is not allowed to this caller")
        self.action = action
        self.signed_in = signed_in


@dataclass(frozen=True, slots=True)
class Grant:
    """What one caller may do by one action: on which scopes, and (scope OWN) in the name of which accounts."""

    caller: Caller
    action: str
    scopes: frozenset[Scope]
    accounts: frozenset[str] = frozenset()

    def owns(self, owners: Iterable[str]) -> bool:
        """Whether one of these accounts is the caller's own, or one that the caller may act for."""
        return not self.accounts.isdisjoint(owners)

    def covers(self, *, unit: str | None = None, owned: bool = False) -> bool:
        """Whether a thing of this office, or one whose owner token was checked to be right, is within the scopes."""
        if Scope.ALL in self.scopes:
            return True
        if Scope.UNIT in self.scopes and unit is not None and unit == self.caller.unit:
            return True
        return Scope.OWN in self.scopes and owned

    def require(self, *, unit: str | None = None, owned: bool = False) -> None:
        """Raises Forbidden where ``covers`` says no."""
        if not self.covers(unit=unit, owned=owned):
            raise Forbidden(self.action, bool(self.caller.id))


class AccessTable:
    """A service's rules, looked up by the roles of a caller."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.actions = frozenset(rule.action for rule in self.rules)
        self.roles = frozenset(rule.role for rule in self.rules)

    def scopes(self, roles: Iterable[str], action: str) -> frozenset[Scope]:
        """The scopes that these roles together have for the action; none means forbidden."""
        held = frozenset(roles)
        return frozenset(rule.scope for rule in self.rules if rule.action == action and rule.role in held)

    def grant(self, caller: Caller, action: str) -> Grant:
        """What the caller may do by this action. Raises Forbidden where that is nothing."""
        scopes = self.scopes(caller.all_roles, action)
        if not scopes:
            raise Forbidden(action, bool(caller.id))
        return Grant(caller, action, scopes)

    def markdown(self) -> str:
        """The table as it stands in a service's README."""
        lines = ["| role | action | scope |", "|---|---|---|"]
        lines += [f"| {rule.role} | `{rule.action}` | {rule.scope.value} |" for rule in self.rules]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a view says of itself: the action that it needs, or (None) that anybody may see it."""

    action: str | None


def needs(action: str) -> Callable[[F], F]:
    """Mark a view (function or method) with the action that its caller must be allowed."""

    def mark(view: F) -> F:
        setattr(view, _MARK, Mark(action))
        return view

    return mark


def public(view: F) -> F:
    """Mark a view that needs no right at all: sign-in, health, the front page."""
    setattr(view, _MARK, Mark(None))
    return view


def mark_of(view: object) -> Mark | None:
    """The view's mark; None where it has none, which is refused."""
    mark = getattr(view, _MARK, None)
    return mark if isinstance(mark, Mark) else None
