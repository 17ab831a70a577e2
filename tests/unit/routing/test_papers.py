"""Papers on routing's side: links in letters, files that pass through, what an agency asks for."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from marshmallow import ValidationError

from deploy.simulators.agency.papers import inline_file, issued_paper
from services.routing.consumed import inbox_readings, paper_readings, paper_replies
from services.routing.domain.task import TaskStatus
from services.routing.gateways.links import PAPERS, RESULT, links_by
from services.routing.gateways.signatures import check_signature
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.use_cases import facts, paper_facts
from services.routing.use_cases.dispatch_tasks import dispatch_tasks
from shared.bus import topology
from shared.bus.reading import Received
from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.signed_links import Link, read_link, sign_link
from shared.store.change import Address, Fact
from tests.unit.routing import world as worlds
from tests.unit.routing.world import (
    DOSSIER,
    KEY,
    MONDAY,
    World,
    accepted,
    acknowledgement,
    decision,
    event,
    reply,
    withdrawn,
)

CENTRE = new_signing_key()
KEYS = key_set(public_json([CENTRE]))
TASK = f"{DOSSIER}:1"
DOCUMENT = {"id": "p1", "component": "Đơn đề nghị", "media_type": "application/pdf", "size": 9, "sha256": "a" * 64}
CONTENT = issued_paper(["Giấy phép"])


def _sign(link: Link) -> str:
    return sign_link(link, CENTRE)


LINKS = links_by("https://motcua.example/", _sign)


def _address(key: str) -> Address:
    return Address("agency.tasks", key)


@pytest.fixture(autouse=True)
def _with_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    more = (
        *inbox_readings(WORKING_TIME, _address, LINKS),
        *paper_readings(_address, LINKS),
        *paper_replies(check_signature, topology.agency_user),
    )
    for one in more:
        monkeypatch.setitem(worlds.READINGS, one.type, one)


@pytest.fixture
def world() -> World:
    """The task lies in its agency's queue, with one paper."""
    world = World.ready()
    world.receive(accepted(documents=[DOCUMENT, {**DOCUMENT, "id": "p2", "component": None}]))
    dispatch_tasks(world, world, _address, lambda: world.now, links_of=LINKS)
    return world


def letter(world: World, type: str) -> Fact:
    return [one for one in world.told if one.type == type][-1]


def link_in(address: str) -> Link:
    return read_link(parse_qs(urlsplit(address).query)["link"][0], KEYS, MONDAY)


def result(**file: Any) -> dict[str, Any]:
    return {"name": "Giấy phép", "number": "12/GP", "file": {**inline_file(CONTENT), **file}}


def decided(world: World, given: dict[str, Any]) -> Received:
    data = {"task_id": TASK, "decision": "granted", "note": "", "result": given}
    return reply(facts.AGENCY_DECIDED, data, id="decided", sequence=2, time=MONDAY + timedelta(days=2))


def test_the_task_comes_with_its_papers_each_at_a_link_of_its_own(world: World) -> None:
    told = letter(world, facts.TASK_ASSIGNED).data
    assert [one["name"] for one in told["papers"]] == ["Đơn đề nghị", "Giấy tờ khác"]
    first = told["papers"][0]
    assert urlsplit(first["link"]).path == f"/api/intake/v1/exchange/tasks/{DOSSIER}%3A1/papers/p1"
    assert (link_in(first["link"]).use, link_in(first["link"]).subject) == (PAPERS, TASK)
    assert link_in(told["upload"]["link"]).use == RESULT
    due = world.case().task(TASK).due_at
    assert due is not None
    assert link_in(first["link"]).until >= due + timedelta(days=29), "a late task is still worked on"


