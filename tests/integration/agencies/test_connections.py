"""An agency's connection ordered over HTTP and made on the real broker: its sheet, its renewal, its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pika
import pika.exceptions
import pytest

from deploy.simulators.agency.sheet import read_sheet
from services.routing import agency_commands
from services.routing.app import build, make_app
from services.routing.settings import PROVISIONER
from shared.security.keys import new_signing_key
from shared.settings import read
from tests.integration.agencies.centre import Centre, simulator
from tests.integration.agencies.conftest import signed_in
from tests.integration.agencies.office import CHILD, OTHER, PARENT, Office
from tests.support.waiting import wait_until

NEW = {"code": "H99.11.02.001", "name": "Tổ cấp phép", "name_en": "Permits", "calendar": "H99"}
KEPT_OUT = (pika.exceptions.AMQPConnectionError, pika.exceptions.ChannelClosedByBroker)


@pytest.fixture(autouse=True)
def no_user_stays(centre: Centre) -> Iterator[None]:
    yield
    for key in (PARENT, CHILD, OTHER):
        centre.admin.delete_user(f"agency.{key}")


@pytest.fixture
def office(centre: Centre) -> Iterator[Office]:
    with make_app(centre.parts).test_client() as client:
        yield Office(centre, client)


def line(sheet: dict[str, Any]) -> pika.BlockingConnection:
    return pika.BlockingConnection(pika.URLParameters(sheet["amqp"]["url"]))


def is_cut(connection: pika.BlockingConnection) -> bool:
    try:
        connection.process_data_events(0.05)
    except pika.exceptions.AMQPError:
        return True
    return not connection.is_open


def test_a_new_agency_works_by_the_sheet_that_is_shown_once(office: Office, tmp_path: Path) -> None:
    only_administrators(office)
    added = office.post("", NEW, status=201, **{"Idempotency-Key": "new"})
    assert (added["key"], added["connection"]["pending"]) == (CHILD, True)
    assert office.post("", NEW, status=201, **{"Idempotency-Key": "new"}) == added
    assert office.post("", NEW, status=409)["type"] == "/problems/agency-exists"
    assert office.post(f"/{CHILD}/sheet", status=409)["type"] == "/problems/sheet-not-ready"
    sheet = office.sheet(CHILD)
    assert office.post(f"/{CHILD}/sheet", status=410)["type"] == "/problems/sheet-gone"
    kept = json.dumps(list(office.centre.parts.database["connections"].find()), default=str)
    events = "".join(row["body"].decode() for row in office.centre.parts.database["events"].find())
    for secret in (sheet["amqp"]["password"], sheet["private_key"]["d"]):
        assert secret not in kept + events

    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(sheet))
    assert read_sheet(path).key == CHILD
    office.centre.start()
    with simulator(path):
        office.centre.parts.database["routes"].update_one(
            {"_id": "1.012278"}, {"$set": {"steps.0.agency": NEW["code"], "steps.0.agency_name": NEW["name"]}}
        )
        case = office.centre.wait_for_status(office.centre.accept(), "decided")
    assert case.tasks[0].agency_key == CHILD


def test_a_revoked_agency_is_cut_off_with_all_it_has_open_and_comes_back_only_when_connected_anew(
    office: Office,
) -> None:
    sheet, neighbour = office.connected(), office.connected(OTHER)
    mine, other = line(sheet), line(neighbour)
    assert office.post(f"/{PARENT}/revoke", {"reason": " "}, status=422)["fields"][0]["pointer"] == "/reason"
    revoked = office.post(f"/{PARENT}/revoke", {"reason": "Giải thể"}, status=202)
    assert revoked["state"] == "revoked"
    assert all("exp" in key for key in office.centre.agency(PARENT).public_keys)  # believed no more from here on
    assert office.provisioner.carry_out_due() == 1
    wait_until(lambda: is_cut(mine), 5)
    with pytest.raises(KEPT_OUT):
        line(sheet)
    assert not is_cut(other)
    other.close()
    office.post(f"/{PARENT}/sheet", status=410)
    office.post(f"/{PARENT}/rotate", {"key": True, "reason": "?"}, status=409)
    again = office.connected()
    line(again).close()
    with pytest.raises(KEPT_OUT):
        line(sheet)
    assert len(office.centre.agency(PARENT).keys_at(office.now())) == 1
    orders = [(one["kind"], one["asked_by"], one["reason"]) for one in office.get(f"/{PARENT}")["connection"]["orders"]]
    assert orders == [
        ("connect", "staff:admin", ""),
        ("revoke", "staff:admin", "Giải thể"),
        ("connect", "staff:admin", ""),
    ]
    told = list(office.centre.parts.database["events"].find({"subject": "H99.11.02"}).sort("sequence", 1))[:5]
    assert [json.loads(row["body"])["data"]["change"] for row in told] == ["asked", "done", "opened", "asked", "done"]
    assert [row["actor"].partition(":")[2] for row in told] == ["admin", "routing", "admin", "admin", "routing"]
    assert told[3]["why"] == "Giải thể"


def test_a_new_password_ends_what_is_open_at_once_or_after_the_overlap(office: Office) -> None:
    first = office.connected()
    open_by_first = line(first)
    office.post(f"/{PARENT}/rotate", {"password": True, "overlap_hours": 2, "reason": "Định kỳ"}, status=202)
    second = office.sheet(PARENT)
    assert "private_key" not in second  # the key is as it was
    with pytest.raises(KEPT_OUT):
        line(first)
    assert not is_cut(open_by_first)
    assert office.provisioner.carry_out_due() == 0
    office.late = timedelta(hours=2, seconds=1)
    assert office.provisioner.carry_out_due() == 1
    wait_until(lambda: is_cut(open_by_first), 5)
    open_by_second = line(second)
    office.late = timedelta(0)
    office.post(f"/{PARENT}/rotate", {"password": True, "reason": "Lộ mật khẩu"}, status=202)
    third = office.sheet(PARENT)
    wait_until(lambda: is_cut(open_by_second), 5)
    line(third).close()
    its_own_key_is_never_on_a_sheet(office, first)


def its_own_key_is_never_on_a_sheet(office: Office, sheet_before: dict[str, Any]) -> None:
    own = new_signing_key()
    body = {"key": True, "public_key": own.as_dict(private=False), "overlap_hours": 1, "reason": "Khóa riêng"}
    private = {**body, "public_key": own.as_dict(private=True)}
    assert "private" in office.post(f"/{PARENT}/rotate", private, status=422)["fields"][0]["detail"]
    office.post(f"/{PARENT}/rotate", body, status=202)
    sheet = office.sheet(PARENT)
    assert sheet["key_id"] == own.kid
    assert "private_key" not in sheet
    assert "password" not in sheet["amqp"]
    agency, now = office.centre.agency(PARENT), office.now()
    both = {key["kid"] for key in agency.keys_at(now)}
    assert both == {own.kid, sheet_before["private_key"]["kid"]}
    assert [key["kid"] for key in agency.keys_at(now + timedelta(hours=1, seconds=1))] == [own.kid]


def test_the_command_makes_the_connection_and_prints_the_sheet(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {
        "MONGO_URL": "given",
        "SECRETS_DIR": str(centre.parts.settings.secrets_dir),
        "AMQP_URL": centre.parts.settings.amqp_url,
        "AMQP_ADMIN_URL": centre.vhost.admin_url,
        "RABBITMQ_MANAGEMENT_URL": centre.vhost.management_url,
    }
    settings = read(PROVISIONER, given)
    monkeypatch.setattr(agency_commands, "build", lambda found: build(found, database=centre.parts.database))
    words = [f"--{name.replace('_', '-')}={value}" for name, value in NEW.items()]
    assert agency_commands.run_agencies(settings, ["add", *words]) == 0
    sheet = json.loads(capsys.readouterr().out)
    line(sheet).close()
    assert agency_commands.run_agencies(settings, ["add", *words]) == 0
    assert "rotate makes a new sheet" in capsys.readouterr().err
    assert agency_commands.run_agencies(settings, ["rotate", NEW["code"], "--password", "--reason", "mất"]) == 0
    line(json.loads(capsys.readouterr().out)).close()
    assert agency_commands.run_agencies(settings, ["revoke", NEW["code"], "--reason", "giải thể"]) == 0
    with pytest.raises(KEPT_OUT):
        line(sheet)
    assert agency_commands.run_agencies(settings, ["sheet", NEW["code"]]) == 1


def only_administrators(office: Office) -> None:
    for role in ("operator", "leader", "agency", "reception"):
        headers = signed_in(office.centre.parts, role, "H99.11.02")
        for path, body in (("", NEW), (f"/{PARENT}/revoke", {"reason": "x"}), (f"/{PARENT}/sheet", None)):
            answer = office.client.post(f"/api/routing/v1/agencies{path}", json=body, headers=headers)
            assert answer.status_code == 403
    assert office.client.post(f"/api/routing/v1/agencies/{PARENT}/sheet").status_code == 401
