"""The conformance check finds each fault of a reply, and none in a good one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pika
import pytest

from deploy.simulators.agency.messages import Task, acknowledgement, decision
from deploy.simulators.agency.signing import sign
from deploy.simulators.agency_check import contract
from deploy.simulators.agency_check.__main__ import main
from deploy.simulators.agency_check.dossier import numbering
from deploy.simulators.agency_check.hearing import Heard, faults, heard
from deploy.simulators.agency_check.named import DOSSIERS
from deploy.simulators.agency_check.place import SigningKey
from deploy.simulators.agency_check.report import as_json, is_good, table
from deploy.simulators.agency_check.run import Outcome, Verdict

KEY, USER = "H99-11-02", "agency.H99-11-02"
OWN = SigningKey.new("own")
TASK = Task("H99.11-261005-0001:1", "H99.11-261005-0001", "Cấp giấy phép", "letter", "story-0001")
GOOD = decision(KEY, TASK, denied=False)


def reply(body: bytes = GOOD.body, **changed: Any) -> Heard:
    """A message as the broker brings it; only what is changed is wrong."""
    properties = pika.BasicProperties(
        content_type=contract.agency_side()["content_type"],
        delivery_mode=2,
        user_id=USER,
        headers={"jws": sign(body, OWN.private, OWN.id)},
    )
    return replace(heard(f"{KEY}.{GOOD.type}", properties, body), **changed)


def found(one: Heard) -> str:
    return "; ".join(faults(one, KEY, USER, {OWN.id: OWN.public}))


def other(**changed: Any) -> bytes:
    return json.dumps({**json.loads(GOOD.body), **changed}).encode()


def with_data(**changed: Any) -> bytes:
    event = json.loads(GOOD.body)
    return json.dumps({**event, "data": {**event["data"], **changed}}).encode()


def test_a_good_reply_has_no_fault() -> None:
    assert found(reply()) == ""


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (reply(user=None), "the broker does not vouch for the sender"),
        (reply(routing_key="H99-11-02.agency.task.done.v1"), "the routing key is"),
        (reply(content_type="application/json"), "content_type"),
        (reply(durable=False), "delivery_mode is not 2"),
        (reply(jws=None), "bad signature: the header jws holds no detached signature"),
        (reply(jws=sign(b"other", OWN.private, OWN.id)), "bad signature: the signature does not fit"),
        (reply(b"[]"), "no JSON object"),
        (reply(b"\xff"), "no JSON object"),
        (reply(other(source="/agency/H99-11-01")), "source is '/agency/H99-11-01'"),
        (reply(other(sequence=0)), "envelope: $.sequence"),
        (reply(other(type="agency.task.praised.v1")), "no reply of the contract"),
        (reply(other(time="gestern")), "time is no date with time"),
        (reply(other(time="2099-01-01T00:00:00+07:00")), "is still to come"),
        (reply(other(time="2026-01-01T00:00:00")), "time has no offset"),
        (reply(with_data(decision="perhaps")), "data: $.decision"),
        (reply(with_data(decision="denied", note=" ")), "denied without a reason in note"),
        (reply(with_data(note="x" * 2_000_000)), "more than the centre reads"),
    ],
)
def test_each_fault_is_named(one: Heard, said: str) -> None:
    assert said in found(one)


def test_answers_are_numbered_from_one_the_acknowledgement_first_and_the_decision_last() -> None:
    first = reply(acknowledgement(KEY, TASK, "Tổ 1").body)
    assert list(numbering("it", [first, reply(), reply()], 1)) == []
    assert list(numbering("it", [reply(other(sequence=3))], 3)) == []
    assert "numbered [1, 3]" in "; ".join(numbering("it", [first, reply(other(sequence=3))], 1))
    turned = [reply(json.dumps({**json.loads(first.body), "sequence": 2}).encode()), reply(other(sequence=1))]
    assert ["first answer" in one or "last answer" in one for one in numbering("it", turned, 1)] == [True, True]


def test_the_outcome_is_a_table_and_json_and_a_status() -> None:
    plain, supplement = DOSSIERS[0], next(one for one in DOSSIERS if one.name == "supplement")
    outcomes = [Outcome(plain, Verdict.PASSED), Outcome(supplement, Verdict.NOT_SHOWN, ["asked for none"])]
    assert table(outcomes).endswith("1 passed, 1 not shown")
    assert json.loads(as_json(outcomes))["dossiers"][1]["reasons"] == ["asked for none"]
    assert (is_good(outcomes, strict=False), is_good(outcomes, strict=True)) == (True, False)
    assert not is_good([*outcomes, Outcome(plain, Verdict.FAILED, ["late"])], strict=False)


def test_the_dossiers_are_listed_and_have_names_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.count("\n") == len({one.name for one in DOSSIERS}) == len(DOSSIERS)
