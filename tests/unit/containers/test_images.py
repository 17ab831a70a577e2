"""Images: a tag for what they are made of, this machine's mirrors without its folders, five names."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.containers import debian, images, recipes
from deploy.containers.problems import ContainerProblem

Said = Callable[[str], None]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Said:
    def answer(text: str) -> None:
        monkeypatch.setattr(
            subprocess, "run", lambda *_, **__: subprocess.CompletedProcess((), 0, stdout=text, stderr="")
        )

    return answer


def test_a_tag_changes_with_everything_an_image_is_made_of(tmp_path: Path) -> None:
    mongod = tmp_path / "mongod"
    mongod.write_bytes(b"one")
    by_name = {one.name: one for one in recipes.recipes(mongod)}
    tags = {name: one.content("debian:1") for name, one in by_name.items()}
    assert len(set(tags.values())) == len(tags) == 4
    assert {name: one.content("debian:1") for name, one in by_name.items()} == tags
    assert by_name["python"].content("debian:2") != tags["python"]
    mongod.write_bytes(b"two")
    assert by_name["mongo"].content("debian:1") != tags["mongo"]


def test_only_debians_own_suites_are_installed_from(says: Said) -> None:
    says(
        "https://other.example/apt nodistro main Packages\n"
        "http://mirror.example/security bookworm-security main Packages\n"
        "http://mirror.example/debian bookworm main Packages\n"
        "http://mirror.example/debian bookworm contrib Packages\n"
    )
    assert [one.suite for one in debian.archives("bookworm")] == ["bookworm", "bookworm-security"]
    assert debian.archives("bookworm")[0].line().startswith("deb [signed-by=/usr/share/keyrings/debian-archive")
    with pytest.raises(ContainerProblem, match="no mirror with Debian trixie"):
        debian.archives("trixie")


def test_proxies_of_apt_are_handed_on(says: Said) -> None:
    says('Acquire "";\nAcquire::http::Proxy "http://proxy.example:3128";\nAcquire::Retries "3";\n')
    assert debian.apt_options() == ("-o", "Acquire::http::Proxy=http://proxy.example:3128")


def test_a_bundle_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert debian.bundle({}) is None
    with pytest.raises(ContainerProblem, match=r"SSL_CERT_FILE names .*gone, which is no file"):
        debian.bundle({"SSL_CERT_FILE": str(tmp_path / "gone")})


def test_pips_index_is_handed_on_and_folders_of_this_machine_are_not(says: Said, tmp_path: Path) -> None:
    says(
        "global.extra-index-url='file:///somewhere/simple https://index.example/simple'\n"
        "global.find-links='/somewhere'\nglobal.index-url='https://first.example/simple'\n"
    )
    told = images._package_index()
    assert told["PIP_EXTRA_INDEX_URL"] == "https://index.example/simple"
    assert told["PIP_INDEX_URL"] == "https://first.example/simple"
    assert not any("somewhere" in value for value in told.values())


def test_every_service_and_the_simulators_have_an_image() -> None:
    assert set(images.names("1")) == {"intake", "routing", "notifications", "hotline", "simulators"}
    assert images.names("1")["intake"] == "motcua/intake:1"
