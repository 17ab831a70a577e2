"""The whole way of a case, with agencies that know nothing but their connection sheet."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pika

from deploy.simulators.agency.messages import acknowledgement, read_task
from deploy.simulators.agency.sheet import Sheet, read_sheet
from deploy.simulators.agency.signing import sign
from services.routing.domain.case import CaseStatus
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from shared.store.passing import forget_passed
from tests.integration.agencies.centre import Centre, sheet_of, simulator
from tests.support.stack import Broker
from tests.support.waiting import wait_until

A, B = "H99.11.02", "H99.11.01"
EVERY_HOP = (facts.CASE_OPENED, facts.TASK_DISPATCHED, facts.TASK_ASSIGNED, facts.TASK_ACKNOWLEDGED, facts.CASE_DECIDED)


def test_an_accepted_dossier_goes_to_its_agency_and_comes_back_decided(centre: Centre) -> None:
    sheet = centre.provision(A)
    centre.start()
    with simulator(sheet):
        code = centre.accept()
        case = centre.wait_for_status(code, "decided")
    assert case.tasks[0].decision is not None
    assert case.tasks[0].officer_unit == "Phòng Nghiệp vụ Y Dược"
    assert sorted(centre.told(code)) == sorted(EVERY_HOP)
    assert centre.parked() == []
    rows = centre.parts.database["events"].find({"subject": code, "type": facts.CASE_DECIDED})
    assert [(row["actor"], row["correlation_id"]) for row in rows] == [("agency:H99-11-02", f"story of {code}")]
    wait_until(lambda: forget_passed(centre.parts.database), 20)
    (kept,) = centre.parts.database["events"].find({"subject": code, "type": facts.CASE_DECIDED})
    assert b"sealed" not in bytes(kept["body"]), "the paper that the agency issued only passed through"
    assert b"inline" not in bytes(kept["body"])
    centre.give_back(code)
    centre.wait_for_status(code, "closed")


def test_forty_dossiers_are_decided_once_each_by_three_workers_and_a_killed_agency(centre: Centre) -> None:
    sheet = centre.provision(A)
    centre.start(workers=3)
    codes = [centre.accept(priority=number % 7 == 0) for number in range(40)]
    with simulator(sheet) as first:
        wait_until(lambda: any(_is_decided(centre, code) for code in codes), 20)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    with simulator(sheet):
        for code in codes:
            centre.wait_for_status(code, "decided", 40)
    # It keeps no book: killed behind an answer, it gives the same under the same id, at another time. The first counts.
    assert set(centre.parked()) <= {"its id was used before for something else"}
    told = [kind for code in codes for kind in centre.told(code)]
    assert {kind: told.count(kind) for kind in set(told)} == dict.fromkeys(EVERY_HOP, 40)


def test_an_agency_that_is_away_has_no_more_than_the_limit_in_its_queue(centre: Centre) -> None:
    centre.provision(A)
    codes = [centre.accept() for _ in range(30)]
    centre.start(workers=2)
    wait_until(lambda: len(_dispatched(centre, codes)) == 20, 20)
    wait_until(lambda: _waiting_in_queue(centre, "agency.H99-11-02.tasks") == 20, 20)
    wait_until(lambda: all(centre.case(code) for code in codes), 20)
    assert len(_dispatched(centre, codes)) == 20


def test_provisioning_again_changes_neither_password_nor_key(centre: Centre) -> None:
    sheet = centre.provision(A)
    before = sheet_of(sheet), read_sheet(sheet).private_key_id
    assert centre.provision(A) == sheet
    assert (sheet_of(sheet), read_sheet(sheet).private_key_id) == before
    assert [key["kid"] for key in centre.agency("H99-11-02").public_keys] == [before[1]]
    assert oct(sheet.stat().st_mode)[-3:] == "600"


def test_a_letter_by_another_than_the_centre_is_returned_by_the_agency(centre: Centre) -> None:
    sheet = centre.provision(A)
    centre.start()
    with simulator(sheet), centre.channel(centre.vhost.admin_url) as channel:
        channel.basic_publish(
            "agency.tasks",
            "H99-11-02",
            b'{"type": "agency.task.assigned.v1"}',
            pika.BasicProperties(headers={"jws": "forged"}),
        )
        reasons = wait_until(centre.parked, 20)
    assert "given up by agency.H99-11-02.tasks (rejected)" in reasons[0]


class Hand:
    """An agency that answers by hand, as wrongly as a test wants it."""

    def __init__(self, centre: Centre, path: Path) -> None:
        self.centre = centre
        self.sheet: Sheet = read_sheet(path)

    def take(self) -> bytes:
        """The next letter in the queue."""

        def get() -> bytes | None:
            with self.centre.channel(self.sheet.amqp_url) as channel:
                _, _, body = channel.basic_get(self.sheet.queue, auto_ack=True)
                found: bytes | None = body
                return found

        letter = wait_until(get, 20, describe="a letter in the queue")
        assert letter is not None
        return letter

    def send(self, body: bytes, type: str, *, user: str | None, signer: Sheet | None = None) -> None:
        """Publish a reply; without ``user`` it carries no user_id."""
        signer = signer or self.sheet
        headers = {"jws": sign(body, signer.private_key, signer.private_key_id)}
        with self.centre.channel(self.sheet.amqp_url) as channel:
            channel.basic_publish(
                "agency.replies",
                f"{self.sheet.key}.{type}",
                body,
                pika.BasicProperties(headers=headers, user_id=user),
                mandatory=True,
            )


def test_replies_that_are_not_what_they_claim_are_parked_with_their_reason(centre: Centre) -> None:
    hand, other = Hand(centre, centre.provision(A)), Hand(centre, centre.provision(B))
    centre.start()
    code = centre.accept()
    task = read_task(hand.take())
    honest = acknowledgement("H99-11-02", task, "Tổ 1")
    hand.send(honest.body, honest.type, user=None)
    hand.send(_renamed(honest.body, "e2"), honest.type, user=hand.sheet.user, signer=other.sheet)
    foreign = _renamed(acknowledgement("H99-11-01", task, "Tổ 1").body, "e3")
    other.send(foreign, honest.type, user=other.sheet.user)
    hand.send(_renamed(honest.body, "e4", subject="H99.11-261005-9999"), honest.type, user=hand.sheet.user)
    hand.send(b"no event at all", honest.type, user=hand.sheet.user)
    hand.send(
        _renamed(honest.body, "e6", type="intake.dossier.accepted.v1"),
        "intake.dossier.accepted.v1",
        user=hand.sheet.user,
    )
    reasons = wait_until(lambda: found if len(found := centre.parked()) == 6 else None, 20, describe=centre.parked)
    assert sorted(reasons or ()) == sorted(
        [
            "the message has no user_id, so the broker has not checked who sent it",
            "bad signature: the signature does not fit the message or its sender's key",
            f"task {task.id} is not a task of agency H99.11.01",
            "no case of dossier 'H99.11-261005-9999'",
            "body: not a CloudEvents JSON object (JSONDecodeError)",
            "type: nobody here reads this type",
        ]
    )
    case = centre.case(code)
    assert case is not None
    assert case.tasks[0].status is TaskStatus.DISPATCHED


def test_a_parked_reply_that_was_honest_can_be_replayed(centre: Centre) -> None:
    hand = Hand(centre, centre.provision(A))
    agency = centre.agency("H99-11-02")
    centre.parts.database["agencies"].update_one({"_id": agency.id}, {"$set": {"public_keys": []}})
    centre.start()
    code = centre.accept()
    honest = acknowledgement("H99-11-02", read_task(hand.take()), "Tổ 1")
    hand.send(honest.body, honest.type, user=hand.sheet.user)
    wait_until(centre.parked, 20)
    centre.parts.database["agencies"].update_one(
        {"_id": agency.id}, {"$set": {"public_keys": list(agency.public_keys)}}
    )
    centre.parts.parked.replay(centre.parts.parked.page().items[0].id, who="staff:operator", why="the key was given")
    wait_until(lambda: _status(centre, code) is TaskStatus.ACKNOWLEDGED, 20, describe=centre.parked)


def test_agency_and_centre_go_on_after_the_broker_was_away(centre: Centre, broker: Broker) -> None:
    sheet = centre.provision(A)
    centre.start()
    with simulator(sheet):
        centre.wait_for_status(centre.accept(), "decided")
        broker.stop()
        broker.start()
        code = wait_until(lambda: _accept_or_none(centre), 60)
        assert code is not None
        centre.wait_for_status(code, "decided", 60)


def _accept_or_none(centre: Centre) -> str | None:
    try:
        return centre.accept()
    except (pika.exceptions.AMQPError, OSError):
        return None


def _renamed(body: bytes, id: str, **changed: Any) -> bytes:
    return json.dumps({**json.loads(body), "id": id, **changed}, ensure_ascii=False).encode()


def _is_decided(centre: Centre, code: str) -> bool:
    case = centre.case(code)
    return case is not None and case.status is CaseStatus.DECIDED


def _status(centre: Centre, code: str) -> TaskStatus | None:
    case = centre.case(code)
    return case.tasks[0].status if case else None


def _dispatched(centre: Centre, codes: list[str]) -> list[str]:
    return [code for code in codes if _status(centre, code) is TaskStatus.DISPATCHED]


def _waiting_in_queue(centre: Centre, queue: str) -> int:
    with centre.channel(centre.vhost.admin_url) as channel:
        count: int = channel.queue_declare(queue, passive=True).method.message_count
        return count
