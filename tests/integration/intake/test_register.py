"""The register of priority people on a real database: sealed, found, thousands at once; work in turns."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.intake.app import Parts
from services.intake.composition.priority import priority_handlers
from services.intake.domain.dossier import Dossier
from services.intake.domain.priority.given import Basis, Ground, Priority
from services.intake.domain.priority.imports import RegisterImport, SentState
from services.intake.domain.priority.people import PriorityPerson
from services.intake.domain.status import Status
from services.intake.store.dossier_documents import COLLECTION
from services.intake.store.priority_documents import mark_the_first
from services.intake.use_cases.ports import DossierQuery
from services.intake.use_cases.priority.find import priority_of
from services.intake.use_cases.priority.imports import (
    SentList,
    rows_of,
    send_list,
    start_import,
    take_sent,
    view_import,
)
from services.intake.use_cases.priority.keep_lists import confirm_list, people_of_list, submit_list
from shared.ordering import OrderRules, Waiting, in_order
from shared.security.caller import Caller
from shared.store.change import Change, Context, Key
from tests.integration.intake.conftest import FILING, MONDAY_EIGHT, Clock
from tests.unit.intake.fakes import filed

OFFICER = Caller("staff", "reception", frozenset({"reception"}), "H99.11")
LEADER = Caller("staff", "leader", frozenset({"leader"}), "H99.11")
HEAD = "Họ và tên,Ngày sinh,Số căn cước,Địa chỉ"
# A list as long as a commune's in the ordinary suite; REGISTER_ROWS=20000 for one as long as a province's.
MANY = int(os.environ.get("REGISTER_ROWS", "4000"))
BAD, DOUBLE = MANY // 1000, MANY // 2000


def context(actor: str = "staff:reception") -> Context:
    return Context(actor, MONDAY_EIGHT, "register")


def file_of(*lines: str) -> bytes:
    return "\n".join((HEAD, *lines)).encode("utf-8")


def run_jobs(parts: Parts) -> int:
    """Until nothing is due; how many runs that took."""
    handlers, runs = priority_handlers(parts.ports), 0
    while parts.jobs.run_due(handlers, parts.clock()):
        runs += 1
    return runs


def send(parts: Parts, content: bytes, *, whole: bool = True) -> RegisterImport:
    sent = SentList("danh-sach.csv", content, date(2026, 10, 1), whole, "H99.52", "merit")
    found = send_list(parts.ports, OFFICER, sent, context())
    run_jobs(parts)
    return view_import(parts.ports, OFFICER, found.id)


def take(parts: Parts, found: RegisterImport) -> RegisterImport:
    start_import(parts.ports, OFFICER, found.id, context())
    run_jobs(parts)
    return view_import(parts.ports, OFFICER, found.id)


def confirm(parts: Parts) -> None:
    submit_list(parts.ports, OFFICER, "H99.52", "merit", context())
    confirm_list(parts.ports, LEADER, "H99.52", "merit", context("staff:leader"))


def test_a_confirmed_list_is_found_by_number_and_nothing_of_it_lies_open(parts: Parts) -> None:
    done = take(parts, send(parts, file_of("Nguyễn Văn Bình,3/11/1983,001083000001,Thôn Mít")))
    assert (done.state, dict(done.counts)) == (SentState.DONE, {"new": 1})
    at = parts.clock()
    assert priority_of(parts.ports, at, identity_number="001083000001") is None
    confirm(parts)
    found = priority_of(parts.ports, at, identity_number="001083000001")
    assert found is not None
    assert (found.groups, found.grounds[0].basis) == (("merit",), Basis.REGISTER)
    page = people_of_list(parts.ports, LEADER, "H99.52", "merit", open=False)
    assert [one.facts.name for one in page.items] == ["Nguyễn Văn Bình"]
    for name in ("priority_people", "priority_rows", "priority_imports", "priority_lists"):
        kept = str(list(parts.database[name].find()))
        assert not any(told in kept for told in ("Bình", "001083000001", "Thôn Mít"))


@pytest.mark.timeout(400)
def test_a_long_list_is_taken_over_in_pieces_and_nobody_is_there_twice(parts: Parts) -> None:
    lines = [f"Người Thứ {number},{number % 28 + 1}/2/1981,{10**10 + number:012d}," for number in range(MANY)]
    for bad in range(0, MANY, 1000):
        lines[bad] = f"Người Thứ {bad},31/2/1981,{10**10 + bad:012d},"
    for double in range(500, MANY, 2000):
        lines[double] = lines[double - 1]
    found = send(parts, file_of(*lines))
    assert (found.state, found.done, found.content) == (SentState.PREVIEW, MANY, None)
    assert dict(found.counts) == {"new": MANY - BAD - DOUBLE, "refused": BAD, "repeated": DOUBLE}
    assert parts.database["priority_people"].count_documents({}) == 0
    start_import(parts.ports, OFFICER, found.id, context())
    assert run_jobs(parts) == MANY // 2000
    done = view_import(parts.ports, OFFICER, found.id)
    assert (done.state, done.done, dict(done.counts)) == (SentState.DONE, MANY, dict(found.counts))
    assert parts.database["priority_people"].count_documents({}) == MANY - BAD - DOUBLE
    refused = [one for one in rows_of(parts.ports, OFFICER, found.id, -1, MANY) if one.report["faults"]]
    assert [one.report["row"] for one in refused] == [bad + 2 for bad in range(0, MANY, 1000)]


def test_a_job_that_was_cut_off_goes_on_where_it_was(parts: Parts) -> None:
    lines = [f"Người Thứ {number},1/2/1981,{10**10 + number:012d}," for number in range(450)]
    found = send(parts, file_of(*lines))
    start_import(parts.ports, OFFICER, found.id, context())
    half = take_sent(parts.ports, found.id, context(), 1)
    assert (half.state, half.done) == (SentState.TAKING, 200)
    run_jobs(parts)
    assert view_import(parts.ports, OFFICER, found.id).state is SentState.DONE
    assert parts.database["priority_people"].count_documents({}) == 450
    again = take(parts, send(parts, file_of(*lines)))
    assert dict(again.counts) == {"known": 450}
    assert parts.database["priority_people"].count_documents({}) == 450


def test_a_person_is_loaded_as_it_was_saved(parts: Parts) -> None:
    take(parts, send(parts, file_of("Lê Thị Cúc,2/5/1979,,Thôn 1")))
    (id,) = [one["_id"] for one in parts.database["priority_people"].find()]
    person = parts.work.load(Key(PriorityPerson, id)).get(PriorityPerson, id)
    assert person is not None
    assert (person.facts.name, person.facts.birth_date) == ("Lê Thị Cúc", date(1979, 5, 2))
    assert [one.list_id for one in person.entries] == ["H99.52:merit"]


def test_a_dossier_of_somebody_on_a_list_goes_first_from_its_filing_on(
    parts: Parts, client: Any, sign_in: Callable[[str], dict[str, str]]
) -> None:
    take(parts, send(parts, file_of("Nguyễn Văn Bình,3/11/1983,001083000001,")))
    confirm(parts)
    young = {**FILING["applicant"], "birth_date": "1983-11-03", "identity_number": "001083000001"}  # type: ignore[dict-item]
    code = client.post("/api/intake/v1/dossiers", json={**FILING, "applicant": young}).json["code"]
    shown = client.get(f"/api/intake/v1/dossiers/{code}", headers=sign_in("reception")).json
    assert shown["priority"] is True
    dossier = parts.work.load(Key(Dossier, code)).get(Dossier, code)
    assert dossier is not None
    assert dossier.priority is not None
    assert dossier.priority.groups == ("merit",)
    assert "merit" not in str(parts.database[COLLECTION].find_one({"_id": code})["priority"])  # type: ignore[index]


def test_a_document_of_an_earlier_make_keeps_its_place_and_its_reason(parts: Parts) -> None:
    parts.work.commit(Change(saved=(filed(),)), context())
    collection = parts.database[COLLECTION]
    collection.update_one({}, {"$set": {"priority": True}, "$unset": {"first": ""}})
    assert mark_the_first(parts.database, COLLECTION) == 1
    dossier = parts.work.load(Key(Dossier, filed().code)).get(Dossier, filed().code)
    assert dossier is not None
    assert dossier.priority is not None
    assert dossier.priority.grounds[0].basis is Basis.AGE
    assert parts.queries.page(DossierQuery("H99.11"), parts.clock(), parts.calendars.current()).items[0].priority


def kept(parts: Parts, minutes: Sequence[tuple[int, bool]]) -> None:
    """New dossiers, so many minutes old, some of them with priority."""
    first = Priority((Ground(Basis.AGE, ("older",), MONDAY_EIGHT, "service:intake"),))
    dossiers = [
        replace(
            filed(f"H99.11-261005-{number:04d}"),
            filed_at=MONDAY_EIGHT - timedelta(minutes=age),
            priority=first if preferred else None,
            owner_token_hash=f"{number:064d}",
        )
        for number, (age, preferred) in enumerate(minutes, 1)
    ]
    parts.work.commit(Change(saved=tuple(dossiers)), context())


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_the_desks_list_is_the_order_of_turns_however_its_pages_are_cut(parts: Parts, clock: Clock, limit: int) -> None:
    ages = [(number * 37 % 2000, number % 3 != 0) for number in range(24)]
    kept(parts, ages)
    lines: dict[bool, list[Waiting[str]]] = {True: [], False: []}
    for number, (age, preferred) in enumerate(ages, 1):
        waiting = Waiting(f"H99.11-261005-{number:04d}", MONDAY_EIGHT - timedelta(minutes=age), preferred)
        lines[preferred].append(waiting)
    for line in lines.values():
        line.sort(key=lambda one: (one.since, one.key))
    rules = OrderRules(4, timedelta(days=1))
    wanted = [one.waiting.key for one in in_order(lines[True], lines[False], clock.now, rules)]
    seen: list[str] = []
    query = DossierQuery("H99.11", (Status.FILED,), limit=limit)
    while True:
        page = parts.queries.page(query, parts.clock(), parts.calendars.current())
        seen += [one.code for one in page.items]
        clock.forward(minutes=5)  # the next page is of the same list, whenever it is asked for
        if page.next is None:
            break
        query = replace(query, cursor=page.next)
    assert seen == wanted


def test_a_page_of_work_reads_two_short_ranges_of_one_index(parts: Parts) -> None:
    kept(parts, [(number, number % 2 == 0) for number in range(60)])
    for first in (True, False):
        wanted = {"unit": "H99.11", "status": {"$in": [1]}, "first": first}
        found = parts.database[COLLECTION].find(wanted).sort([("order_at", 1), ("_id", 1)]).limit(6).hint("work")
        plan = found.explain()
        assert "'SORT'" not in str(plan["queryPlanner"]["winningPlan"])
        assert plan["executionStats"]["totalDocsExamined"] <= 6


def test_another_lists_cursor_is_none_of_this_one(parts: Parts) -> None:
    for cursor in ("x", "W10", "WzEsMl0", "AAAA"):
        with pytest.raises(ValueError, match="cursor"):
            parts.queries.page(DossierQuery("H99.11", cursor=cursor), datetime.now(UTC), parts.calendars.current())
