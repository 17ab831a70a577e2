"""nginx alone, with no service behind it: what it says in its log when things go wrong, and what it takes in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from deploy.local import nginx
from deploy.local.ports import PORTS_OF_A_SYSTEM, Ports, free_port_range
from deploy.local.process import Child

SECRET, NAME = "the-token-of-an-owner", "Khuong-Thi-Nhan"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Its address and its log."""
    ports = Ports.counted_from(free_port_range(PORTS_OF_A_SYSTEM))
    nginx.prepare(tmp_path, ports)
    child = Child(nginx.declared(tmp_path, ports), tmp_path / "nginx.log")
    child.launch()
    try:
        child.wait_ready()
        yield f"http://127.0.0.1:{ports.nginx}", child.log
    finally:
        child.stop()


def test_a_service_that_is_away_puts_no_owner_s_key_and_no_query_into_the_log(door: tuple[str, Path]) -> None:
    url, log = door
    link = f"{url}/tracking/o/{SECRET}"
    assert requests.get(link, params={"search": NAME}, timeout=10).status_code == 503
    assert requests.get(f"{url}/procedures?search={NAME}", headers={"Referer": link}, timeout=10).status_code == 503
    told = log.read_text()
    assert "GET /tracking/o/- 503" in told
    assert "GET /procedures 503" in told
    assert SECRET not in told
    assert NAME not in told


def test_a_long_body_gets_in_wherever_the_system_lies_and_is_no_news_to_the_log(door: tuple[str, Path]) -> None:
    url, log = door
    body = b"x" * 200_000  # more than stays in memory
    assert requests.post(f"{url}/dossiers/new?name={NAME}", data=body, timeout=10).status_code == 503
    assert NAME not in log.read_text()
