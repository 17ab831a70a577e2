"""Real losses are found and named, and nothing that is on its way is taken for one."""

from __future__ import annotations

from typing import Any

from services.intake.domain.endings import Withdrawal
from services.intake.use_cases import facts as intake_facts
from services.routing.domain.balance import Kind
from services.routing.use_cases import balance_facts
from shared.store.change import Change
from tests.integration.conservation.two_sides import TwoSides

LONG_ENOUGH = 84  # seconds: found, and over a minute old


def told(both: TwoSides, type: str) -> int:
    return both.routing.database["events"].count_documents({"type": type})


def named(both: TwoSides) -> dict[str, str]:
    """Each difference by its dossier, after a minute and more; every one of them has raised its alarm, once."""
    view = both.rounds(LONG_ENOUGH)
    assert [one.id for one in view.differences if one.alarmed_at is None] == []
    assert sorted(one.id for one in both.late) == sorted(one.id for one in view.differences)
    assert told(both, balance_facts.DISTURBED) == len(both.late)
    return {one.id: one.kind for one in view.differences}


def withdraw(both: TwoSides, code: str) -> None:
    dossier = both.dossier(code).withdraw(Withdrawal(both.now[0], "owner", "no longer needed"))
    assert dossier.withdrawal is not None
    told = intake_facts.withdrawn(dossier, dossier.withdrawal)
    both.intake.work.commit(Change(saved=(dossier,), facts=(told,)), both.intake.context("test"))


def test_dossiers_that_are_in_one_place_each_raise_no_question(both: TwoSides) -> None:
    codes = both.accept(120)
    both.carry()
    both.dispatch()
    both.decide(codes[0])
    view = both.rounds(18)
    assert (view.accepted, view.placed, view.is_settled) == (120, 120, True)
    assert {place: count for place, count in view.places.items() if count} == {"agency": 99, "line": 20, "intake": 1}
    assert told(both, balance_facts.QUESTIONED) == 0


def test_what_is_removed_lost_or_doubled_here_is_named(both: TwoSides) -> None:
    codes = both.accept(8)
    lost, removed, doubled, ended, orphaned, twice, *_ = codes
    both.carry(lambda row: row["subject"] != lost)
    both.dispatch()
    assert both.rounds(6).differences == []
    cases = both.routing.database["cases"]
    cases.delete_one({"_id": removed})
    case: dict[str, Any] = cases.find_one({"_id": doubled}) or {}
    copies = ("H99.11-261005-0077", "copy")
    cases.insert_many([{**case, "_id": copy} for copy in copies])
    cases.update_one({"_id": ended}, {"$set": {"status": "closed"}})
    cases.update_one({"_id": orphaned}, {"$set": {"tasks.0.status": "skipped"}})
    again = {**case["tasks"][0], "id": f"{twice}:2", "agency_key": "H99-11-01"}
    cases.update_one({"_id": twice}, {"$push": {"tasks": again}})
    assert named(both) == {
        lost: Kind.NO_CASE,
        removed: Kind.NO_CASE,
        **dict.fromkeys(copies, Kind.DOUBLED),
        ended: Kind.TWO_PLACES,
        orphaned: Kind.NOWHERE,
        twice: Kind.TWO_PLACES,
    }
    view = both.view()
    assert {one.look.copy_of for one in view.differences if one.kind == Kind.DOUBLED} == {doubled}
    assert (view.accepted, view.placed) == (8, 3)


def test_an_event_that_never_arrived_is_named_with_what_both_sides_say_until_it_does(both: TwoSides) -> None:
    codes = both.accept(4)
    decided, withdrawn, gone, _ = codes
    both.carry()
    both.dispatch()
    both.carry()
    both.decide(decided)
    both.carry(lambda row: row["type"] != "routing.case.decided.v1")
    withdraw(both, withdrawn)
    both.carry(lambda row: row["type"] != intake_facts.WITHDRAWN)
    both.intake.database["dossiers"].delete_one({"_id": gone})
    assert named(both) == {decided: Kind.DIFFERS, withdrawn: Kind.DIFFERS, gone: Kind.NOT_ACCEPTED}
    looks = {one.id: (one.look.intake, one.look.routing) for one in both.view().differences}
    assert looks == {decided: ("open", "decided"), withdrawn: ("withdrawn", "open"), gone: (None, "open")}
    lost = {"type": {"$in": [intake_facts.WITHDRAWN, "routing.case.decided.v1"]}}
    for parts in (both.intake, both.routing):
        parts.database["events"].update_many(lost, {"$set": {"pending": True}})
    view = both.rounds(18)
    assert [one.id for one in view.differences] == [gone]
    assert told(both, balance_facts.RESTORED) == 2


def test_an_event_on_its_way_explains_a_difference_and_raises_no_alarm(both: TwoSides) -> None:
    codes = both.accept(6)
    waits = both.intake.database["events"].find_one({"subject": codes[3], "pending": True}) or {}
    both.held.add(waits["_id"])
    both.carry()
    view = both.rounds(LONG_ENOUGH)
    assert [one.id for one in view.on_the_way] == [codes[3]]
    assert view.on_the_way[0].look.messages[0].where == "not_published"
    assert (list(view.differences), both.late) == ([], [])
    both.held.clear()
    assert both.rounds(18).is_settled


def test_a_telling_that_was_lost_is_asked_for_again(both: TwoSides) -> None:
    both.accept(3)
    both.carry()
    lose = {"left": 1}

    def keep(row: Any) -> bool:
        lost = row["type"] == "intake.balance.told.v1" and lose["left"] > 0
        lose["left"] -= lost
        return not lost

    both.round(keep=keep)
    view = both.rounds(30)
    assert (lose["left"], view.accepted, view.is_settled) == (0, 3, True)
