"""The exchange over the real broker: error messages reach the agency that sent, and nothing that a queue lost stays
lost."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

from deploy.simulators.agency.messages import acknowledgement, read_task
from services.routing.composition.exchange import make_exchange_timer, make_verifier
from services.routing.domain.exchange import Outcome
from services.routing.domain.task import TaskStatus
from services.routing.store.exchange import MongoExchange
from services.routing.use_cases import exchange_facts
from tests.integration.agencies.centre import Centre
from tests.integration.agencies.test_exchange import A, B, Hand, _renamed, _status
from tests.integration.agencies.test_exchange_proof import number
from tests.support.waiting import wait_until


def test_whoever_sent_a_bad_message_is_told_and_nobody_else(centre: Centre) -> None:
    hand, other = Hand(centre, centre.provision(A)), Hand(centre, centre.provision(B))
    centre.start()
    centre.accept()
    task = read_task(hand.take())
    honest = acknowledgement("H99-11-02", task, "Tổ 1")
    foreign = _renamed(acknowledgement("H99-11-01", task, "Tổ 1").body, "e3")
    other.send(foreign, honest.type, user=other.sheet.user)
    hand.send(_renamed(honest.body, "e1"), honest.type, user=None)
    hand.send(_renamed(honest.body, "e2"), honest.type, user=hand.sheet.user, signer=other.sheet)
    hand.send(b"no event at all", honest.type, user=hand.sheet.user)
    hand.send(_renamed(honest.body, "e5", data={"officer_unit": 7}), honest.type, user=hand.sheet.user)
    told = sorted(_refusal(hand.take()) for _ in range(3))
    assert told == [("", "unreadable"), ("e2", "bad_signature"), ("e5", "bad_data")]
    assert _refusal(other.take()) == ("e3", "unknown_task")
    wait_until(lambda: len(centre.parked()) == 5, 20, describe=centre.parked)
    refused = centre.parts.database["exchange"].find({"outcome": Outcome.REFUSED.value})
    assert sorted(row["reason"] for row in refused) == sorted(
        ["unknown_task", "not_checked", "bad_signature", "unreadable", "bad_data"]
    )
    number(centre.parts)
    numbers = {key: number for key, (number, _) in MongoExchange(centre.parts.database).heads().items()}
    assert numbers == {A_KEY: 8, B_KEY: 2}
    assert [make_verifier(centre.parts).prove(key).faults for key in (A_KEY, B_KEY)] == [[], []]


def test_a_letter_that_was_purged_is_sent_again_and_one_in_hand_is_not(centre: Centre) -> None:
    hand = Hand(centre, centre.provision(A))
    parts = replace(centre.parts, settings=centre.parts.settings.replaced(dispatch_again_seconds=0.1))
    centre.start()
    code = centre.accept()
    first = hand.take()
    centre.run("exchange", make_exchange_timer(parts))
    again = hand.take()
    assert again == first
    reply = acknowledgement("H99-11-02", read_task(again), "Tổ 1")
    hand.send(reply.body, reply.type, user=hand.sheet.user)
    wait_until(partial(_acknowledged, centre, code), 20, describe=centre.parked)
    kept = list(centre.parts.database["exchange"].find({"outcome": Outcome.SENT_AGAIN.value}))
    assert {row["message_id"] for row in kept} == {json.loads(first)["id"]}


A_KEY, B_KEY = "H99-11-02", "H99-11-01"


def _acknowledged(centre: Centre, code: str) -> bool:
    return _status(centre, code) is TaskStatus.ACKNOWLEDGED


def _refusal(body: bytes) -> tuple[str, str]:
    event = json.loads(body)
    assert event["type"] == exchange_facts.MESSAGE_REFUSED
    return event["data"]["message_id"] or "", event["data"]["reason"]
