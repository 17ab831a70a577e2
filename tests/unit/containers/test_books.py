"""The books of compose-test: what is lacking, there twice, or told twice outside is found, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.containers.compose_test import books
from deploy.containers.compose_test.books import EXPECTED, Outside, balance
from deploy.containers.compose_test.people import Filed
from deploy.containers.problems import ContainerProblem
from deploy.demo.api import Refused

Json = dict[str, Any]
FILED = [
    Filed("H99.11-261122-0001", "0900000001", "a@thu.example"),
    Filed("H99.11-261122-0002", "0900000002", "b@thu.example"),
]
ARRIVED = {"sms": "delivered", "email": "accepted"}


class World:
    """A system in which everything went well, until a test says otherwise."""

    def __init__(self) -> None:
        self.tasks = {one.code: [{"id": f"{one.code}:1", "status": "decided"}] for one in FILED}
        self.told = {
            one.code: [{"event": event, "channel": channel, "status": ARRIVED[channel]} for event, channel in EXPECTED]
            for one in FILED
        }
        self.phones = [{"phone": f"84{one.phone[1:]}"} for one in FILED for _ in range(3)]
        self.boxes: dict[str, list[Json]] = {one.email: [{}, {}, {}] for one in FILED}

    def case(self, code: str, token: str) -> Json:
        if code not in self.tasks:
            raise Refused("GET /cases was answered with 404")
        return {"status": "decided", "tasks": self.tasks[code]}

    def messages(self, subject: str, token: str) -> list[Json]:
        return self.told[subject]

    def token(self) -> str:
        return "token"

    def balance(self) -> str:
        return balance(
            self,
            self,
            FILED,
            Outside(lambda phones: [one for one in self.phones if one["phone"] in phones], lambda box: self.boxes[box]),
        )


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(books, "SETTLES_WITHIN", 0)
    return World()


def test_what_newer_news_replaced_is_told_by_nobody_outside(world: World) -> None:
    first = FILED[0]
    next(one for one in world.told[first.code] if one["channel"] == "email")["status"] = "superseded"
    with pytest.raises(ContainerProblem, match="the mailbox of"):
        world.balance()
    world.boxes[first.email].pop()
    assert world.balance()


def test_books_that_balance_say_what_was_counted(world: World) -> None:
    assert world.balance() == "2 accepted: 2 cases, 2 tasks, 12 messages, no more"


def test_a_dossier_without_a_case_is_lacking(world: World) -> None:
    del world.tasks[FILED[1].code]
    with pytest.raises(ContainerProblem, match=r"1 of 2 dossiers are not done; H99.11-261122-0002 lacks its case"):
        world.balance()


def test_a_task_that_nobody_decided_is_lacking(world: World) -> None:
    world.tasks[FILED[0].code][0]["status"] = "dispatched"
    with pytest.raises(ContainerProblem, match=r"lacks a decided task \(dispatched\)"):
        world.balance()


def test_a_message_that_did_not_arrive_is_lacking(world: World) -> None:
    world.told[FILED[0].code].pop()
    with pytest.raises(ContainerProblem, match=r"H99.11-261122-0001 lacks result by email"):
        world.balance()


def test_a_second_task_is_found(world: World) -> None:
    world.tasks[FILED[0].code].append({"id": "another", "status": "decided"})
    with pytest.raises(ContainerProblem, match=r"1 faults in 2 dossiers, the first: H99.11-261122-0001 has tasks"):
        world.balance()


def test_a_message_told_twice_is_found(world: World) -> None:
    world.told[FILED[0].code].append(dict(world.told[FILED[0].code][0]))
    with pytest.raises(ContainerProblem, match="has messages"):
        world.balance()


def test_what_arrives_twice_outside_is_found_whatever_the_system_says(world: World) -> None:
    world.phones.append(world.phones[0])
    world.boxes[FILED[1].email].append({})
    with pytest.raises(
        ContainerProblem, match=r"2 faults in 2 dossiers, the first: the phone of H99.11-261122-0001 got 4"
    ):
        world.balance()
