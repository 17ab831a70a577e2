"""The portal over HTTP: a session that is renewed, refusals with their fields, every way of not answering."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.simulators.portal.http import Portal
from services.intake.domain.portal.catalogue_lists import ListKind
from services.intake.domain.portal.dossier_data import Place, dossier_data
from services.intake.domain.portal.rows import rows_of
from services.intake.gateways.national_portal import HttpPortal
from services.intake.use_cases.portal_ports import PortalAway, PortalRefused
from tests.support.portal_server import PASSWORD, UNIT, USER, running_portal, url_of
from tests.unit.intake.lives import ACCEPTED
from tests.unit.intake.portal_world import CODES

PLACE = Place(CODES[0], "Bộ phận Một cửa", {"bao-tro-xa-hoi": "G15-YT03"}, "https://motcua.example")


@pytest.fixture(scope="module")
def server() -> Iterator[Portal]:
    with running_portal() as found:
        yield found


@pytest.fixture
def gateway(server: Portal) -> HttpPortal:
    server.faults.order({"answer": "well"})
    server.register.__init__()  # type: ignore[misc]
    return HttpPortal(url_of(server), USER, PASSWORD, UNIT, 2)


def record() -> dict[str, Any]:
    return dossier_data(ACCEPTED, (), PLACE)


def test_a_dossier_and_its_way_are_taken_and_found_again(gateway: HttpPortal) -> None:
    assert not gateway.has(ACCEPTED.code)
    gateway.tell_dossier(record(), updating=False)
    gateway.tell_progress([row.data(ACCEPTED.code) for row in rows_of(ACCEPTED, PLACE)])
    assert gateway.has(ACCEPTED.code)
    gateway.tell_dossier(record(), updating=True)


def test_new_and_changed_are_told_apart(gateway: HttpPortal) -> None:
    with pytest.raises(PortalRefused, match="Chưa có hồ sơ"):
        gateway.tell_dossier(record(), updating=True)
    gateway.tell_dossier(record(), updating=False)
    with pytest.raises(PortalRefused, match="đã có"):
        gateway.tell_dossier(record(), updating=False)


def test_a_refusal_names_its_fields(gateway: HttpPortal) -> None:
    with pytest.raises(PortalRefused) as refused:
        gateway.tell_dossier({**record(), "SoDienThoai": "1", "NgayNopHoSo": "05/10/2026"}, updating=False)
    assert set(refused.value.fields) == {"SoDienThoai", "NgayNopHoSo"}
    assert "yyyyMMddHHmmss" in refused.value.told


def test_a_session_that_ended_is_renewed_by_itself(gateway: HttpPortal, server: Portal) -> None:
    gateway.has(ACCEPTED.code)
    server.sessions.clear()
    assert not gateway.has(ACCEPTED.code)


def test_a_wrong_password_is_the_fault_of_no_dossier(server: Portal) -> None:
    with pytest.raises(PortalAway, match="Sai tài khoản"):
        HttpPortal(url_of(server), USER, "wrong", UNIT, 2).has(ACCEPTED.code)


@pytest.mark.parametrize("answer", ["nothing", "garbage", "500", "503"])
def test_what_is_no_answer_is_never_taken_for_one(gateway: HttpPortal, server: Portal, answer: str) -> None:
    gateway.has(ACCEPTED.code)
    server.faults.order({"answer": answer})
    with pytest.raises(PortalAway):
        gateway.tell_dossier(record(), updating=False)
    assert not gateway.has(ACCEPTED.code)


def test_silence_ends_with_the_time_that_is_given_to_it(server: Portal) -> None:
    gateway = HttpPortal(url_of(server), USER, PASSWORD, UNIT, 0.2)
    gateway.has(ACCEPTED.code)
    server.faults.order({"answer": "silent", "seconds": 1})
    with pytest.raises(PortalAway):
        gateway.tell_dossier(record(), updating=False)


def test_nobody_listening_is_an_absence() -> None:
    with pytest.raises(PortalAway, match="ConnectionRefusedError"):
        HttpPortal("http://127.0.0.1:9", USER, PASSWORD, UNIT, 2).has(ACCEPTED.code)


def test_its_lists_are_read(gateway: HttpPortal) -> None:
    lists = {kind: gateway.entries(kind) for kind in ListKind}
    assert all(lists.values())
    assert all(one.field and one.field_name for one in lists[ListKind.PROCEDURES])
    assert {one.code for one in lists[ListKind.FIELDS]} >= {one.field for one in lists[ListKind.PROCEDURES]}
