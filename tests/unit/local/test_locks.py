"""The locks: hashed, naming no registry, one version of each package everywhere, and holding all that is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.local.home import ROOT

ROOMS = tuple(sorted(path.parent for path in (*ROOT.glob("services/*/requirements.in"), ROOT / "deploy/local/x")))
UNION = ROOT / "tests" / "requirements.txt"
LOCKS = (UNION, *(room / "requirements.txt" for room in ROOMS))


def pins(lock: Path) -> dict[str, str]:
    """Package → version."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", lock.read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def asked_for(source: Path) -> set[str]:
    """Names in a requirements.in and in those that it includes."""
    names: set[str] = set()
    for line in source.read_text().splitlines():
        if line.startswith("-r "):
            names |= asked_for(source.parent / line[3:].strip())
        elif line.strip() and not line.startswith("#"):
            names.add(canonicalize_name(Requirement(line).name))
    return names


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_a_lock_names_no_registry_and_no_place_of_a_machine(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-|--)(index|extra-index|find-links|trusted-host|i\b|f\b)", text, re.MULTILINE)
    assert not re.search(r"(^|\s)/\w", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_every_pin_has_its_hashes(lock: Path) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text())
    assert [block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_a_package_has_the_version_that_is_tested(lock: Path) -> None:
    tested = pins(UNION)
    assert {name: version for name, version in pins(lock).items() if tested.get(name) != version} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_all_that_is_asked_for_is_locked(lock: Path) -> None:
    assert asked_for(lock.with_suffix(".in")) - set(pins(lock)) == set()
