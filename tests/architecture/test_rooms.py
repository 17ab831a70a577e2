"""Every service has the same rooms, and every file is one that a newcomer can take in."""

from __future__ import annotations

import ast
import importlib

import pytest

from deploy.contracts.gathering import service_names
from tests.architecture.source import ROOT, Source, sources

FILES = (
    "README.md",
    "__init__.py",
    "__main__.py",
    "app.py",
    "settings.py",
    "access.py",
    "jobs.py",
    "requirements.in",
    "requirements.txt",
)
PACKAGES = ("domain", "use_cases", "store", "gateways", "api", "web")
FOLDERS = ("data", "locale")
MODULES = ("published", "consumed")  # files, or packages when they grow
GROWN = ("composition",)  # what app.py puts together, concept by concept, where it grew too long
ROLES = {"api", "worker", "consumer", "relay", "timers", "init"}
LONGEST_FILE = 350


@pytest.mark.parametrize("service", service_names())
def test_every_service_has_the_same_rooms(service: str) -> None:
    home = ROOT / "services" / service
    missing = [name for name in FILES if not (home / name).is_file()]
    missing += [f"{name}/" for name in PACKAGES if not (home / name / "__init__.py").is_file()]
    missing += [f"{name}/" for name in FOLDERS if not any((home / name).iterdir())]
    missing += [
        name for name in MODULES if not (home / f"{name}.py").is_file() and not (home / name / "__init__.py").is_file()
    ]
    assert missing == []


@pytest.mark.parametrize("service", service_names())
def test_no_service_has_a_room_of_its_own_making(service: str) -> None:
    folders = {
        path.name for path in (ROOT / "services" / service).iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders <= {*PACKAGES, *FOLDERS, *MODULES, *GROWN}


@pytest.mark.parametrize("service", service_names())
def test_every_service_runs_in_the_same_roles(service: str) -> None:
    text = (ROOT / "services" / service / "__main__.py").read_text("utf-8")
    assert {role for role in ROLES if f'"{role}"' in text} == ROLES


@pytest.mark.parametrize("service", service_names())
def test_every_setting_stands_in_the_readme(service: str) -> None:
    settings = importlib.import_module(f"services.{service}.settings")
    readme = (ROOT / "services" / service / "README.md").read_text("utf-8")
    tables = [value for value in vars(settings).values() if isinstance(value, tuple)]
    names = {one.name for table in tables for one in table if hasattr(one, "meaning")}
    assert names
    assert sorted(name for name in names if f"`{name}`" not in readme) == []


@pytest.mark.parametrize("service", service_names())
def test_every_right_stands_in_the_readme(service: str) -> None:
    access = importlib.import_module(f"services.{service}.access").ACCESS
    readme = (ROOT / "services" / service / "README.md").read_text("utf-8")
    assert sorted(action for action in access.actions if f"`{action}`" not in readme) == []


def test_every_file_opens_with_what_it_is_for() -> None:
    silent = [str(one.path) for one in sources() if one.text.strip() and ast.get_docstring(one.tree) is None]
    assert silent == []


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    assert [f"{one.path}: {_lines(one)}" for one in sources() if _lines(one) > LONGEST_FILE] == []


def test_nothing_is_put_away_as_utils() -> None:
    assert [
        str(one.path) for one in sources() if one.path.stem in ("utils", "util", "helpers", "misc", "common_utils")
    ] == []


def test_tests_wait_for_what_they_want_and_never_sleep() -> None:
    waiting = ROOT / "tests" / "support" / "waiting.py"
    sleeping = [
        f"{one.path}:{node.lineno}"
        for one in sources("tests")
        if ROOT / one.path != waiting
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Call) and _is_sleep(node.func)
    ]
    assert sleeping == []


def _is_sleep(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "sleep"


def _lines(one: Source) -> int:
    return one.text.count("\n")
