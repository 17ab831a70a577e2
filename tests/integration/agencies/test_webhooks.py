"""An agency without a connection to the broker: letters are posted to its own program, which answers over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from werkzeug.serving import make_server

from deploy.local.home import ROOT
from deploy.local.ports import free_ports
from deploy.simulators.agency.messages import Task, acknowledgement, read_letter
from deploy.simulators.agency.sheet import decoded
from deploy.simulators.agency.signing import sign, verify
from deploy.simulators.webhook_agency.sheet import read_sheet
from services.routing.app import make_app
from tests.integration.agencies.centre import Centre
from tests.integration.agencies.office import PARENT, Office
from tests.support.waiting import wait_until


@pytest.fixture
def office(centre: Centre) -> Iterator[Office]:
    """With the API on a port of its own."""
    app = make_app(centre.parts)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with app.test_client() as client:
        yield Office(centre, client, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()


@contextmanager
def program(sheet: Path, port: int) -> Iterator[None]:
    """The agency's own program, as its own process."""
    command = [sys.executable, "-m", "deploy.simulators.webhook_agency", f"--sheet={sheet}", "--work-seconds=0.05"]
    with sheet.with_suffix(".log").open("a") as log:
        process = subprocess.Popen([*command, f"--listen=127.0.0.1:{port}"], cwd=ROOT, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(10)


class Door:
    """An agency's door that takes letters, or does not while ``shut``."""

    def __init__(self, shut: int | None = None) -> None:
        self.shut = shut
        self.taken: list[tuple[bytes, str]] = []
        self.tried: list[str] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                door.tried.append(json.loads(body)["id"])
                if door.shut is None:
                    door.taken.append((body, self.headers["JWS"]))
                self.send_response(door.shut or 204)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/letters"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> Door:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def written(sheet: dict[str, Any], folder: Path) -> Path:
    path = folder / "webhook.json"
    path.write_text(json.dumps(sheet))
    return path


def test_the_agencys_program_works_without_a_connection_and_through_a_restart(office: Office, tmp_path: Path) -> None:
    centre, (port,) = office.centre, free_ports(1)
    sheet = office.connected(delivery="webhook", webhook_url=f"http://127.0.0.1:{port}/letters")
    assert "amqp" not in sheet
    path = written(sheet, tmp_path)
    centre.start()
    code = centre.accept()
    with program(path, port):
        centre.wait_for_status(code, "decided")
    later = centre.accept()
    wait_until(lambda: office.get(f"/{PARENT}/letters")["items"], 10)
    with program(path, port):
        centre.wait_for_status(later, "decided")
    assert centre.parked() == []
    assert office.get(f"/{PARENT}/letters?state=taken")["items"][0]["dossier"] == code


def test_letters_wait_at_a_shut_door_and_keep_the_order_of_their_case(office: Office) -> None:
    centre = office.centre
    with Door(shut=503) as door:
        sheet = office.connected(delivery="webhook", webhook_url=door.url)
        centre.start()
        code = centre.accept()
        wait_until(lambda: door.tried, 10)
        centre.withdraw(code)
        wait_until(lambda: len(office.get(f"/{PARENT}/letters")["items"]) == 2, 10)
        assert len(set(door.tried)) == 1  # the recall is not posted before the task it recalls
        door.shut = 302  # and no redirect is followed
        count = len(door.tried)
        wait_until(lambda: len(door.tried) > count, 10)
        assert office.get(f"/{PARENT}/letters")["items"][0]["reason"] == "the answer was 302"
        door.shut = None
        wait_until(lambda: len(door.taken) == 2, 15)
    keys = centre_keys(sheet)
    for body, jws in door.taken:
        verify(body, jws, keys)
    assert [json.loads(body)["type"] for body, _ in door.taken] == [
        "agency.task.assigned.v1",
        "agency.task.recalled.v1",
    ]
    assert [one["state"] for one in office.get(f"/{PARENT}/letters?state=taken")["items"]] == ["taken", "taken"]


def test_a_reply_over_http_is_proved_by_the_agencys_key_and_told_what_became_of_it(
    office: Office, tmp_path: Path
) -> None:
    centre = office.centre
    with Door() as door:
        sheet = read_sheet(written(office.connected(delivery="webhook", webhook_url=door.url), tmp_path))
        centre.start()
        code = centre.accept()
        wait_until(lambda: door.taken, 10)
        centre.wait_for_task(code, "dispatched")
    task = read_letter(door.taken[0][0])
    assert isinstance(task, Task)
    body = acknowledgement(PARENT, task, "Phòng").body
    honest = sign(body, sheet.private_key, sheet.private_key_id)
    for jws in ("", "x..y", sign(body + b" ", sheet.private_key, sheet.private_key_id)):
        assert said(office, body, jws)[0] == 401
    assert said(office, body, honest, key="H99-11-01")[0] == 401
    assert centre.parked() == []  # what anybody can send is not kept
    assert said(office, body, honest) == (202, "taken")
    assert said(office, body, honest) == (202, "taken")
    centre.wait_for_task(code, "acknowledged")
    strange = body.replace(task.id.encode(), b"H99.11-261005-9999:1").replace(b'"id": "', b'"id": "x')
    assert said(office, strange, sign(strange, sheet.private_key, sheet.private_key_id))[0] == 422
    assert len(centre.parked()) == 1
    wrong = {"delivery": "webhook", "webhook_url": "http://169.254.169.254/"}
    assert office.post("/H99-11-01/connect", wrong, status=422)["fields"][0]["pointer"] == "/webhook_url"
    office.post(f"/{PARENT}/revoke", {"reason": "Thu hồi"}, status=202)
    assert said(office, body, honest)[0] == 401
    assert office.provisioner.carry_out_due() == 1


def said(office: Office, body: bytes, jws: str, key: str = PARENT) -> tuple[int, str]:
    answer = office.client.post(
        f"/api/routing/v1/agencies/{key}/replies",
        data=body,
        headers={"JWS": jws, "Content-Type": "application/cloudevents+json"},
    )
    return answer.status_code, answer.get_json().get("outcome", answer.get_json().get("type"))


def centre_keys(sheet: dict[str, Any]) -> Any:
    return {
        key["kid"]: Ed25519PublicKey.from_public_bytes(decoded(key["x"])) for key in sheet["centre_public_keys"]["keys"]
    }
