"""Tasks given to another agency and opinions over HTTP and the real store: who may, what is told, what stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.routing.app import Parts, address_of
from services.routing.domain.calendar import Calendars
from services.routing.domain.case import Case
from services.routing.domain.task import TaskStatus
from services.routing.published.example import ACKNOWLEDGED, DISPATCHED, OPENED, TASK_ID
from services.routing.store.late_opinions import MongoLateOpinions
from services.routing.use_cases import side_facts
from services.routing.use_cases.ask_opinion import tell_late_opinions
from shared.store.change import Change, Key
from shared.working_time import Calendar
from tests.integration.agencies.conftest import NOW, signed_in

OWN, OTHER = "H99.11.02", "H99.11.01"
API = "/api/routing/v1/tasks"
WHY = {"agency": OTHER, "reason": "Cơ quan cũ quá tải"}
QUESTION = {"agency": OTHER, "question": "Cơ sở có đủ điều kiện không?", "hours": 4}


@pytest.fixture
def in_hand(parts: Parts) -> Case:
    """A case whose agency has it in hand, as the store has it, with the calendars that clocks here run by."""
    calendars = Calendars()
    for one in {agency.calendar for agency in parts.questions.agencies()} | {"H99"}:
        calendars = calendars.with_calendar(one, 1, Calendar(one).to_data())
    calendars = Calendars(version=1, known=calendars.known)
    parts.work.commit(Change(saved=(OPENED, calendars)), parts.context("test"))
    for state in (DISPATCHED, ACKNOWLEDGED):
        parts.work.commit(Change(saved=(state,)), parts.context("test"))
    return ACKNOWLEDGED


def case_of(parts: Parts) -> Case:
    found = parts.work.load(Key(Case, OPENED.id)).get(Case, OPENED.id)
    assert found is not None
    return found


def events(parts: Parts, type: str) -> list[dict[str, Any]]:
    return list(parts.database["events"].find({"type": type}))


@pytest.mark.usefixtures("in_hand")
def test_an_operator_gives_a_task_to_another_agency_and_only_leaders_and_operators_may(
    parts: Parts, client: FlaskClient
) -> None:
    for role, unit in (("agency", OWN), ("reception", "H99.11")):
        refused = client.post(f"{API}/{TASK_ID}/reassign", json=WHY, headers=signed_in(parts, role, unit))
        assert refused.status_code == 403
    operator = signed_in(parts, "operator", "H99.11")
    for _ in ("once", "and again"):
        given = client.post(f"{API}/{TASK_ID}/reassign", json=WHY, headers=operator)
        assert given.status_code == 200
        assert (given.json["agency"], given.json["instead_of"]) == (OTHER, TASK_ID)  # type: ignore[index]
    case = case_of(parts)
    assert [one.status for one in case.tasks] == [TaskStatus.REASSIGNED, TaskStatus.WAITING]
    over = case.tasks[0].handed_over
    assert over is not None
    assert (over.by, over.reason, over.at) == ("staff:operator", WHY["reason"], NOW)
    (told,) = events(parts, side_facts.TASK_REASSIGNED)
    assert told["why"] == WHY["reason"]
    assert len(events(parts, "agency.task.recalled.v1")) == 1


@pytest.mark.usefixtures("in_hand")
def test_a_task_that_cannot_move_says_why_and_unknown_agencies_and_blank_reasons_name_their_field(
    parts: Parts, client: FlaskClient
) -> None:
    leader = signed_in(parts, "leader", "H99.11")
    for body, pointer in (
        ({**WHY, "agency": "H99.99"}, "/agency"),
        ({**WHY, "agency": "nowhere"}, "/agency"),
        ({**WHY, "reason": " "}, "/reason"),
    ):
        answer = client.post(f"{API}/{TASK_ID}/reassign", json=body, headers=leader)
        assert answer.status_code == 422
        assert answer.json["fields"][0]["pointer"] == pointer  # type: ignore[index]
    same = client.post(f"{API}/{TASK_ID}/reassign", json={**WHY, "agency": OWN}, headers=leader)
    assert same.status_code == 409
    for unknown in (f"{OPENED.id}:9", "H99.11-261005-9999:1", "nothing"):
        assert client.post(f"{API}/{unknown}/reassign", json=WHY, headers=leader).status_code == 404


@pytest.mark.usefixtures("in_hand")
def test_an_agency_asks_an_opinion_for_its_own_tasks_alone_and_learns_once_that_it_is_late(
    parts: Parts, client: FlaskClient
) -> None:
    own, other = signed_in(parts, "agency", OWN), signed_in(parts, "agency", OTHER)
    assert client.post(f"{API}/{TASK_ID}/request-opinion", json=QUESTION, headers=other).status_code == 404
    asked = client.post(f"{API}/{TASK_ID}/request-opinion", json=QUESTION, headers=own)
    assert asked.status_code == 200
    assert asked.json["opinion"]["asked_by"] == "staff:agency"  # type: ignore[index]
    late = MongoLateOpinions(parts.database)
    due_at = case_of(parts).tasks[-1].due_at
    assert due_at is not None
    assert late.late(due_at, 10) == []
    after = due_at + timedelta(minutes=1)
    assert late.late(after, 10) == [OPENED.id]
    assert [tell_late_opinions(parts.work, late, address_of, lambda: after) for _ in range(2)] == [1, 0]
    assert len(events(parts, side_facts.AGENCY_OPINION_LATE)) == 1
    assert case_of(parts).tasks[0].status is TaskStatus.ACKNOWLEDGED
