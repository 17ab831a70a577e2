"""Rules of optional notices: one press ends them for an address, service notices come all the same."""

from __future__ import annotations

from flask.testing import FlaskClient

from services.notifications.app import Parts
from services.notifications.domain.message import Channel, Status
from services.notifications.gateways.smtp import SmtpSettings, letter
from services.notifications.leaving_parts import leave_address
from shared.settings import Settings
from tests.integration.notifications.conftest import Citizen, message_of, tell

INVITED, ACCEPTED = "intake.business.invited.v1", "intake.dossier.accepted.v1"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def test_only_an_optional_notice_says_where_to_leave(parts: Parts, settings: Settings, citizen: Citizen) -> None:
    house = SmtpSettings(
        "mail.example", 25, "none", "", "", "motcua@hason.example", "Một cửa", 1.0, unsubscribe=leave_address(settings)
    )
    optional = message_of(parts, tell(parts, citizen, INVITED), Channel.EMAIL)
    service = message_of(parts, tell(parts, citizen, ACCEPTED), Channel.EMAIL)
    told = letter(optional, house).decode()
    assert f"List-Unsubscribe: <http://localhost:8080/notifications/leave/{optional.id}>" in told.replace("\r\n ", " ")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in told
    assert "List-Unsubscribe" not in letter(service, house).decode()


def test_one_press_ends_them_for_that_address_and_another_brings_them_back(
    parts: Parts, client: FlaskClient, citizen: Citizen
) -> None:
    first = message_of(parts, tell(parts, citizen, INVITED), Channel.EMAIL)
    address = f"/notifications/leave/{first.id}"
    assert "Không gửi nữa" in client.get(address, headers={"Accept": "text/html"}).text
    for _ in range(2):
        assert client.post(address, data=ONE_CLICK).status_code == 200
    after = tell(parts, citizen, INVITED)
    assert (message_of(parts, after, Channel.EMAIL).status, message_of(parts, after, Channel.EMAIL).reason) == (
        Status.SKIPPED, "left",
    )  # fmt: skip
    assert message_of(parts, after, Channel.SMS).status is Status.QUEUED
    assert message_of(parts, tell(parts, citizen, ACCEPTED), Channel.EMAIL).status is Status.QUEUED
    english = client.get(f"{address}?lang=en", headers={"Accept": "text/html"}).text
    assert "This address gets no optional notices" in english
    assert client.post(address, data={"again": "yes"}).status_code == 200
    assert message_of(parts, tell(parts, citizen, INVITED), Channel.EMAIL).status is Status.QUEUED


def test_nobody_leaves_a_service_notice_nor_by_a_guessed_link(
    parts: Parts, client: FlaskClient, citizen: Citizen
) -> None:
    service = message_of(parts, tell(parts, citizen, ACCEPTED), Channel.EMAIL)
    for id in (service.id, "0" * 32, "x"):
        assert client.get(f"/notifications/leave/{id}").status_code == 404
        assert client.post(f"/notifications/leave/{id}", data=ONE_CLICK).status_code == 404
    assert parts.database["preferences"].count_documents({}) == 0
