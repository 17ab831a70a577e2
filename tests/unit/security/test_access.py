"""Rules of access: nothing without a line in the table, and every line within its scope."""

from __future__ import annotations

import pytest

from shared.security.access import AccessTable, Forbidden, Rule, Scope, mark_of, needs, public
from shared.security.caller import PUBLIC, Caller

TABLE = AccessTable(
    [
        Rule("public", "thing.make"),
        Rule("clerk", "thing.read", Scope.UNIT),
        Rule("owner", "thing.read", Scope.OWN),
        Rule("leader", "thing.read", Scope.ALL),
    ]
)
CLERK = Caller("staff", "anna", frozenset({"clerk"}), "U1")
OWNER = Caller("owner", owner_token="token")


def test_what_no_line_allows_is_forbidden() -> None:
    with pytest.raises(Forbidden) as caught:
        TABLE.grant(PUBLIC, "thing.read")
    assert not caught.value.signed_in
    with pytest.raises(Forbidden) as caught:
        TABLE.grant(CLERK, "thing.remove")
    assert caught.value.signed_in


def test_what_the_public_may_do_everybody_may() -> None:
    for caller in (PUBLIC, CLERK, OWNER):
        TABLE.grant(caller, "thing.make").require()


def test_a_unit_is_a_wall() -> None:
    grant = TABLE.grant(CLERK, "thing.read")
    assert grant.covers(unit="U1")
    assert not grant.covers(unit="U2")
    assert not grant.covers()
    with pytest.raises(Forbidden):
        grant.require(unit="U2")
    nowhere = TABLE.grant(Caller("staff", "ben", frozenset({"clerk"}), None), "thing.read")
    assert not nowhere.covers(unit=None)


def test_a_shown_token_counts_only_when_it_was_checked() -> None:
    grant = TABLE.grant(OWNER, "thing.read")
    assert grant.covers(owned=True)
    assert not grant.covers(owned=False)
    assert not grant.covers(unit="U1")


def test_a_clerk_with_an_owner_token_may_both() -> None:
    grant = TABLE.grant(Caller("staff", "anna", frozenset({"clerk"}), "U1", "token"), "thing.read")
    assert grant.scopes == {Scope.UNIT, Scope.OWN}


def test_all_means_all() -> None:
    assert TABLE.grant(Caller("staff", "lee", frozenset({"leader"})), "thing.read").covers()


def test_marks_are_found_and_their_absence_too() -> None:
    @needs("thing.read")
    def read() -> None: ...

    @public
    def front() -> None: ...

    read_mark, front_mark = mark_of(read), mark_of(front)
    assert read_mark is not None
    assert read_mark.action == "thing.read"
    assert front_mark is not None
    assert front_mark.action is None
    assert mark_of(lambda: None) is None


def test_an_actor_is_an_account_never_a_person() -> None:
    assert CLERK.actor == "staff:anna"
    assert PUBLIC.actor == "public"
    assert "token" not in repr(OWNER).replace("owner_token", "")
