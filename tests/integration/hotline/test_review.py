"""The weekly review on a real store: its figures are those of an independent query, over API, pages and files."""

from __future__ import annotations

import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from services.hotline.app import Parts
from services.hotline.domain.contact import Contact
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.use_cases.file_petition import file_petition
from services.hotline.use_cases.link_petition import link_petition
from services.hotline.use_cases.petition_request import Claim, PetitionRequest
from services.hotline.use_cases.review.make_review import make_due_reviews
from shared.bus.reading import Received
from shared.http.sessions import SESSION_COOKIE
from shared.security.caller import PUBLIC
from tests.integration.hotline.conftest import Clock, SignedIn, hear
from tests.support.pdf_text import pages_of, squeezed
from tests.unit.hotline.fakes import OFFICER, PHONE, context
from tests.unit.hotline.review_desk import FIRST, MEDICAL, SECOND, SOCIAL, WEEK, alarm, case, event, moment, silence

THIRD = "H99.11-261001-0003"
ADDRESS = f"/api/hotline/v1/reviews/{WEEK}"
TEXT = "Chờ mãi không thấy kết quả"


def filed(dossier: str, at: Any) -> Received:
    data = {"procedure": {"code": "1.013817", "name": "Đăng ký hành nghề"}, "filed_at": at.isoformat()}
    return event("intake.dossier.filed.v1", 1, data, subject=dossier, personal={"name": "Ông Tâm", "phone": PHONE})


def petition(parts: Parts, clock: Clock, at: Any, dossier: str, topic: Topic, kind: Kind = Kind.FEEDBACK) -> str:
    """Somebody tells of a dossier whose owner they are."""
    clock.now = at
    request = PetitionRequest(kind, topic, Channel.WEB, TEXT, Contact("Ông Tâm", PHONE))
    code = file_petition(parts.ports, PUBLIC, request, context(PUBLIC, at), address="192.0.2.1").petition.code
    if dossier:
        link_petition(parts.ports, OFFICER, code, Claim(dossier, PHONE), context(OFFICER, at))
    return code


@pytest.fixture
def week(parts: Parts, clock: Clock) -> list[str]:
    """The codes of a week's petitions; the week is over and reviewed."""
    hear(
        parts,
        *(filed(one, moment(-7)) for one in (FIRST, SECOND, THIRD)),
        *case(FIRST, begun=moment(-6), due=moment(1)),
        *case(SECOND, begun=moment(-4), due=moment(2), ended=moment(3), place=MEDICAL),
        *case(THIRD, begun=moment(0), due=moment(9), place=MEDICAL),
        alarm("routing.task.overdue.v1", FIRST, moment(1), due_at=moment(1).isoformat()),
        alarm("routing.task.forecast_late.v1", THIRD, moment(4), MEDICAL, due_at=moment(9).isoformat(), share=80),
        alarm("routing.step.irregular.v1", SECOND, moment(3), MEDICAL, kind="wrong_role", about="agency:H99-11-05"),
        silence(moment(2)),
    )
    codes = [
        petition(parts, clock, moment(-2), FIRST, Topic.LATENESS),
        petition(parts, clock, moment(1, 10), FIRST, Topic.LATENESS),
        petition(parts, clock, moment(2), FIRST, Topic.BEHAVIOUR),
        petition(parts, clock, moment(3), SECOND, Topic.FEES),
        petition(parts, clock, moment(3), "", Topic.OTHER),
        petition(parts, clock, moment(4), "", Topic.OTHER, Kind.DENUNCIATION),
    ]
    clock.now = WEEK.end + timedelta(hours=7)
    with ThreadPoolExecutor(4) as workers:  # as many workers as run: one of them makes it
        assert sum(workers.map(lambda _: make_due_reviews(parts.review, clock.now), range(4))) == 1
    return codes


@pytest.fixture
def leader(client: Any, signed_in: SignedIn, week: list[str]) -> Any:
    client.environ_base |= {"HTTP_AUTHORIZATION": signed_in("leader")["Authorization"]}
    return client


def late_by_query(parts: Parts) -> Counter[str]:
    """Agencies of the steps that were over their time in the week: asked of the database, not of the review's code."""
    kept = parts.database["review_facts"].aggregate([
        {"$unwind": "$facts"},
        {"$match": {"facts.at": {"$lt": WEEK.end}, "facts.kind": {"$in": ["dispatched", "ended"]}}},
        {"$group": {
            "_id": "$facts.task",
            "due": {"$max": "$facts.data.due_at"},
            "agency": {"$max": "$facts.data.agency"},
            "ended": {"$max": {"$cond": [{"$eq": ["$facts.kind", "ended"]}, "$facts.at", None]}},
        }},
        {"$set": {"until": {"$ifNull": ["$ended", WEEK.end]}}},
        {"$match": {"due": {"$ne": None}, "until": {"$gt": WEEK.start}, "$expr": {"$lt": ["$due", "$until"]}}},
    ])  # fmt: skip
    return Counter(one["agency"] for one in kept)


