"""Agencies at the door over HTTP, on a real database and with a scanner: their links, papers and results."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.app import Parts
from services.intake.composition.exchange import exchange_handlers
from services.intake.consumed import readings
from services.intake.domain.dossier import Dossier
from services.intake.domain.paper import Scan, Source
from services.intake.gateways.clamd import Clamd
from services.intake.jobs import paper_handlers, run_jobs
from services.intake.use_cases.exchange import facts
from shared.bus.reading import Received
from shared.security.keys import read_signing_key
from shared.security.signed_links import Link, sign_link
from shared.store.change import Change, Context, Key
from shared.store.passing import forget_passed
from tests.integration.intake.test_papers import Door, paper_of, work_off
from tests.support.clamd_server import clamd_server
from tests.unit.intake.paper_samples import EICAR, infected_pdf, pdf

API = "/api/intake/v1/exchange/tasks"
READINGS = {one.type: one for one in readings("ha-son")}
SignIn = Callable[[str], dict[str, str]]


class Agency:
    """An agency with the letter of one task: all that it knows are links."""

    def __init__(self, parts: Parts, client: Any, code: str) -> None:
        self.parts, self.client, self.task = parts, client, f"{code}:1"
        self.key = read_signing_key(parts.settings.secrets_dir.parent / "routing" / "centre.private.json")
        self.number = 0

    def link(self, use: str = "task-papers", **lasts: float) -> str:
        until = self.parts.clock() + timedelta(**lasts or {"days": 30})
        return sign_link(Link(use, self.task, "H99-11-02", until), self.key)

    def papers(self, link: str | None = None, id: str = "") -> Any:
        return self.client.get(f"{API}/{self.task}/papers{id and '/' + id}?link={link or self.link()}")

    def upload(self, content: bytes, sum: bytes | None = None, **headers: str) -> Any:
        digest = base64.b64encode(sum or hashlib.sha256(content).digest()).decode()
        sent = {"Content-Type": "application/octet-stream", "Content-Digest": f"sha-256=:{digest}:", **headers}
        return self.client.put(f"{API}/{self.task}/result?link={self.link('task-result')}", data=content, headers=sent)

    def decide(self, file: dict[str, Any], content: bytes = b"") -> None:
        """Routing tells that the task was dispatched, and that it decided the case."""
        at, task = (
            self.parts.clock().isoformat(),
            {"task_id": self.task, "agency": "H99.11.02", "agency_name": "Phòng Y"},
        )
        self.hear("routing.task.dispatched.v1", {**task, "dispatched_at": at})
        result = {"name": "Giấy phép", "number": "12/GP", "file": file}
        personal = {"content": base64.b64encode(content).decode()} if content else {}
        decided = {**task, "decision": "granted", "decided_at": at, "result": result}
        self.hear("routing.case.decided.v1", decided, personal)

    def hear(self, type: str, data: dict[str, Any], personal: dict[str, Any] | None = None) -> None:
        """As the consumer hands it in."""
        reading, at, self.number = READINGS[type], self.parts.clock(), self.number + 1
        code, loaded = self.task.partition(":")[0], reading.schema().load(data)
        received = Received(
            f"e{self.number}", type, "/motcua/routing", code, self.number, at, loaded, personal or {}, "story"
        )
        change = reading.apply(received, self.parts.work.load(*reading.needs(received)))
        self.parts.work.commit(change, Context("service:intake", at, "story"))

    def work_off(self, desk: Any = None) -> None:
        given = self.parts.work, desk or self.parts.papers.desk
        handlers = {**exchange_handlers(*given), **paper_handlers(*given)}
        while run_jobs(self.parts.jobs, handlers, self.parts.clock()):
            pass


@pytest.fixture
def door(client: Any) -> Door:
    return Door(client)


@pytest.fixture
def agency(parts: Parts, client: Any, door: Door, sign_in: SignIn) -> Agency:
    """The dossier has one paper and is accepted."""
    assert door.send(pdf(), component=1).status_code == 201
    work_off(parts)
    accepted = client.post(f"/api/intake/v1/dossiers/{door.code}/accept", headers=sign_in("reception"))
    assert accepted.status_code == 200, accepted.text
    return Agency(parts, client, door.code)


def test_a_task_brings_its_papers_and_takes_its_result(agency: Agency, door: Door, parts: Parts) -> None:
    (paper,) = agency.papers().json["items"]
    fetched = agency.client.get(paper["link"])
    assert hashlib.sha256(fetched.data).hexdigest() == paper["sha256"]
    assert paper["name"] != "tệp.pdf", "people call their files by their names"
    content = pdf(True, True, True)
    assert len(content) > 20_000, "more than a plain request may bring"
    uploaded = agency.upload(content)
    assert uploaded.status_code == 201, uploaded.text
    assert agency.upload(content).json == uploaded.json
    assert agency.upload(pdf()).json["type"] == "/problems/result-uploaded-before"
    agency.decide(uploaded.json)
    agency.work_off()
    shown = door.client.get(door.address, headers=door.own).json["items"]
    (result,) = [one for one in shown if one["source"] == "result"]
    assert (result["name"], result["pages"]) == ("Giấy phép 12-GP.pdf", 3)
    assert door.client.get(f"{door.address}/{result['id']}", headers=door.own).data == content
    assert paper_of(parts, result["id"]).source is Source.RESULT
    for answer in (agency.papers(), agency.upload(content)):
        assert (answer.status_code, answer.json["type"]) == (410, "/problems/task-ended")


def test_a_link_that_is_not_good_is_refused_by_name(agency: Agency) -> None:
    other = Agency(agency.parts, agency.client, "H99.11-261005-9999")
    for link, status, slug in (
        (agency.link()[:-3] + "AAA", 403, "link-not-valid"),
        (agency.link(seconds=-1), 410, "link-expired"),
        (agency.link("task-result"), 403, "link-of-another-use"),
        (other.link(), 403, "link-of-another-task"),
    ):
        refused = agency.papers(link)
        assert (refused.status_code, refused.json["type"]) == (status, f"/problems/{slug}")


def test_what_no_result_can_be_is_refused_at_the_door(agency: Agency, parts: Parts) -> None:
    content = pdf()
    most = parts.papers.desk.limits.form_bytes
    assert agency.upload(b"x" * (most + 1)).status_code == 413
    for sent, sum, slug in (
        (content, bytes(32), "result-hash-differs"),
        (b"MZ a program", None, "file-type-not-taken"),
    ):
        refused = agency.upload(sent, sum)
        assert (refused.status_code, refused.json["type"]) == (422, f"/problems/{slug}")
    assert agency.upload(content, **{"Content-Digest": ""}).json["type"] == "/problems/digest-missing"
    assert agency.upload(content, **{"Content-Type": "text/html"}).status_code == 415


def test_an_infected_result_is_told_and_another_one_is_awaited(
    agency: Agency, door: Door, parts: Parts, sign_in: SignIn, tmp_path: Path
) -> None:
    content = infected_pdf()
    file = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "media_type": "application/pdf"}
    desk = replace(parts.papers.desk, scanner=Clamd(str(tmp_path / "clamd.sock")))
    with clamd_server(tmp_path / "clamd.sock", EICAR):
        agency.decide(file, content)
        agency.work_off(desk)
        told = parts.database["events"].find_one({"type": facts.RESULT_REFUSED})
        assert told is not None
        assert b"result-infected" in bytes(told["body"])
        page = door.client.get(f"/desk/dossiers/{door.code}", headers=sign_in("reception")).text
        assert "Tệp kết quả có vi-rút" in page
        assert agency.upload(pdf()).status_code == 201
        agency.work_off(desk)
    (result,) = [one for one in parts.ports.papers_of(door.code) if one.source is Source.RESULT]
    assert result.scan is Scan.CLEAN


def test_what_passes_through_is_sealed_and_then_forgotten(agency: Agency, door: Door, parts: Parts) -> None:
    content = pdf(True)
    file = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "media_type": "application/pdf"}
    agency.decide(file, content)
    (kept,) = parts.database["agency_results"].find()
    assert base64.b64encode(content).decode() not in str(kept)
    agency.work_off()
    assert parts.database["agency_results"].find_one({"content": {"$ne": None}}) is None


def test_a_letter_with_papers_is_shortened_once_the_broker_has_it(agency: Agency, parts: Parts) -> None:
    code, task = agency.task.partition(":")[0], agency.task
    assert parts.work.load(Key(Dossier, code)).get(Dossier, code) is not None
    content = base64.b64encode(pdf()).decode()
    fact = facts.papers_sent(f"{task}@2", task, code, [], [], {"p1": content})
    parts.work.commit(Change(facts=(fact,)), Context("service:intake", parts.clock(), "story"))
    rows = parts.database["events"]
    (row,) = rows.find({"type": facts.PAPERS_SENT})
    whole = bytes(row["body"])
    assert b"sealed" in whole
    assert forget_passed(parts.database) == 0, "the broker has not got it yet"
    parts.outbox.confirm([row["_id"]])
    assert forget_passed(parts.database) == 1
    (row,) = rows.find({"type": facts.PAPERS_SENT})
    assert b"personal" not in bytes(row["body"])
    assert row["digest"] == hashlib.sha256(whole).hexdigest()
    assert "kept" not in row
