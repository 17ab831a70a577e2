"""nginx's configuration: filled in completely, everything on this machine alone."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.local import nginx
from deploy.local.home import ROOT
from deploy.local.ports import Ports


def test_every_name_is_filled_in_and_nginx_keeps_its_own(tmp_path: Path) -> None:
    text = nginx.prepare(tmp_path, Ports.counted_from(8080)).read_text()
    assert re.findall(r"\$\{(\w+)\}", text) == []
    assert "set $intake intake;" in text
    for included in re.findall(r"include ([^;]+);", text):
        assert Path(included).is_file()


def test_what_changes_something_is_sent_twice_only_where_it_has_one_effect() -> None:
    text = (nginx.SHARED / "server.conf").read_text()
    assert text.count("non_idempotent") == 1
    keyed = text[text.index("location @keyed {") :]
    assert "non_idempotent" in keyed[: keyed.index("}")]
    for line in re.findall(r"location .*", text):
        assert ("return 418" in line) == line.startswith(("location /api/", "location /open311/")), line


def test_among_containers_and_on_one_machine_the_same_names_are_said() -> None:
    said = [
        set(re.findall(r"^\s*set \$+(\w+) ", (nginx.SHARED / name).read_text(), re.MULTILINE))
        for name in ("nginx.conf", "compose.conf")
    ]
    assert said[0] == said[1] == set(re.findall(r"set \$behind \$(\w+);", (nginx.SHARED / "server.conf").read_text()))


def test_it_listens_and_calls_on_this_machine_alone(tmp_path: Path) -> None:
    text = nginx.prepare(tmp_path, Ports.counted_from(8080)).read_text()
    addresses = re.findall(r"(?:listen|server) ([^;{]+);", text)
    assert addresses
    assert all(address.startswith("127.0.0.1:") for address in addresses)


def test_among_containers_the_services_are_called_on_the_port_on_which_they_listen() -> None:
    bound = re.search(r"HTTP_BIND=0\.0\.0\.0:(\d+)", (ROOT / "deploy/images/Dockerfile").read_text())
    assert bound
    called = re.findall(r"-api:(\d+);", (nginx.SHARED / "compose.conf").read_text())
    assert called == [bound[1]] * 4