def test_papers_that_were_added_by_the_applicants_answer_come_with_the_letter_to_go_on(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(worlds.asking(sequence=2))
    world.receive(worlds.supplemented(documents=[DOCUMENT, {**DOCUMENT, "id": "p9"}]))
    told = letter(world, facts.AGENCY_TASK_RESUMED).data
    assert [one["id"] for one in told["papers"]] == ["p1", "p9"]


def test_a_file_within_a_decision_passes_through_and_is_not_kept(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(decided(world, result()))
    told = letter(world, facts.CASE_DECIDED)
    assert told.personal == {"content": base64.b64encode(CONTENT).decode()}
    assert told.kept == told.data, "once the broker has it, the content is forgotten"
    assert told.data["task_id"] == TASK
    assert told.data["result"]["file"] == {
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "size": len(CONTENT),
        "media_type": "application/pdf",
    }
    kept = world.case().task(TASK).decision
    assert kept is not None
    assert kept.result is not None
    assert "inline" not in json.dumps(dict(kept.result))
    world.receive(replace(decided(world, result()), id="again"))
    assert world.parked == [], "the same decision again changes nothing"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ({"sha256": "0" * 64}, "result-hash-differs"),
        ({"size": 1}, "result-damaged"),
        ({"inline": "not base64!"}, "result-damaged"),
        ({"inline": "A" * 400_000}, "result-too-large"),
        ({"upload_id": "x"}, "result-one-way"),
        ({"inline": None}, "result-one-way"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_by_name(world: World, file: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        decided(world, result(**file))


def asked(**changed: Any) -> Received:
    data = {"task_id": TASK, "papers": ["p1"], "inline": True}
    return reply(paper_facts.AGENCY_PAPERS_REQUESTED, data, **{"id": "asked", **changed})


def sent(**changed: Any) -> Received:
    named = {name: value for name, value in DOCUMENT.items() if name != "component"}
    data = {"task_id": TASK, "dossier": DOSSIER, "papers": [{**named, "name": "Đơn"}], "not_sent": []}
    return replace(
        event("intake.papers.sent.v1", {**data, **changed}, id="sent", subject=f"{TASK}@3"),
        personal={"contents": {"p1": "JVBERg=="}},
    )


def test_an_agency_that_asks_gets_new_links_and_small_papers_within_the_letter(world: World) -> None:
    world.receive(asked())
    told = letter(world, paper_facts.PAPERS_REQUESTED)
    assert (told.data["task_id"], told.data["papers"], told.data["inline"]) == (TASK, ["p1"], True)
    world.receive(sent())
    to_agency = letter(world, paper_facts.AGENCY_PAPERS_SENT)
    assert to_agency.address == _address(KEY)
    assert to_agency.data["papers"][0]["inline"] == "JVBERg=="
    assert link_in(to_agency.data["papers"][0]["link"]).subject == TASK
    assert to_agency.kept is not None
    assert "inline" not in json.dumps(to_agency.kept), "routing keeps none"


def test_asking_is_one_of_the_agencys_replies_so_the_next_one_is_expected(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(asked(sequence=2))
    world.receive(decision(sequence=3))
    assert world.case().task(TASK).status is TaskStatus.DECIDED
    assert world.deferred == []


def test_who_has_the_task_no_more_is_sent_nothing(world: World) -> None:
    world.receive(asked(id="before"))
    world.receive(withdrawn())
    before = len(world.told)
    world.receive(sent())
    world.receive(asked(id="after", sequence=2))
    assert len(world.told) == before
    assert [reason for _, reason in world.parked] == [f"task {TASK} is recalled: its papers are not sent any more"]


def test_whose_result_was_not_taken_is_told_where_another_one_is_awaited(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(decision(sequence=2))
    data = {"task_id": TASK, "dossier": DOSSIER, "reason": "result-infected", "words": "Tệp có vi-rút"}
    world.receive(event("intake.result.refused.v1", data, id="refused", subject=TASK))
    told = letter(world, paper_facts.AGENCY_RESULT_REFUSED)
    assert (told.address, told.data["reason"]) == (_address(KEY), "result-infected")
    assert link_in(told.data["upload"]["link"]).use == RESULT
