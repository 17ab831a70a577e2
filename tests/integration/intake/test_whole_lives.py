"""The whole life of a dossier over HTTP: every channel with every kind of applicant, and every way that it may end."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.intake.app import Parts
from services.intake.domain.dossier import Dossier
from services.intake.domain.progress import Decision, Outcome, Progress
from services.intake.domain.supplement import Supplement
from services.intake.use_cases.note_silence import note_silence
from services.intake.use_cases.record_progress import record_case_opened, record_decision, record_supplement_request
from shared.security.caller import Caller
from shared.store.change import Key
from tests.integration.intake.conftest import APPLICANT, MONDAY_EIGHT, Clock

API = "/api/intake/v1"
OFFICER = Caller("staff", "reception", frozenset({"reception"}), "H99.11")
PROCEDURE = "1.013814"  # for citizens, businesses, agencies and others
CHANNELS = ("online", "counter", "post", "home", "mobile_point", "agency")
WHO: dict[str, dict[str, Any]] = {
    "citizen": APPLICANT,
    "business": {
        "kind": "business",
        "name": "Công ty TNHH Hoa Gạo",
        "tax_code": "0101234567",
        "phone": "0912 345 678",
        "address": "12 Trần Phú, phường Hà Sơn",
        "representative": {"name": "Phạm Đại Diện", "identity_number": "001170011223"},
    },
    "agency": {"kind": "agency", "name": "Ủy ban nhân dân xã Hòa Bắc", "address": "Xã Hòa Bắc"},
    "other": {"kind": "other", "name": "Hội Chữ thập đỏ", "address": "Phường Hà Sơn"},
}
AUTHORISED = {
    "name": "Lê Hoàng Nam",
    "identity_number": "001190054321",
    "authority": {"kind": "power_of_attorney", "number": "4711", "issued_on": "2026-09-30"},
}


def png() -> str:
    """A drawn signature: the smallest picture that is a real PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\x00\xff\x00\xff" * 2)
    header = struct.pack(">IIBBBBB", 1, 2, 8, 2, 0, 0, 0)
    whole = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(whole).decode()