def test_its_figures_are_those_of_an_independent_query(parts: Parts, leader: Any, week: list[str]) -> None:
    answer = leader.get(ADDRESS)
    assert answer.status_code == 200
    told, figures = answer.json, answer.json["figures"]
    assert (told["frozen"], told["whole"], len(told["digest"])) == (True, True, 64)
    span = {"received_at": {"$gte": WEEK.start, "$lt": WEEK.end}}
    plain = {**span, "kind": {"$in": ["feedback", "proposal"]}}
    petitions = parts.database["petitions"]
    assert figures["totals"]["received"] == petitions.count_documents(plain) == 4
    assert figures["totals"]["own_path"] == petitions.count_documents({**span, "kind": "denunciation"}) == 1
    assert figures["totals"]["behaviour"] == petitions.count_documents({**plain, "topic": "behaviour"})
    assert Counter(one["agency"] for one in figures["late"]) == late_by_query(parts)
    by_dossier = {one["_id"]: one["codes"] for one in petitions.aggregate(
        [{"$match": {**plain, "dossier": {"$ne": None}}}, {"$group": {"_id": "$dossier", "codes": {"$push": "$_id"}}}]
    )}  # fmt: skip
    behind = {dossier: place["petitions"] for place in figures["places"] for dossier in place["dossiers"]}
    assert {name: sorted(codes) for name, codes in by_dossier.items()} == behind
    assert {one["agency"] for one in figures["places"]} == {SOCIAL["agency"], MEDICAL["agency"]}
    facts = parts.database["review_facts"]
    for kind, name in (("irregular", "irregular"), ("silent", "silent"), ("forecast", "forecast")):
        assert len(figures[name]) == facts.count_documents({"facts.kind": kind})
    earlier = petitions.count_documents({"dossier": FIRST, "received_at": {"$lt": WEEK.end}})
    assert [len(one["petitions"]) for one in figures["repeated"]] == [earlier]


def test_what_comes_later_changes_nothing_of_it(parts: Parts, clock: Clock, leader: Any) -> None:
    before = leader.get(ADDRESS).json
    hear(parts, alarm("routing.task.overdue.v1", THIRD, moment(9), MEDICAL))
    petition(parts, clock, moment(8), FIRST, Topic.LATENESS)
    clock.now = WEEK.end + timedelta(hours=7, minutes=5)
    assert make_due_reviews(parts.review, clock.now) == 0
    assert leader.get(ADDRESS).json == before
    assert leader.get("/api/hotline/v1/reviews/now").json["frozen"] is False


def test_nothing_of_it_lies_open_and_nobody_is_in_it(parts: Parts, leader: Any) -> None:
    decision = {"text": "Nhắc ông Tư làm đúng hạn", "owner": "agency-a", "due": "2026-10-20"}
    assert leader.post(f"{ADDRESS}/decisions", json=decision).status_code == 201
    kept = str(list(parts.database["reviews"].find())) + str(list(parts.database["review_decisions"].find()))
    assert not any(word in kept for word in ("ông Tư", "Thẩm định", FIRST))
    assert not any(word in leader.get(ADDRESS).text for word in ("Ông Tâm", TEXT, PHONE))


def test_a_decision_is_recorded_once_and_followed_by_its_owner(client: Any, leader: Any, signed_in: SignedIn) -> None:
    place = leader.get(ADDRESS).json["figures"]["places"][0]
    body = {"text": "Thêm người thẩm định", "owner": "agency-a", "due": "2026-10-20", "about": place["key"]}
    first, again = (
        leader.post(f"{ADDRESS}/decisions", json=body, headers={"Idempotency-Key": "decide-once-1"}) for _ in range(2)
    )
    assert first.json == again.json
    one = first.json
    assert [each["id"] for each in leader.get("/api/hotline/v1/decisions").json["items"]] == [one["id"]]
    client.environ_base |= {"HTTP_AUTHORIZATION": signed_in("petition-officer")["Authorization"]}
    went_on = f"/api/hotline/v1/decisions/{one['id']}"
    assert client.post(f"{went_on}/drop", json={"text": "Thôi"}).status_code == 403
    stale = client.post(f"{went_on}/done", json={"text": "Xong"}, headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    assert client.post(f"{went_on}/done", json={"text": "Đã thêm người"}).json["state"] == "done"
    assert client.post(f"{went_on}/report", json={"text": "Nữa"}).status_code == 409


def test_page_paper_and_workbook_tell_it_in_both_languages(app: Flask, week: list[str], signed_in: SignedIn) -> None:
    browser = app.test_client()
    browser.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT": "text/html"}
    browser.set_cookie(SESSION_COOKIE, signed_in("leader")["Authorization"].removeprefix("Bearer "))
    paper = browser.get(f"{ADDRESS}.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert squeezed(FIRST) in squeezed(" ".join(pages_of(paper.data)))
    book = load_workbook(io.BytesIO(browser.get(f"{ADDRESS}.xlsx").data))
    assert len(book.sheetnames) == 11
    page = f"/hotline/desk/reviews/{WEEK}"
    assert "Báo cáo tuần 2026-W41" in browser.get(page).text
    refused = browser.post(page, data={"text": "", "owner": "", "due": ""})
    assert (refused.status_code, "Chọn người làm" in refused.text) == (422, True)
    sent = browser.post(page, data={"text": "Thêm người", "owner": "agency-a", "due": "2026-10-20", "about": ""})
    assert sent.status_code == 303
    shown = browser.get("/hotline/desk/reviews?lang=en").text
    assert ("Weekly review" in shown, "Thêm người" in shown) == (True, True)
    address = "/hotline/desk/decisions/" + shown.split('href="/hotline/desk/decisions/')[1].split('"')[0]
    assert browser.post(address, data={"step": "done", "text": "Xong"}).status_code == 303
    assert "Xong" in browser.get(address).text
    assert browser.get("/hotline/desk/reviews/2026-W01").status_code == 404


def test_an_invited_officer_sees_the_own_steps_and_strangers_nothing(client: Any, signed_in: SignedIn,
                                                                     week: list[str]) -> None:  # fmt: skip
    assert client.get(ADDRESS).status_code == 401
    assert client.get(ADDRESS, headers=signed_in("operator")).status_code == 403
    own = client.get(ADDRESS, headers=signed_in("reception")).json
    assert (own["figures"]["totals"], own["figures"]["late"], own["figures"]["behaviour"]) == (None, [], [])
    assert not any(code in str(own) for code in week)
