"""What is late, to be seen: on the page, in its file and over the API; each sees what is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.routing.app import Parts, make_app
from services.routing.domain.alarm import AlarmKind, alarm_of
from services.routing.domain.calendar import Calendars
from services.routing.domain.forecast import StepTime
from services.routing.use_cases.hear_silence import hear_silence
from services.routing.use_cases.watch_cases import watch_cases
from shared.store.change import Change
from tests.integration.agencies.conftest import NOW, content, signed_in
from tests.integration.agencies.test_clocks import calendars, parts, save, sent, settled  # noqa: F401 — fixtures
from tests.integration.agencies.test_lists import SOCIAL, open_case
from tests.unit.routing.clock_world import worked

LATE = "/api/routing/v1/late"


@pytest.fixture
def late(parts: Parts, calendars: Calendars) -> Parts:  # noqa: F811
    """At 12:30 of the first Monday: one task lies with the medical division since the morning, its agency is silent;
    one of the social division will be late by its history; one was done by the wrong agency."""
    sent(parts, 1)
    slow = open_case(parts, 2, SOCIAL)
    slow = save(parts, slow.dispatched(slow.tasks[0].id, NOW))
    save(parts, slow.acknowledged(slow.tasks[0].id, NOW, "Tổ 1"))
    times = [StepTime(f"past:{n}", f"{SOCIAL}/appraisal/H99-11-01", 90.0, 40.0, NOW) for n in range(12)]
    odd = alarm_of(slow, slow.tasks[0], AlarmKind.WRONG_ROLE, NOW, NOW, about="agency:H99-11-02")
    parts.work.commit(Change(saved=(*times, replace(odd, id="odd"))), parts.context("test"))
    now = worked(4.5)
    watch_cases(parts.clocks.watch, now)
    hear_silence(parts.clocks.watch, now)
    return replace(parts, clock=lambda: now)


@pytest.fixture
def client(late: Parts) -> Iterator[FlaskClient]:
    with make_app(late).test_client() as client:
        yield client


def kinds(client: FlaskClient, late: Parts, role: str, unit: str, query: str = "") -> list[str]:
    answer = client.get(LATE + query, headers=signed_in(late, role, unit))
    return sorted(one["kind"] for one in content(answer)["items"])


def test_the_department_sees_all_an_agency_its_own_and_reception_nothing(late: Parts, client: FlaskClient) -> None:
    assert kinds(client, late, "leader", "H99") == ["forecast", "silent", "unacknowledged", "wrong_role"]
    assert kinds(client, late, "operator", "H99", "?agency=H99.11.02") == ["silent", "unacknowledged"]
    assert kinds(client, late, "agency", "H99.11.02") == ["silent", "unacknowledged"]
    assert kinds(client, late, "agency", "H99.11.01", "?group=forecast") == ["forecast"]
    other = client.get(f"{LATE}?agency=H99.11.01", headers=signed_in(late, "agency", "H99.11.02"))
    none = client.get(LATE, headers=signed_in(late, "reception", "H99.11"))
    assert (other.status_code, none.status_code, client.get(LATE).status_code) == (403, 403, 401)


def test_the_list_goes_on_where_a_page_ends(late: Parts, client: FlaskClient) -> None:
    seen, cursor = [], ""
    for _ in range(4):
        answer = client.get(f"{LATE}?limit=1{cursor}", headers=signed_in(late, "leader", "H99"))
        seen += [one["id"] for one in content(answer)["items"]]
        cursor = f"&cursor={content(answer)['next']}"
    assert len(set(seen)) == 4
    assert cursor.endswith("None")


def test_a_forecast_says_from_what_it_comes_and_abstains_where_it_knows_little(
    late: Parts, client: FlaskClient
) -> None:
    social, medical = ("H99.11-261005-0002:1", "H99.11-261005-0001:1")
    headers = signed_in(late, "agency", "H99.11.01")
    said = content(client.get(f"/api/routing/v1/tasks/{social}/forecast", headers=headers))["forecast"]
    assert (said["known"], said["as_long"], said["late"], said["age"], said["expected"]) == (12, 12, 12, 4.5, 90)
    assert client.get(f"/api/routing/v1/tasks/{medical}/forecast", headers=headers).status_code == 404
    leader = signed_in(late, "leader", "H99")
    assert content(client.get(f"/api/routing/v1/tasks/{medical}/forecast", headers=leader))["forecast"] is None


def test_the_page_shows_each_group_in_both_languages(late: Parts, client: FlaskClient) -> None:
    leader = signed_in(late, "leader", "H99")
    page = client.get("/routing/late", headers=leader).get_data(as_text=True)
    shown = ("Chưa nhận", "Im lặng", "Không đúng nơi làm", "100% có thể trễ", "12 lần quá", "người phụ trách")
    for text in shown:
        assert text in page.replace("\N{NO-BREAK SPACE}", " "), text
    english = client.get("/routing/late?lang=en&group=forecast", headers=leader).get_data(as_text=True)
    assert "How it is computed" in english
    assert "100% likely late" in english
    own = client.get("/routing/late", headers=signed_in(late, "agency", "H99.11.02")).get_data(as_text=True)
    assert "H99.11-261005-0001" in own
    assert "H99.11-261005-0002" not in own


def test_the_file_holds_the_same_and_no_formula(late: Parts, client: FlaskClient) -> None:
    answer = client.get("/routing/late.csv?agency=H99.11.02", headers=signed_in(late, "leader", "H99"))
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert sorted(line.split(",")[0] for line in lines) == ["kind", "silent", "unacknowledged"]
    assert answer.mimetype == "text/csv"
    other = client.get("/routing/late.csv?agency=H99.11.01", headers=signed_in(late, "agency", "H99.11.02"))
    assert other.status_code == 403


def test_what_is_irregular_is_settled_with_what_was_found_by_whoever_may(late: Parts, client: FlaskClient) -> None:
    address = f"{LATE}/odd/settle"
    body: dict[str, Any] = {"why": "Chuyển nhầm khi nhập, đã nhắc"}
    assert client.post(address, json=body, headers=signed_in(late, "operator", "H99")).status_code == 403
    leader = signed_in(late, "leader", "H99")
    assert client.post(address, json={"why": "  "}, headers=leader).status_code == 422
    assert content(client.post(address, json=body, headers=leader))["settled_by"] == "staff:leader"
    assert client.post(f"{LATE}/none/settle", json=body, headers=leader).status_code == 404
    silent = late.clocks.book.open_silences()[0].id
    assert client.post(f"{LATE}/{silent}/settle", json=body, headers=leader).status_code == 409
    assert "wrong_role" not in kinds(client, late, "leader", "H99")