class Desk:
    """The API as an officer, an owner and routing use it."""

    def __init__(self, client: Any, parts: Parts, clock: Clock) -> None:
        self.client, self.parts, self.clock = client, parts, clock
        self.sent_on = 0

    @property
    def officer(self) -> dict[str, str]:
        """Signed in just now: days pass between the steps."""
        return {"Authorization": f"Bearer {self.parts.ports.tokens.issue(OFFICER, self.clock())}"}

    def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self.client.post(f"{API}{path}", json=body or {}, headers=headers or self.officer)
        assert answer.status_code == status, answer.text
        return answer.json

    def whole(self, code: str) -> Any:
        return self.client.get(f"{API}/dossiers/{code}", headers=self.officer).json

    def file(self, channel: str, who: dict[str, Any], **more: Any) -> tuple[str, str]:
        """Code and owner token of a dossier that came this way."""
        body = {"procedure": PROCEDURE, "channel": channel, "applicant": who, "submitted_by": AUTHORISED, **more}
        arrival = self.arrival(channel)
        if arrival:
            body.setdefault("arrival", arrival)
        headers = {} if channel == "online" else self.officer
        answer = self.client.post(f"{API}/dossiers", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json["code"], answer.json["owner_token"]

    def arrival(self, channel: str) -> dict[str, str] | None:
        if channel == "post":
            return {"tracking_number": "EA 123 456 789 VN", "received_on": "2026-10-05"}
        if channel == "agency":
            self.sent_on += 1
            code = f"000.00.07.H99-261002-{self.sent_on:04d}"
            return {"code": code, "agency_name": "Ủy ban nhân dân phường Hà Sơn"}
        if channel not in ("home", "mobile_point"):
            return None
        plan = {"day": f"{self.clock():%Y-%m-%d}", "kind": channel, "team": "Trần Thu Hà, Lê An", "area": "Xã Hòa Bắc"}
        tour = self.post("/tours", plan, 201)["id"]
        stop = {"who": "Bà Đào", "where": "Thôn 4", "at": "08:30", "phone": "0912 345 678", "procedure": PROCEDURE}
        self.post(f"/tours/{tour}/stops", stop, 201)
        return {"tour": tour, "stop": "1"}

    def hears(self, code: str, rule: Callable[[Dossier], Any]) -> None:
        """What the consumer does with routing's news."""
        dossier = self.parts.work.load(Key(Dossier, code)).get(Dossier, code)
        assert dossier is not None
        self.parts.work.commit(rule(dossier), self.parts.context("test"))

    def opened(self, code: str) -> None:
        self.hears(code, lambda one: record_case_opened(one, Progress(opened_at=self.clock()), 1))

    def decided(self, code: str) -> None:
        decision = Decision(Outcome.GRANTED, self.clock(), "H99.11.01", "Phòng Bảo trợ xã hội", told=4)
        self.hears(code, lambda one: record_decision(one, decision))

    def agency_asks(self, code: str) -> None:
        now = self.clock()
        asked = Supplement("t1", "Phòng", "Bản sao bằng", "Bị mờ", now, now + timedelta(days=21), "agency:H99.11.01")
        self.hears(code, lambda one: record_supplement_request(one, asked))


@pytest.fixture
def desk(client: Any, parts: Parts, clock: Clock) -> Desk:
    return Desk(client, parts, clock)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_dossier_lives_from_its_filing_to_its_return(desk: Desk, channel: str) -> None:
    for kind in WHO:
        live(desk, channel, kind)


def live(desk: Desk, channel: str, kind: str) -> None:
    """All that may happen to one that ends well; how it is handed over turns with the kind of applicant."""
    desk.clock.now = MONDAY_EIGHT
    code, token = desk.file(channel, WHO[kind])
    desk.post(f"/dossiers/{code}/request-supplement", {"wanted": "Bản sao có chứng thực", "reason": "Bản nộp bị mờ"})
    desk.clock.forward(days=1)
    desk.post(f"/dossiers/{code}/supplement", {"text": "Đã nộp"}, **{"X-Owner-Token": token})
    assert desk.post(f"/dossiers/{code}/accept")["status"] == 2
    desk.opened(code)
    assert desk.post(f"/dossiers/{code}/request-payment", {"amount": 500_000})["status"] == 6
    desk.clock.forward(days=1)
    before = desk.whole(code)["due_at"]
    paid = desk.post(f"/dossiers/{code}/record-payment", {"receipt_number": "BL-77"})
    assert paid["status"] == 4
    assert paid["due_at"] > before
    desk.agency_asks(code)
    desk.clock.forward(hours=5)
    assert desk.post(f"/dossiers/{code}/supplement", {"text": "Đã bổ sung"})["status"] == 4
    desk.post(f"/dossiers/{code}/record-loss", {"what": "Thất lạc một bản sao, đã xin cấp lại"})
    desk.decided(code)
    way = {
        "citizen": {"method": "counter", "signed": "drawn", "signature": png()},
        "business": {"method": "counter", "received_by_kind": "representative"},
        "agency": {"method": "electronic"},
        "other": {"method": "post", "tracking_number": "eb 1234 vn"},
    }[kind]
    assert desk.post(f"/dossiers/{code}/return-result", way)["status"] == 10
    if kind == "other":
        desk.post(f"/dossiers/{code}/record-delivery")
    whole = desk.whole(code)
    assert whole["channel"] == channel
    assert whole["submitted_by"]["authority"]["number"] == "4711"
    assert (whole["arrival"] is None) == (channel in ("online", "counter"))
    assert whole["returned"]["method"] == way["method"]
    assert (whole["returned"]["delivered_at"] is not None) == (kind == "other")
    kinds = [line["kind"] for line in whole["timeline"]]
    for expected in ("filed", "accepted", "supplement_asked", "supplemented", "payment_asked", "paid", "lost"):
        assert expected in kinds
    picture = desk.client.get(f"{API}/dossiers/{code}/signature.png", headers=desk.officer)
    assert picture.status_code == (200 if kind == "citizen" else 404)
    if channel in ("home", "mobile_point"):
        tour = desk.client.get(f"{API}/tours/{whole['arrival']['tour']}", headers=desk.officer).json
        assert tour["stops"][0]["status"] == "done"
        assert tour["stops"][0]["dossiers"] == [code]


def test_a_dossier_whose_applicant_is_silent_is_listed_then_stopped_by_an_officer(desk: Desk) -> None:
    code, _ = desk.file("online", APPLICANT)
    desk.post(f"/dossiers/{code}/accept")
    desk.opened(code)
    desk.agency_asks(code)
    why = {"ground": "no_answer", "reason": "Quá hạn bổ sung"}
    assert desk.post(f"/dossiers/{code}/stop", why, 409)["type"] == "/problems/still-time-to-answer"
    desk.clock.forward(days=22)
    assert note_silence(desk.parts.ports, desk.parts.context("silence")) == 1
    listed = desk.client.get(f"{API}/dossiers/silent", headers=desk.officer).json
    assert [one["code"] for one in listed["items"]] == [code]
    assert desk.whole(code)["status"] == 5
    assert desk.post(f"/dossiers/{code}/stop", why)["status"] == 8
    assert desk.client.get(f"{API}/dossiers/silent", headers=desk.officer).json["items"] == []
    told = desk.parts.database["events"].find_one({"subject": code, "type": "intake.dossier.stopped.v1"})
    assert told is not None


def test_a_fee_that_is_not_paid_in_time_lets_a_dossier_be_stopped(desk: Desk) -> None:
    code, _ = desk.file("counter", APPLICANT)
    desk.post(f"/dossiers/{code}/request-payment", {"amount": 1})
    assert desk.post(f"/dossiers/{code}/accept", None, 409)["type"] == "/problems/not-acceptable"
    desk.clock.forward(days=30)
    assert note_silence(desk.parts.ports, desk.parts.context("silence")) == 1
    assert desk.post(f"/dossiers/{code}/stop", {"ground": "not_paid", "reason": "Quá hạn nộp phí"})["status"] == 8


def test_one_dossier_is_never_counted_twice_when_it_goes_to_a_second_agency(desk: Desk) -> None:
    def board() -> Any:
        desk.clock.forward(seconds=6)
        return desk.client.get(f"{API}/scoreboard").json

    own, _ = desk.file("counter", APPLICANT)
    sent_on, _ = desk.file("agency", APPLICANT)
    assert (board()["by_status"]["1"], board()["from_agencies"]) == (1, 1)
    for code in (own, sent_on):
        desk.post(f"/dossiers/{code}/accept")
        desk.decided(code)
    after = board()
    assert (after["by_status"]["9"], after["finished"], after["finished_in_time"], after["late"]) == (1, 1, 1, 0)
    again: dict[str, Any] = {
        "procedure": PROCEDURE,
        "channel": "agency",
        "applicant": APPLICANT,
        "arrival": desk.whole(sent_on)["arrival"],
    }
    del again["arrival"]["agency"]
    assert desk.post("/dossiers", again, 409)["type"] == "/problems/parent-known"
    rows = desk.client.get(f"{API}/dossiers?status=9", headers=desk.officer).json["items"]
    assert sorted((one["code"], one["parent"]) for one in rows) == [(own, None), (sent_on, "H99.07-261002-0001")]


WRONG: tuple[tuple[str, dict[str, str], list[str]], ...] = (
    ("post", {}, ["/arrival/tracking_number", "/arrival/received_on"]),
    ("post", {"tracking_number": "EA123456789VN", "received_on": "2026-10-06"}, ["/arrival/received_on"]),
    ("home", {}, ["/arrival/tour", "/arrival/stop"]),
    ("home", {"tour": "nowhere", "stop": "1"}, ["/arrival/tour"]),
    ("agency", {"code": "17", "agency_name": "Xã"}, ["/arrival/code"]),
    ("agency", {"code": "H99.11-261002-0017", "agency_name": "Sở"}, ["/arrival/code"]),
    ("counter", {"tour": "x"}, ["/arrival"]),
)


def test_each_channel_says_what_it_needs(desk: Desk) -> None:
    for channel, arrival, pointers in WRONG:
        body = {"procedure": PROCEDURE, "channel": channel, "applicant": APPLICANT, "arrival": arrival}
        refused = desk.post("/dossiers", body, 422)
        assert [one["pointer"] for one in refused["fields"]] == pointers, (channel, arrival)


def test_whoever_files_for_another_names_paper_and_number_in_every_channel(desk: Desk) -> None:
    for channel in CHANNELS:
        body = {
            "procedure": PROCEDURE,
            "channel": channel,
            "applicant": APPLICANT,
            "submitted_by": {"name": "Lê Hoàng Nam"},
            "arrival": desk.arrival(channel),
        }
        refused = desk.post("/dossiers", body, 422)
        pointers = [one["pointer"] for one in refused["fields"]]
        assert pointers == ["/submitted_by/identity_number", "/submitted_by/paper"], channel


def test_a_tour_says_who_was_not_at_home(desk: Desk) -> None:
    arrival = desk.arrival("home")
    assert arrival is not None
    stop = f"/tours/{arrival['tour']}/stops/1"
    seen = desk.post(stop, {"status": "not_at_home", "note": "Hẹn lại thứ Năm"})
    assert (seen["stops"][0]["status"], seen["stops"][0]["note"]) == ("not_at_home", "Hẹn lại thứ Năm")
    desk.file("home", APPLICANT, arrival=arrival)
    refused = desk.post(stop, {"status": "not_at_home"}, 409)
    assert refused["type"] == "/problems/stop-has-dossiers"
    raw = str(list(desk.parts.database["tours"].find()))
    for secret in ("Bà Đào", "Thôn 4", "912345678", "Trần Thu Hà", "thứ Năm"):
        assert secret not in raw


def test_two_officers_file_at_one_stop_and_neither_is_lost(desk: Desk) -> None:
    arrival = desk.arrival("mobile_point")
    assert arrival is not None
    codes = [desk.file("mobile_point", APPLICANT, arrival=arrival)[0] for _ in range(3)]
    tour = desk.client.get(f"{API}/tours/{arrival['tour']}", headers=desk.officer).json
    assert tour["stops"][0]["dossiers"] == codes
