"""The agency's own program keeps to the published contract, and answers the same however often it is asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.simulators.agency.behaviour import BadOrder, ordered
from deploy.simulators.agency.desk import Desk
from deploy.simulators.agency.messages import (
    Recall,
    Reply,
    Task,
    Unreadable,
    acknowledgement,
    decision,
    progress,
    read_letter,
    read_task,
    refusal,
)
from deploy.simulators.agency.sheet import BadSheet, decoded, read_sheet
from deploy.simulators.agency.signing import BadSignature, sign, verify
from services.routing.domain.agency import new_agency
from services.routing.gateways.connection_sheets import SheetFolder
from shared.bus.opening import read_envelope
from shared.security.keys import new_signing_key, public_json
from shared.security.signatures import sign_detached
from tests.unit.routing.world import READINGS

ROOT = Path(__file__).parents[3]
TASK = Task("H99.11-261005-0001:1", "H99.11-261005-0001", "Cấp giấy phép", "letter", "story-0001")
CENTRE = new_signing_key()
MINE = new_signing_key()


def contract(type: str) -> dict[str, Any]:
    """What is published of an event type."""
    found: dict[str, Any] = json.loads((ROOT / f"shared/contracts/events/{type}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    "reply",
    [acknowledgement("H99-11-02", TASK, "Tổ 1"), decision("H99-11-02", TASK, False), decision("H99-11-02", TASK, True)],
)
def test_every_reply_fits_the_contract_and_can_be_read_by_routing(reply: Reply) -> None:
    jsonschema.validate(json.loads(reply.body)["data"], contract(reply.type)["schema"])
    received = read_envelope(reply.body, {}, readings=READINGS, routing_key=f"H99-11-02.{reply.type}")
    assert (received.subject, received.source) == (TASK.dossier, "/agency/H99-11-02")
    assert received.correlation_id == TASK.correlation_id
    assert received.causation_id == TASK.message_id


def test_the_published_example_of_a_task_can_be_read_by_the_agency() -> None:
    example = contract("agency.task.assigned.v1")["example"]
    body = json.dumps(example if "data" in example else {"id": "1", "type": "agency.task.assigned.v1", "data": example})
    assert read_task(body.encode()).dossier


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"type": "other"}', b'{"type": "agency.task.assigned.v1"}'])
def test_what_is_no_task_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_task(body)


def test_a_task_that_comes_again_gets_the_same_answers_byte_for_byte() -> None:
    desk = Desk("H99-11-02", "Tổ 1", work_seconds=2)
    first = desk.take(TASK, 1, now=0)
    assert desk.done(now=1) == []
    again = desk.take(TASK, 2, now=1)
    assert again.body == first.body
    assert [tag for tag, _ in desk.done(now=9)] == [1, 2]


def test_the_ids_of_answers_follow_from_the_task_also_in_another_life_of_the_program() -> None:
    one, other = acknowledgement("H99-11-02", TASK, "Tổ 1"), acknowledgement("H99-11-02", TASK, "Tổ 1")
    assert one.id == other.id
    assert one.id != decision("H99-11-02", TASK, False).id


def test_papers_are_asked_for_where_the_procedure_is_marked_and_the_decision_follows_their_coming() -> None:
    desk = Desk("H99-11-02", "Tổ 1", work_seconds=2, supplement_for=frozenset({"1.013815"}))
    marked = replace(TASK, procedure_code="1.013815")
    desk.take(marked, 1, now=0)
    ((tag, asked),) = desk.done(now=9)
    assert asked is not None
    assert (tag, asked.type, json.loads(asked.body)["sequence"]) == (1, "agency.supplement.requested.v1", 2)
    desk.take(replace(marked, resumed=True), 2, now=10)
    ((tag, decided),) = desk.done(now=19)
    assert decided is not None
    assert (tag, decided.type, json.loads(decided.body)["sequence"]) == (2, "agency.task.decided.v1", 3)


def test_papers_are_asked_for_of_every_nth_task_the_same_ones_each_time() -> None:
    desk = Desk("H99-11-02", "Tổ 1", work_seconds=0, behaviour=ordered(["supplement"]))
    desk.take(TASK, 1, now=0)
    assert [reply.type for _, reply in desk.done(now=9) if reply] == ["agency.supplement.requested.v1"]


def test_an_agency_that_tells_its_progress_counts_it_among_its_answers() -> None:
    desk = Desk("H99-11-02", "Tổ 1", work_seconds=0, behaviour=ordered(["progress"]))
    first, told = desk.take(TASK, 1, now=0), desk.on_the_way(TASK)
    ((_, decided),) = desk.done(now=9)
    assert told is not None
    assert decided is not None
    assert [json.loads(one.body)["sequence"] for one in (first, told, decided)] == [1, 2, 3]
    assert desk.on_the_way(replace(TASK, resumed=True)) is None


def test_an_agency_refuses_what_it_is_ordered_to_and_is_slow_with_some() -> None:
    desk = Desk("H99-11-02", "Tổ 1", work_seconds=1, behaviour=ordered(["refuse", "slow=30/1"]))
    desk.take(TASK, 1, now=0)
    assert desk.done(now=30) == []
    assert [reply.type for _, reply in desk.done(now=31) if reply] == ["agency.task.refused.v1"]


@pytest.mark.parametrize(
    "order", ["", "sleepy", "slow", "twice=3", "slow=x", "deny/x", "deny/0", "slow=-1", "away=1/-2"]
)
def test_an_order_that_is_not_understood_is_told(order: str) -> None:
    with pytest.raises(BadOrder):
        ordered([order])


def test_of_every_third_task_about_a_third_is_met_the_same_ones_each_time() -> None:
    met = [number for number in range(300) if ordered(["twice/3"]).meets("twice", f"H99.11-261005-{number:04d}:1")]
    assert 60 < len(met) < 140
    assert met == [n for n in range(300) if ordered(["twice/3"]).meets("twice", f"H99.11-261005-{n:04d}:1")]


def test_a_letter_that_is_too_large_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="bytes"):
        read_letter(b" " * (1024 * 1024 + 1))


def test_a_recalled_task_is_settled_without_an_answer() -> None:
    desk = Desk("H99-11-02", "Tổ 1", work_seconds=2)
    desk.take(TASK, 1, now=0)
    desk.drop(Recall(TASK.id, "Người nộp rút hồ sơ"))
    assert desk.done(now=9) == [(1, None)]


def test_a_step_that_does_not_decide_is_answered_with_done() -> None:
    reply = decision("H99-11-02", replace(TASK, decides=False), denied=False)
    assert json.loads(reply.body)["data"]["decision"] == "done"


def test_the_published_letters_can_all_be_read_by_the_agency() -> None:
    resumed = read_letter(json.dumps(contract("agency.task.resumed.v1")["example"]).encode())
    assert isinstance(resumed, Task)
    assert resumed.resumed
    recalled = read_letter(json.dumps(contract("agency.task.recalled.v1")["example"]).encode())
    assert isinstance(recalled, Recall)


def test_after_a_lost_connection_nothing_is_settled_that_the_broker_brings_again() -> None:
    desk = Desk("H99-11-02", "Tổ 1", work_seconds=0)
    desk.take(TASK, 1, now=0)
    desk.clear_hands()
    assert desk.done(now=9) == []


def test_both_sides_sign_alike() -> None:
    key = Ed25519PrivateKey.from_private_bytes(decoded(str(MINE.as_dict(private=True)["d"])))
    body = '{"tên": "Lan"}'.encode()
    verify(body, sign_detached(body, MINE), {str(MINE.kid): key.public_key()})
    with pytest.raises(BadSignature):
        verify(body + b" ", sign(body, key, str(MINE.kid)), {str(MINE.kid): key.public_key()})
    with pytest.raises(BadSignature, match="unknown key"):
        verify(body, sign(body, key, "stranger"), {str(MINE.kid): key.public_key()})


@pytest.mark.parametrize("jws", [None, "", "a.b.c", "..", "x..y", b"bytes", "e30..AA"])
def test_what_is_no_signature_is_refused(jws: object) -> None:
    with pytest.raises(BadSignature):
        verify(b"{}", jws, {})


def test_a_sheet_holds_all_that_an_agency_needs_and_is_for_its_eyes_only(tmp_path: Path) -> None:
    agency = new_agency("H99.11.02", "Phòng Nghiệp vụ Y Dược", "Medical Affairs", "H99")
    folder = SheetFolder(tmp_path / "sheets", "amqp://routing:secret@127.0.0.1:5672/motcua", public_json([CENTRE]))
    path = folder.write(agency, folder.credentials(agency))
    sheet = read_sheet(path)
    assert (sheet.key, sheet.user, sheet.queue) == ("H99-11-02", "agency.H99-11-02", "agency.H99-11-02.tasks")
    assert list(sheet.centre_keys) == [CENTRE.kid]
    assert "secret" not in path.read_text("utf-8")
    assert [oct(one.stat().st_mode)[-3:] for one in sorted((tmp_path / "sheets").iterdir())] == ["600", "600"]
    assert folder.credentials(agency).password in path.read_text("utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"agency": {"key": "A", "name": "B"}}'])
def test_a_broken_sheet_is_told_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(content, "utf-8")
    with pytest.raises(BadSheet, match=str(path)):
        read_sheet(path)


@pytest.mark.parametrize("reply", [progress("H99-11-02", TASK), refusal("H99-11-02", TASK, 1)])
def test_what_not_every_centre_reads_fits_the_contract_where_it_is_published(reply: Reply) -> None:
    if (ROOT / f"shared/contracts/events/{reply.type}.json").exists():
        jsonschema.validate(json.loads(reply.body)["data"], contract(reply.type)["schema"])
