"""Open311: who may file, what is taken, and that nothing of what was told is ever public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.hotline.domain.contact import Identity
from services.hotline.domain.errors import InvalidRequest, InvalidValue, NotFound, TooManyAttempts
from services.hotline.domain.kinds import Channel, Kind, Topic
from services.hotline.domain.open311.client import Client
from services.hotline.domain.open311.submission import Submission
from services.hotline.gateways.open311_file import BadCatalogue, read_catalogue
from services.hotline.use_cases.open311.clients import BadKey, admit_client, end_client, require_client
from services.hotline.use_cases.open311.list_requests import Wanted, code_of_token, list_requests, view_request
from services.hotline.use_cases.open311.open311_ports import Open311Desk, Pair, RequestQuery
from services.hotline.use_cases.open311.request_reading import read_request
from services.hotline.use_cases.open311.submit_request import Submitted, submit_request
from tests.unit.hotline.fakes import DOSSIER, NOW, OFFICER, TEXT, Desk, context, life

DATA = Path(__file__).parents[3] / "services" / "hotline" / "data" / "open311.json"
CATALOGUE = read_catalogue(DATA)
FIELDS = {
    "service_code": "lateness",
    "description": TEXT,
    "first_name": "Tâm",
    "last_name": "Nguyễn Văn",
    "phone": "0900000127",
    "address_string": "Ngõ 5 phố Hàng",
    "lat": "21.03",
    "long": "105.85",
}


@dataclass
class FakeSubmissions:
    desk: Desk

    def page(self, query: RequestQuery) -> Sequence[Pair]:
        found = [
            pair
            for pair in self._all()
            if query.since <= pair[0].requested_at < query.until and pair[0].service in query.services
            and (query.after is None or (pair[0].requested_at, pair[0].id) < query.after)
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one[0].requested_at, one[0].id), reverse=True)[: query.limit]

    def of_codes(self, codes: Sequence[str]) -> Sequence[Pair]:
        return [pair for pair in self._all() if pair[0].id in codes]

    def by_token(self, token_hash: str) -> Pair | None:
        return next((pair for pair in self._all() if pair[0].token_hash == token_hash), None)

    def clients(self) -> Sequence[Client]:
        return self.desk.work.all(Client)

    def _all(self) -> list[Pair]:
        return [(one, self.desk.petition(one.id)) for one in self.desk.work.all(Submission)]


@dataclass
class House:
    desk: Desk = field(default_factory=Desk)

    def __post_init__(self) -> None:
        self.open311 = Open311Desk(CATALOGUE, FakeSubmissions(self.desk), "ha-son", "http://here/open311/v2")
        self.client, self.key = admit_client(self.desk.work, "app", "Ứng dụng", context())

    def submit(self, **fields: str) -> Submitted:
        asked = read_request(CATALOGUE, {**FIELDS, **fields}, "vi")
        return submit_request(self.desk.ports, self.client, asked, context(at=self.desk.now))

    def assign(self, code: str) -> None:
        from services.hotline.use_cases.settle_petition import assign_petition

        assign_petition(self.desk.ports, OFFICER, code, OFFICER.id, context(OFFICER, self.desk.now))


@pytest.fixture
def house() -> House:
    return House()


def test_a_request_becomes_a_petition_like_any_other(house: House) -> None:
    done = house.submit()
    petition = house.desk.petition(done.petition.code)
    assert (petition.kind, petition.topic, petition.channel) == (Kind.FEEDBACK, Topic.LATENESS, Channel.OPEN311)
    assert (petition.text, petition.received_by, petition.anonymous) == (TEXT, "service:app", False)
    contact = house.desk.work.all(Identity)[0].contact
    assert (contact.name, contact.phone) == ("Nguyễn Văn Tâm", "+84900000127")
    submission = house.desk.work.all(Submission)[0]
    assert (submission.spot.address, submission.spot.latitude) == ("Ngõ 5 phố Hàng", 21.03)
    assert [one.type for one in house.desk.work.facts] == ["hotline.petition.received.v1"]


def test_whoever_says_nothing_of_themselves_is_anonymous(house: House) -> None:
    done = house.submit(first_name="", last_name="", phone="", lat="", long="", address_string="")
    assert house.desk.petition(done.petition.code).anonymous
    assert house.desk.work.all(Identity) == []


def test_a_claim_to_a_dossier_is_proved_without_a_word(house: House) -> None:
    house.desk.hear(*life()[:5])
    right = house.submit(**{"attribute[dossier]": DOSSIER, "attribute[dossier_phone_last4]": "5678"})
    wrong = house.submit(**{"attribute[dossier]": DOSSIER, "attribute[dossier_phone_last4]": "0000"})
    assert house.desk.petition(right.petition.code).dossier == DOSSIER
    assert house.desk.petition(wrong.petition.code).dossier is None
    assert right.petition.version == wrong.petition.version == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"description": ""}, "/description"), ({"description": "ngắn"}, "/description"), ({"phone": "111"}, "/phone"),
        ({"email": "không"}, "/email"), ({"lat": "21"} | {"long": ""}, "/lat"), ({"lat": "100"}, "/lat"),
        ({"lat": "nan"}, "/lat"), ({"media_url": "javascript:alert(1)"}, "/media_url"),
        ({"service_code": ""}, "/service_code"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(house: House, change: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        house.submit(**change)
    assert [one.pointer for one in refused.value.faults] == [field]
    assert house.desk.work.all(Submission) == []


def test_an_unknown_service_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.submit(service_code="potholes")


def test_only_a_living_key_opens(house: House) -> None:
    ports = house.desk.ports
    assert require_client(ports, house.key).id == "app"
    for wrong in ("", "app", "app.", "app.wrong", "nobody.wrong", house.key + "x"):
        with pytest.raises(BadKey):
            require_client(ports, wrong)
    _, renewed = admit_client(house.desk.work, "app", "Ứng dụng", context())
    with pytest.raises(BadKey):
        require_client(ports, house.key)
    assert require_client(ports, renewed).version == 2
    end_client(house.desk.work, "app", NOW, context())
    with pytest.raises(BadKey):
        require_client(ports, renewed)
    with pytest.raises(InvalidValue):
        admit_client(house.desk.work, "Ứng dụng", "Ứng dụng", context())


def test_an_application_files_no_more_than_its_rate(house: House) -> None:
    house.desk.limits.most["open311-client"] = 1
    house.submit()
    with pytest.raises(TooManyAttempts):
        house.submit()


def test_what_may_name_somebody_is_public_only_once_it_was_read(house: House) -> None:
    done = house.submit(service_code="behaviour")
    code = done.petition.code
    assert done.token is not None
    assert code_of_token(house.open311, done.token) is None
    assert list_requests(house.open311, Wanted(), NOW + timedelta(hours=1)) == []
    with pytest.raises(NotFound):
        view_request(house.open311, code)
    house.assign(code)
    assert code_of_token(house.open311, done.token) == code
    assert view_request(house.open311, code).status == "open"
    with pytest.raises(NotFound):
        code_of_token(house.open311, "x" * 500)


def test_the_public_list_holds_nothing_of_what_was_told(house: House) -> None:
    from services.hotline.api.open311_shown import request

    house.submit()
    found = list_requests(house.open311, Wanted(), NOW + timedelta(hours=1))
    shown: dict[str, Any] = request(found[0], house.desk.ports.unit, "vi")
    assert shown["description"] == "Hồ sơ trễ hẹn"
    assert {shown[name] for name in ("lat", "long", "address", "media_url")} == {None}
    published = replace(house.open311, published=lambda codes: dict.fromkeys(codes, "Đã che tên"))
    assert list_requests(published, Wanted(), NOW + timedelta(hours=1))[0].text == "Đã che tên"


def test_a_list_is_narrowed_and_no_longer_than_ninety_days(house: House) -> None:
    late, fees = house.submit().petition.code, house.submit(service_code="fees").petition.code
    now = NOW + timedelta(days=1)
    codes = [one.petition.code for one in list_requests(house.open311, Wanted(), now)]
    assert sorted(codes) == sorted([late, fees])
    assert [one.petition.code for one in list_requests(house.open311, Wanted(services=["fees"]), now)] == [fees]
    assert list_requests(house.open311, Wanted(services=["no such"]), now) == []
    assert list_requests(house.open311, Wanted(statuses=["closed"]), now) == []
    assert list_requests(house.open311, Wanted(until=NOW - timedelta(days=1)), now) == []
    named = list_requests(house.open311, Wanted([fees, "no code"], services=["lateness"]), now)
    assert [one.petition.code for one in named] == [fees]
    for wrong in (Wanted(statuses=["lost"]), Wanted(since=NOW - timedelta(days=91), until=NOW)):
        with pytest.raises(InvalidRequest):
            list_requests(house.open311, wrong, now)


@pytest.mark.parametrize(
    ("old", "new"), [('"fees"', '"lateness"'), ('"kind": "proposal"', '"kind": "complaint"'), ('"batch"', '"soon"')]
)
def test_a_catalogue_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str) -> None:
    broken = tmp_path / "open311.json"
    broken.write_text(DATA.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(BadCatalogue):
        read_catalogue(broken)
