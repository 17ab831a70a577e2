"""Lists over many cases walk an index, and officers see what is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.routing.app import Parts
from services.routing.domain.case import Case, Component, Procedure
from services.routing.domain.opening import tasks_of
from services.routing.domain.route import Route
from services.routing.domain.task import TaskStatus
from services.routing.use_cases.questions import TaskQuery
from shared.store.change import Change, Key
from tests.integration.agencies.conftest import NOW, content, signed_in

SOCIAL, MEDICAL = "1.001653", "1.012278"  # procedures of H99.11.01 and H99.11.02


def open_case(parts: Parts, number: int, procedure: str, *, due_in: int | None = 5, priority: bool = False) -> Case:
    """A case whose task waits; ``due_in`` in days."""
    route = parts.work.load(Key(Route, procedure)).get(Route, procedure)
    assert route is not None
    code = f"H99.11-261005-{number:04d}"
    due = NOW + timedelta(days=due_in) if due_in is not None else None
    case = Case(
        id=code,
        version=1,
        procedure=Procedure(procedure, route.name, "In English"),
        reception="H99.11",
        applicant_kind="citizen",
        components=(Component("Đơn", True),),
        route_code=route.id,
        route_version=route.version,
        priority=priority,
        opened_at=NOW,
        due_at=due,
        tasks=tasks_of(route, code, [due]),
        correlation_id="correlation",
        caused_by="accepted",
    )
    parts.work.commit(Change(saved=(case,)), parts.context("test"))
    return case


def test_an_officer_sees_the_tasks_of_the_own_agency_the_most_urgent_first(parts: Parts, client: FlaskClient) -> None:
    for number, (procedure, due, priority) in enumerate(
        [(SOCIAL, 9, False), (MEDICAL, 1, False), (SOCIAL, 3, False), (SOCIAL, 20, True), (SOCIAL, None, False)]
    ):
        open_case(parts, number + 1, procedure, due_in=due, priority=priority)
    answer = client.get("/api/routing/v1/tasks", headers=signed_in(parts, "agency", "H99.11.01"))
    assert answer.status_code == 200
    assert [one["dossier"][-4:] for one in content(answer)["items"]] == ["0004", "0003", "0001", "0005"]
    refused = client.get("/api/routing/v1/tasks?agency=H99.11.02", headers=signed_in(parts, "agency", "H99.11.01"))
    assert refused.status_code == 403


def test_the_preferred_go_first_but_no_more_than_four_in_a_row_however_pages_are_cut(
    parts: Parts, client: FlaskClient
) -> None:
    for number in range(1, 13):
        open_case(parts, number, SOCIAL, due_in=number, priority=number > 3)
    wanted = ["0004", "0005", "0006", "0007", "0001", "0008", "0009", "0010", "0011", "0002", "0012", "0003"]
    for limit in (2, 5, 20):
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            address = f"/api/routing/v1/tasks?limit={limit}{'&cursor=' + cursor if cursor else ''}"
            answer = content(client.get(address, headers=signed_in(parts, "operator", "H99.11")))
            seen += [one["dossier"][-4:] for one in answer["items"]]
            cursor = answer["next"]
        assert seen == wanted
    assert [one[-4:] for one in parts.waiting.next_cases("H99-11-01", 6)] == wanted[:6]
    assert [one[-4:] for one in parts.waiting.next_cases("H99-11-01", 4)] == ["0004", "0005", "0006", "0001"]


def test_what_is_long_overdue_is_passed_by_nobody(parts: Parts, client: FlaskClient) -> None:
    for number, (due, priority) in enumerate([(-2, False), (-1, True), (3, True)], 1):
        open_case(parts, number, SOCIAL, due_in=due, priority=priority)
    answer = content(client.get("/api/routing/v1/tasks", headers=signed_in(parts, "operator", "H99.11")))
    assert [one["dossier"][-4:] for one in answer["items"]] == ["0001", "0002", "0003"]


def test_pages_of_tasks_lead_from_one_to_the_next_without_a_gap(parts: Parts, client: FlaskClient) -> None:
    for number in range(1, 8):
        open_case(parts, number, SOCIAL, due_in=number % 3)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        address = f"/api/routing/v1/tasks?limit=3{'&cursor=' + cursor if cursor else ''}"
        answer = content(client.get(address, headers=signed_in(parts, "operator", "H99.11")))
        seen += [one["dossier"][-4:] for one in answer["items"]]
        cursor = answer["next"]
    assert seen == ["0003", "0006", "0001", "0004", "0007", "0002", "0005"]


@pytest.mark.parametrize(
    ("role", "unit", "status"),
    [
        ("agency", "H99.11.01", 200),
        ("agency", "H99.11.02", 404),
        ("agency", "H99.11", 200),
        ("reception", "H99.11", 200),
        ("reception", "H99.12", 404),
        ("operator", "H99.11", 200),
        ("petition_officer", "H99.11", 403),
    ],
)
def test_a_case_of_others_looks_like_none(parts: Parts, client: FlaskClient, role: str, unit: str, status: int) -> None:
    case = open_case(parts, 1, SOCIAL)
    answer = client.get(f"/api/routing/v1/cases/{case.id}", headers=signed_in(parts, role, unit))
    assert answer.status_code == status


def test_a_case_that_was_seen_is_not_sent_again(parts: Parts, client: FlaskClient) -> None:
    case, headers = open_case(parts, 1, SOCIAL), signed_in(parts, "operator", "H99.11")
    first = client.get(f"/api/routing/v1/cases/{case.id}", headers=headers)
    again = client.get(f"/api/routing/v1/cases/{case.id}", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_the_pages_show_tasks_and_cases_to_those_who_may(parts: Parts, client: FlaskClient) -> None:
    case = open_case(parts, 1, SOCIAL)
    headers = {**signed_in(parts, "agency", "H99.11.01"), "Accept": "text/html"}
    page = client.get("/routing", headers=headers).get_data(as_text=True)
    assert case.id in page
    assert "Chờ tới lượt gửi" in page
    english = client.get(f"/routing/cases/{case.id}?lang=en", headers=headers).get_data(as_text=True)
    assert "Sent to Phòng Bảo trợ xã hội" in english
    client.delete_cookie("language")
    stranger = client.get("/routing?status=decided", headers={"Accept": "text/html"})
    assert stranger.status_code == 401
    assert "/sign-in?next=/routing%3Fstatus%3Ddecided" in stranger.get_data(as_text=True)


def test_agencies_and_routes_are_listed_whole(parts: Parts, client: FlaskClient) -> None:
    headers = signed_in(parts, "admin", "H99.11")
    agencies = content(client.get("/api/routing/v1/agencies", headers=headers))
    assert [one["key"] for one in agencies["items"]] == ["H99-11-01", "H99-11-02"]
    routes: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        address = f"/api/routing/v1/routes?limit=20{'&cursor=' + cursor if cursor else ''}"
        answer = content(client.get(address, headers=headers))
        routes += answer["items"]
        cursor = answer["next"]
    assert len(routes) == len({one["procedure"] for one in routes}) == parts.database["routes"].count_documents({})


def test_what_waits_is_found_in_order_and_forgotten_when_dispatched(parts: Parts) -> None:
    first, second = open_case(parts, 1, SOCIAL, due_in=5), open_case(parts, 2, SOCIAL, due_in=2)
    assert parts.waiting.agencies_waiting() == ["H99-11-01"]
    assert parts.waiting.next_cases("H99-11-01", 5) == [second.id, first.id]
    parts.work.commit(Change(saved=(second.dispatched(f"{second.id}:1", NOW),)), parts.context("test"))
    assert parts.waiting.next_cases("H99-11-01", 5) == [first.id]
    assert parts.waiting.unacknowledged("H99-11-01") == 1
    parts.work.commit(Change(saved=(first.dispatched(f"{first.id}:1", NOW),)), parts.context("test"))
    assert parts.waiting.agencies_waiting() == []


def test_a_case_comes_back_from_the_store_as_it_was(parts: Parts) -> None:
    case = open_case(parts, 1, MEDICAL, due_in=None)
    assert parts.work.load(Key(Case, case.id)).get(Case, case.id) == case


@pytest.mark.parametrize(
    "query",
    [TaskQuery(agency_key="H99-11-01", limit=5), TaskQuery(limit=5), TaskQuery(status=TaskStatus.WAITING, limit=5)],
)
@pytest.mark.parametrize("paged", [False, True])
def test_every_list_walks_its_index_and_sorts_nothing(parts: Parts, query: TaskQuery, paged: bool) -> None:
    for number in range(1, 30):
        open_case(parts, number, SOCIAL if number % 2 else MEDICAL, due_in=number, priority=number % 5 == 0)
    if paged:
        query = replace(query, after=parts.questions.tasks(query)[-1].turn)
    for line in parts.questions.task_cursors(query):
        plan = line.explain()
        stages = str(plan["queryPlanner"]["winningPlan"])
        assert "COLLSCAN" not in stages
        assert "'SORT'" not in stages
        assert plan["executionStats"]["totalDocsExamined"] <= query.limit
