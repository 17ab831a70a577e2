"""A list is drawn up, submitted and confirmed by two people; only what is confirmed counts, and its age is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.priority.groups import ListAge, read_priority_rules
from services.intake.domain.priority.lists import Freshness, ListState, PriorityList
from services.intake.domain.priority.people import Entry
from services.intake.use_cases.priority.keep_lists import (
    confirm_list,
    overview,
    people_of_list,
    send_back_list,
    submit_list,
    view_list,
)
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import ELSEWHERE, OFFICER, context, make_ports
from tests.unit.intake.priority.test_imports import COMMUNE, GOOD, csv_of, taken

AT = datetime(2026, 10, 5, tzinfo=UTC)
LEADER = Caller("staff", "leader", frozenset({"leader"}), "H99.11")
RULE = ListAge(date(2025, 7, 1), 90, 180)


def drawn_up(days_ago: int = 0, *, whole: bool = True, before: PriorityList | None = None) -> PriorityList:
    found = before or PriorityList("H99.52", "merit")
    return found.begin(AT.date() - timedelta(days=days_ago), AT, "staff:one", whole=whole).counted(3)


def confirmed(found: PriorityList) -> PriorityList:
    return found.submit(AT, "staff:one").confirm(AT, "staff:two")


@pytest.mark.parametrize(
    ("days", "freshness"), [(0, "fresh"), (90, "fresh"), (91, "ageing"), (180, "ageing"), (181, "old")]
)
def test_the_age_of_a_list_is_counted_from_the_day_that_it_is_true_for(days: int, freshness: str) -> None:
    found = drawn_up(days)
    assert found.freshness(AT.date(), RULE) is Freshness.NONE
    assert confirmed(found).freshness(AT.date(), RULE) is Freshness(freshness)


def test_whoever_submits_a_list_does_not_confirm_it() -> None:
    with pytest.raises(IllegalStep):
        drawn_up().submit(AT, "staff:one").confirm(AT, "staff:one")


def test_a_list_that_was_sent_back_is_drawn_up_on() -> None:
    found = drawn_up().submit(AT, "staff:one").send_back(AT, "staff:two", "Thiếu thôn 3")
    assert found.open is not None
    assert found.open.state is ListState.DRAFT
    assert confirmed(found.counted(1)).people_of(found.editions[-1]) == 4


@pytest.mark.parametrize("step", ["submit", "confirm", "send_back", "counted"])
def test_no_step_is_taken_on_a_list_where_nothing_is_under_way(step: str) -> None:
    found = confirmed(drawn_up())
    arguments = {"submit": (AT, "a"), "confirm": (AT, "a"), "send_back": (AT, "a", "x"), "counted": (1,)}[step]
    with pytest.raises(IllegalStep):
        getattr(found, step)(*arguments)


def test_further_names_keep_those_of_before_and_a_whole_list_replaces_them() -> None:
    first = confirmed(drawn_up())
    further = confirmed(drawn_up(before=first, whole=False))
    whole = confirmed(drawn_up(before=further))
    early, late = Entry("H99.52", "merit", frozenset({1})), Entry("H99.52", "merit", frozenset({3}))
    assert [early.counts(one) for one in (None, drawn_up(), first, further, whole)] == [False, False, True, True, False]
    assert late.counts(whole)
    assert further.confirmed is not None
    assert further.people_of(further.confirmed) == 6


def test_while_a_new_edition_is_under_way_the_confirmed_one_counts() -> None:
    begun = drawn_up(before=confirmed(drawn_up()))
    assert Entry("H99.52", "merit", frozenset({1})).counts(begun)
    assert not Entry("H99.52", "merit", frozenset({2})).counts(begun)


def test_two_sorts_of_an_edition_are_not_mixed() -> None:
    with pytest.raises(IllegalStep):
        drawn_up(before=confirmed(drawn_up())).begin(AT.date(), AT, "staff:one", whole=False)


def test_every_commune_and_group_stands_in_the_overview_and_a_commune_sees_its_own() -> None:
    work = FakeWork()
    ports = make_ports(work)
    taken(ports, csv_of(GOOD))
    lines = overview(ports, OFFICER)
    assert len(lines) == 4 * 6
    assert [(one.commune.code, one.group.code) for one in lines if one.list] == [("H99.52", "merit")]
    assert {one.commune.code for one in overview(ports, COMMUNE)} == {"H99.52"}
    assert not overview(ports, ELSEWHERE)


def test_a_list_goes_from_the_commune_to_the_leader_and_back() -> None:
    ports = make_ports(FakeWork())
    taken(ports, csv_of(GOOD), COMMUNE)
    with pytest.raises(Forbidden):
        submit_list(ports, ELSEWHERE, "H99.52", "merit", context())
    submit_list(ports, COMMUNE, "H99.52", "merit", context("staff:hoa-bac"))
    with pytest.raises(Forbidden):
        confirm_list(ports, COMMUNE, "H99.52", "merit", context("staff:hoa-bac"))
    with pytest.raises(InvalidRequest):
        send_back_list(ports, LEADER, "H99.52", "merit", " ", context("staff:leader"))
    send_back_list(ports, LEADER, "H99.52", "merit", "Thiếu thôn 3", context("staff:leader"))
    submit_list(ports, COMMUNE, "H99.52", "merit", context("staff:hoa-bac"))
    confirm_list(ports, LEADER, "H99.52", "merit", context("staff:leader"))
    line = view_list(ports, COMMUNE, "H99.52", "merit")
    assert (line.freshness, line.days) == (Freshness.FRESH, 4)
    assert [one.facts.name for one in people_of_list(ports, COMMUNE, "H99.52", "merit", open=False).items] == [
        "Nguyễn Văn Bình"
    ]
    with pytest.raises(NotFound):
        view_list(ports, COMMUNE, "H99.52", "pension")


def test_groups_hold_from_their_day_to_their_end() -> None:
    entry = {"code": "x", "vi": "x", "en": "x", "basis": "x", "effective_from": "2026-01-01", "until": "2026-07-01"}
    data = {
        "groups": [entry, {**entry, "code": "old", "from_age": 75, "needs_entry": False, "until": None}],
        "special_reasons": [entry],
        "list_age": [{"effective_from": "2026-01-01", "ageing_days": 1, "old_days": 2}],
        "communes": [],
    }
    rules = read_priority_rules(data)
    assert [one.code for one in rules.groups_on(date(2026, 6, 30))] == ["x", "old"]
    assert not rules.listed_on(date(2026, 7, 1))
    assert not rules.reasons_on(date(2025, 12, 31))
    assert rules.by_age(74, date(2026, 7, 1)) is None
    assert rules.by_age(75, date(2026, 7, 1)) is not None
    with pytest.raises(ValueError, match="ageing"):
        read_priority_rules({**data, "list_age": [{"effective_from": "2026-01-01", "ageing_days": 2, "old_days": 2}]})


def confirmed_list(work: FakeWork) -> None:
    """Whatever is being drawn up is confirmed by somebody else."""
    found = [one for one in work.all(PriorityList) if one.open]
    for one in found:
        done = one.submit(AT, "staff:one").confirm(AT, "staff:two")
        work.commit(Change(saved=(replace(done, version=one.version + 1),)), context())
