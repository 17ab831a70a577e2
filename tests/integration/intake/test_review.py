"""A review on a real database: the job reads what the store keeps, the API says it, reports come as files."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient

from services.intake.app import Parts, make_bus_parts
from services.intake.composition.review import review_handlers
from services.intake.domain.dossier import Dossier
from services.intake.domain.known_petition import KnownPetition, Topic
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.supplement import RECEPTION
from services.intake.jobs import run_jobs
from shared.security.owner_tokens import digest_owner_token
from shared.store.change import Change
from tests.unit.intake.fakes import NOW
from tests.unit.intake.review_house import at_agency, decided, refused, request, taken, task
from tests.unit.intake.test_review_findings import DAY

CODE = "1.013817"
API = "/api/intake/v1/reviews/rounds"
Headers = dict[str, str]


def kept(parts: Parts, dossier: Dossier) -> Dossier:
    procedure = parts.catalogue.current(CODE, NOW.date())
    assert procedure
    one = replace(
        dossier,
        version=1,
        procedure=ProcedureTaken.of(procedure, None),
        owner_token_hash=digest_owner_token(secrets.token_hex()),
    )
    parts.work.commit(Change(saved=(one,)), parts.context("test"))
    return one


def planned(client: FlaskClient, leader: Headers) -> str:
    plan: dict[str, Any] = {
        "name": "Rà soát năm 2026",
        "basis": "Công văn 6781/SYT-VP",
        "since": "2026-01-01",
        "until": "2026-12-31",
        "procedures": [CODE],
        "officer": "reception",
        "due_on": "2026-10-30",
    }
    answer = client.post(API, json=plan, headers=leader)
    assert answer.status_code == 201, answer.text
    return f"{API}/{answer.json['id']}"  # type: ignore[index]


def test_what_the_store_keeps_is_found_and_goes_all_the_way(
    parts: Parts, client: FlaskClient, sign_in: Callable[[str], Headers]
) -> None:
    late = decided(at_agency(taken(1), task("t1", NOW + DAY, NOW + DAY / 8)), NOW + 3 * DAY)
    kept(parts, late)
    kept(parts, refused(2, "Hồ sơ thiếu giấy xác nhận"))
    paper = kept(parts, taken(3)).procedure.to_bring[0].name.vi
    first = request(RECEPTION, paper, NOW + DAY / 48, NOW + DAY / 40)
    asked = replace(
        at_agency(taken(4), task("t4", NOW + 9 * DAY, NOW + DAY)),
        supplements=(first, request("t4", paper, NOW + 2 * DAY)),
    )
    kept(parts, asked)
    petition = KnownPetition("PA-261006-0001").received(Topic.LATENESS, late.code, NOW, NOW + DAY, 1)
    parts.work.commit(Change(saved=(petition,)), parts.context("test"))
    leader, officer = sign_in("leader"), sign_in("reception")
    round = planned(client, leader)
    review = f"{round}/procedures/{CODE}"

    assert client.post(f"{review}/examine", headers=officer).status_code == 202
    assert run_jobs(parts.jobs, review_handlers(parts.ports, parts.review), parts.clock()) == 1
    found = client.get(review, headers=officer).json
    assert found
    assert (found["state"], found["findings"]["overall"]["received"]) == ("examined", 4)
    counts = {(one["kind"], one["key"]): one["count"] for one in found["findings"]["lines"] if one["count"]}
    assert counts["late_steps", "appraisal@H99.11.02"] == 1
    assert counts["refusals", "papers_missing"] == 1
    assert counts["petitions", "lateness"] == 1
    assert counts["papers_twice", "asked_before:"] == 1
    query = {"kind": "late_steps", "key": "appraisal@H99.11.02"}
    behind = client.get(f"{review}/evidence", query_string=query, headers=officer).json
    assert behind
    assert [one["dossier"] for one in behind["items"]] == [late.code]

    proposal = {"measures": [{"kind": "keep"}], "body": "department", "reason": "Ít hồ sơ"}
    version = client.post(f"{review}/propose", json=proposal, headers=officer).json["version"]  # type: ignore[index]
    decision = {"verdict": "approved", "version": version}
    assert client.post(f"{review}/decide", json=decision, headers=officer).status_code == 403
    assert client.post(f"{review}/decide", json=decision, headers=leader).status_code == 200
    posting = {"day": "2026-10-05", "where": "Cổng thông tin điện tử"}
    assert client.post(f"{review}/post", json=posting, headers=officer).status_code == 200
    report = client.get(f"{round}/report", headers=leader).json
    assert report
    assert report["posted"] == {"count": 1, "of": 1, "percent": 100.0}
    assert client.get(f"{round}/report.xlsx", headers=leader).data[:2] == b"PK"
    assert client.get(f"{round}/report.csv", headers=leader).status_code == 200


def test_a_page_of_dossiers_is_read_from_its_own_index(parts: Parts) -> None:
    for number in range(1, 6):
        kept(parts, refused(number, "Thiếu giấy tờ", at=NOW + DAY * (number // 3)))
    read: list[str] = []
    after = None
    while batch := parts.review.cases.page("H99.11", CODE, NOW - DAY, NOW + 9 * DAY, after, 2):
        read += [one.code for one in batch]
        after = batch[-1]
    assert read == sorted(read)
    assert len(read) == 5
    assert "examine-procedure" in review_handlers(parts.ports, parts.review)
    assert make_bus_parts(parts).timers
