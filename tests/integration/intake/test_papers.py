"""Papers over HTTP on a real database: in pieces, judged by content, scanned, opened, handed over, re-used."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.intake.app import Parts, make_app
from services.intake.domain.paper import Paper, Scan
from services.intake.gateways.clamd import Clamd
from services.intake.jobs import look_after_papers, paper_handlers, run_jobs
from services.intake.use_cases.paper_ports import PaperDesk
from shared.store.change import Key
from tests.integration.intake.conftest import FILING, Clock
from tests.support.clamd_server import clamd_server
from tests.unit.intake.paper_samples import EICAR, infected_pdf, jpeg, pdf, png

API = "/api/intake/v1"
SignIn = Callable[[str], dict[str, str]]


class Door:
    """One dossier and what is done with its papers."""

    def __init__(self, client: Any) -> None:
        self.client = client
        filed = client.post(f"{API}/dossiers", json=FILING).json
        self.code: str = filed["code"]
        self.own = {"X-Owner-Token": filed["owner_token"]}
        self.address = f"{API}/dossiers/{self.code}/documents"

    def send(self, content: bytes, headers: dict[str, str] | None = None, name: str = "tệp.pdf", **form: Any) -> Any:
        data = {"file": (io.BytesIO(content), name), **{key: str(value) for key, value in form.items()}}
        return self.client.post(self.address, data=data, headers=headers or self.own)

    def upload(self, content: bytes, **wanted: Any) -> Any:
        body = {"dossier": self.code, "name": "bằng.pdf", "size": len(content), **wanted}
        answer = self.client.post(f"{API}/uploads", json=body, headers=self.own)
        assert answer.status_code == 201, answer.text
        return answer.json

    def piece(self, upload: Any, content: bytes, number: int, **headers: str) -> Any:
        start = (number - 1) * upload["piece_bytes"]
        piece = content[start : start + upload["piece_bytes"]]
        where = f"{API}/uploads/{upload['id']}/parts/{number}"
        return self.client.put(where, data=piece, headers={**self.own, **headers})

    def complete(self, upload: Any, **body: Any) -> Any:
        return self.client.post(f"{API}/uploads/{upload['id']}/complete", json=body, headers=self.own)


@pytest.fixture
def door(client: Any) -> Door:
    return Door(client)


def work_off(parts: Parts, desk: PaperDesk | None = None) -> None:
    """What the timer does until nothing is due."""
    handlers = paper_handlers(parts.work, desk or parts.papers.desk)
    while run_jobs(parts.jobs, handlers, parts.clock()):
        pass


def paper_of(parts: Parts, id: str) -> Paper:
    found = parts.work.load(Key(Paper, id)).get(Paper, id)
    assert found is not None
    return found


def test_a_large_file_goes_on_where_the_line_broke_and_comes_out_as_it_went_in(door: Door, parts: Parts) -> None:
    content = pdf(True, True, False, True)
    assert len(content) > 20_000, "more than one request may bring"
    upload = door.upload(content, component=1)
    for number in range(upload["pieces"], 1, -1):
        digest = base64.b64encode(
            hashlib.sha256(content[(number - 1) * upload["piece_bytes"] :][: upload["piece_bytes"]]).digest()
        ).decode()
        assert door.piece(upload, content, number, **{"Content-Digest": f"sha-256=:{digest}:"}).status_code == 204
    assert door.complete(upload).json["type"] == "/problems/pieces-missing"
    where = f"{API}/uploads/{upload['id']}"
    assert door.client.get(where, headers=door.own).json["missing"] == [1]
    for _ in range(2):
        assert door.piece(upload, content, 1).status_code == 204
    done = door.complete(upload, sha256=hashlib.sha256(content).hexdigest())
    assert done.status_code == 201, done.text
    assert door.complete(upload).json["id"] == done.json["id"]
    assert done.json["sha256"] == hashlib.sha256(content).hexdigest()
    assert door.piece(upload, content, 1).status_code == 409
    got = door.client.get(f"{door.address}/{done.json['id']}", headers=door.own)
    assert got.data == content
    assert got.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"
    work_off(parts)
    shown = door.client.get(door.address, headers=door.own).json
    assert (shown["items"][0]["pages"], shown["items"][0]["blank_pages"]) == (4, [3])
    assert shown["components"][0]["documents"] == [done.json["id"]]
    assert not shown["components"][0]["missing"]
    picture = door.client.get(f"{door.address}/{done.json['id']}/thumbnail", headers=door.own)
    assert (picture.mimetype, picture.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_a_piece_or_file_damaged_on_its_way_is_not_taken(door: Door) -> None:
    content = pdf()
    upload = door.upload(content)
    wrong = base64.b64encode(bytes(32)).decode()
    answer = door.piece(upload, content, 1, **{"Content-Digest": f"sha-256=:{wrong}:"})
    assert answer.json["type"] == "/problems/piece-damaged"
    for number in range(1, upload["pieces"] + 1):
        door.piece(upload, content, number)
    assert door.piece(upload, bytes(len(content)), 1).json["type"] == "/problems/piece-differs"
    assert door.complete(upload, sha256="0" * 64).json["fields"][0]["pointer"] == "/sha256"
    assert door.client.get(door.address, headers=door.own).json["items"] == []


def test_the_content_decides_and_not_the_name(door: Door) -> None:
    refused = door.send(b"MZ" + bytes(300), name="bang.pdf")
    assert (refused.status_code, refused.json["type"]) == (422, "/problems/file-type-not-taken")
    taken = door.send(jpeg(), name="don.exe").json
    assert (taken["media_type"], taken["name"]) == ("image/jpeg", "don.jpg")


def test_a_download_is_safe_and_kept_by_nobody(door: Door) -> None:
    id = door.send(png(), name="Ảnh chụp bằng.png").json["id"]
    got = door.client.get(f"{door.address}/{id}", headers=door.own)
    assert got.data == png()
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "private, no-store"
    assert got.headers["Content-Disposition"] == (
        "inline; filename=\"anh chup bang.png\"; filename*=UTF-8''%E1%BA%A2nh%20ch%E1%BB%A5p%20b%E1%BA%B1ng.png"
    )


def test_a_stranger_finds_no_paper_and_no_upload(door: Door, sign_in: SignIn) -> None:
    id, upload = door.send(pdf()).json["id"], door.upload(pdf())
    other = Door(door.client)
    for headers in (other.own, {"X-Owner-Token": "x" * 43}):
        for address in (door.address, f"{door.address}/{id}", f"{door.address}/{id}/thumbnail"):
            assert door.client.get(address, headers=headers).status_code == 404
        assert door.client.get(f"{API}/uploads/{upload['id']}", headers=headers).status_code == 404
    assert door.client.get(f"{other.address}/{id}", headers=other.own).status_code == 404
    assert door.client.get(f"{door.address}/{id}").status_code == 401
    assert door.client.get(f"{door.address}/{id}", headers=sign_in("agency-a")).status_code == 403


def test_an_idempotency_key_brings_one_paper(door: Door) -> None:
    headers = {**door.own, "Idempotency-Key": "once"}
    first, second = door.send(pdf(), headers), door.send(pdf(), headers)
    assert first.json == second.json
    assert second.headers["Idempotency-Replayed"] == "true"
    assert door.send(png(), headers).status_code == 422
    assert len(door.client.get(door.address, headers=door.own).json["items"]) == 1


def test_without_a_scanner_everybody_is_told(door: Door, parts: Parts) -> None:

    sent = door.send(pdf()).json
    assert (sent["scan"], sent["scan_text"]) == ("not_scanned", "Chưa quét vi-rút")


def test_a_file_waits_in_quarantine_until_the_scanner_has_spoken(parts: Parts, tmp_path: Path, clock: Clock) -> None:
    """The scanner is away first: nothing is served, nothing is lost, and a timer asks again."""
    path = tmp_path / "clamd.sock"
    desk = replace(parts.papers.desk, scanner=Clamd(str(path)))
    with make_app(replace(parts, papers=replace(parts.papers, desk=desk))).test_client() as opened:
        client: Any = opened
        door = Door(client)
        clean, ill = door.send(pdf()).json["id"], door.send(infected_pdf()).json["id"]
        work_off(parts, desk)
        for id in (clean, ill):
            answer: Any = client.get(f"{door.address}/{id}", headers=door.own)
            assert answer.json["type"] == "/problems/paper-not-scanned-yet"
            assert paper_of(parts, id).scan is Scan.PENDING
        with clamd_server(path, EICAR):
            clock.forward(minutes=2)
            work_off(parts, desk)
        assert client.get(f"{door.address}/{clean}", headers=door.own).data == pdf()
        assert paper_of(parts, clean).findings is not None
        answer = client.get(f"{door.address}/{ill}", headers=door.own)
        assert answer.json["type"] == "/problems/paper-infected"
        assert paper_of(parts, ill).findings is None, "an infected file is never opened"
        shown: Any = client.get(door.address, headers=door.own).json
        shown = shown["items"]
        assert {one["scan"] for one in shown} == {"clean", "infected"}


def test_papers_that_came_before_the_scanner_are_scanned_once_there_is_one(
    door: Door, parts: Parts, tmp_path: Path
) -> None:
    id = door.send(infected_pdf()).json["id"]
    work_off(parts)
    desk = replace(parts.papers.desk, scanner=Clamd(str(tmp_path / "clamd.sock")))
    with clamd_server(tmp_path / "clamd.sock", EICAR):
        look_after_papers(parts.work, desk, parts.context("test"))
        work_off(parts, desk)
    assert paper_of(parts, id).scan is Scan.INFECTED


def test_what_never_became_a_paper_is_cleared_away_and_nothing_else(door: Door, parts: Parts, clock: Clock) -> None:
    content = pdf()
    kept, upload = door.send(content).json["id"], door.upload(content)
    door.piece(upload, content, 1)
    work_off(parts)
    parts.database["paper_files.files"].update_many(
        {"metadata.file": kept}, {"$set": {"metadata.loose": clock.now}}
    )  # as a crash right after the paper was written leaves it
    look_after_papers(parts.work, parts.papers.desk, parts.context("test"))
    assert door.client.get(f"{API}/uploads/{upload['id']}", headers=door.own).json["pieces"]
    clock.forward(days=1, minutes=1)
    look_after_papers(parts.work, parts.papers.desk, parts.context("test"))
    assert door.client.get(f"{API}/uploads/{upload['id']}", headers=door.own).status_code == 404
    assert parts.papers.files.pieces(upload["id"]) == {}
    clock.forward(days=30)
    look_after_papers(parts.work, parts.papers.desk, parts.context("test"))
    assert door.client.get(f"{door.address}/{kept}", headers=door.own).data == content
    assert door.client.get(f"{door.address}/{kept}/thumbnail", headers=door.own).status_code == 200


def test_a_paper_digitised_once_is_used_again_next_time(door: Door, parts: Parts, sign_in: SignIn) -> None:
    officer = sign_in("reception")
    assert door.send(pdf(True, True), officer).json["fields"][0]["pointer"] == "/shown"
    scanned = door.send(pdf(True, True), officer, component=1, shown="original", counted=3).json
    work_off(parts)
    shown = door.client.get(door.address, headers=officer).json["items"][0]
    assert (shown["digitised"], shown["shown"], shown["added_by"]) == (True, "original", "staff:reception")
    assert (shown["pages"], shown["counted"], shown["miscounted"]) == (2, 3, True)

    later = Door(door.client)
    store = f"{API}/dossiers/{later.code}/reusable-documents"
    assert later.client.get(store, headers=later.own).status_code == 401, "the link alone opens no store"
    assert later.client.get(store, headers=officer).status_code == 422
    offered = later.client.get(f"{store}?card_seen=true", headers=officer).json["items"]
    assert [one["id"] for one in offered] == [scanned["id"]]
    body = {"document": scanned["id"], "component": 1, "card_seen": True}
    reused = later.client.post(store, json=body, headers=officer)
    assert (reused.status_code, reused.json["reused"], reused.json["pages"]) == (201, True, 2)
    got = later.client.get(f"{later.address}/{reused.json['id']}", headers=later.own)
    assert got.data == pdf(True, True)
    assert later.client.get(f"{store}?card_seen=true", headers=officer).json["items"] == []


def test_no_name_of_a_file_lies_in_plain(door: Door, parts: Parts) -> None:
    door.send(pdf(), name="Bằng của Đào.pdf")
    door.upload(pdf(), name="Bằng của Đào.pdf")
    for name in parts.database.list_collection_names():
        for document in parts.database[name].find():
            assert "của Đào" not in str(document), name


def test_acceptance_tells_which_papers_came_and_names_none(door: Door, parts: Parts, sign_in: SignIn) -> None:
    sent = door.send(pdf(), component=1, name="Bằng của Đào.pdf").json
    work_off(parts)
    assert door.client.post(f"{API}/dossiers/{door.code}/accept", headers=sign_in("reception")).status_code == 200
    event: Any = parts.database["events"].find_one({"type": "intake.dossier.accepted.v1"})
    assert sent["sha256"].encode() in event["body"]
    assert "Đào.pdf".encode() not in event["body"]
    assert door.send(pdf()).json["type"] == "/problems/papers-closed"
