"""nginx's configuration: filled in completely, everything on this machine alone."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.local import nginx
from deploy.local.ports import Ports


def test_every_name_is_filled_in_and_nginx_keeps_its_own(tmp_path: Path) -> None:
    text = nginx.prepare(tmp_path, Ports.counted_from(8080)).read_text()
    assert set(re.findall(r"\$\{(\w+)\}", text)) == {"before"}  # a part of nginx's own pattern
    assert "$time_iso8601" in text


def test_it_listens_and_calls_on_this_machine_alone(tmp_path: Path) -> None:
    text = nginx.prepare(tmp_path, Ports.counted_from(8080)).read_text()
    addresses = re.findall(r"(?:listen|server) ([^;{]+);", text)
    assert addresses
    assert all(address.startswith("127.0.0.1:") for address in addresses)
