"""The walls between the rooms: who may import whom, and which packages stay behind which door."""

from __future__ import annotations

import ast
import re
import sys

import pytest
from importlinter.cli import lint_imports

from deploy.contracts.gathering import service_names
from tests.architecture.source import ROOT, Source, sources

# What may stand in shared/, and nothing else: used by two services, and without a noun of the business.
SHARED = {
    *("bus", "store", "http", "security", "working_time", "ordering", "text", "telemetry", "ui", "settings", "files"),
    "print",
    "contracts",
}
# Shared before a second service needs it, and why; to be struck out as soon as one does.
SHARED_EARLY: dict[str, str] = {}
# Rooms whose rules are standard library, so a domain may build on them.
PURE = ("shared.working_time", "shared.ordering", "shared.text", "shared.files.kinds")
NOUNS = {
    "dossier",
    "dossiers",
    "petition",
    "petitions",
    "applicant",
    "applicants",
    "procedure",
    "procedures",
    "receipt",
    "receipts",
    "ticket",
    "tickets",
    "citizen",
    "citizens",
    "intake",
    "hotline",
    "notifications",
}
# Words that are nouns elsewhere and mean something of every service here.
MEANT = {"shared/ui/install.py: hotline"}  # the telephone number that stands on every page
DOORS = {
    "pika": r"shared\.bus(\..+)?",
    "pymongo": r"shared\.store(\..+)?|services\.\w+\.store(\..+)?",
    "argon2": r"shared\.security(\..+)?",
    "joserfc": r"shared\.security(\..+)?|services\.\w+\.gateways(\..+)?",
    "cryptography": r"shared\.security(\..+)?",
    "gunicorn": r"shared\.http(\..+)?",
    "prometheus_client": r"shared\.telemetry(\..+)?",
    "structlog": r"shared\.telemetry(\..+)?",
    "typst": r"shared\.print(\..+)?",
    "flask": r"shared\.(http|ui)(\..+)?|services\.\w+\.(api|web)(\..+)?|services\.\w+\.app",
}


def test_import_linters_contracts_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_shared_holds_exactly_its_rooms() -> None:
    found = {path.name for path in (ROOT / "shared").iterdir() if path.name not in ("__pycache__", "__init__.py")}
    assert found == SHARED


def test_what_is_shared_is_used_by_two_services() -> None:
    used = {
        room: {service for service in service_names() if _uses(f"services/{service}", room)}
        for room in SHARED - {"contracts"}
    }
    for room, services in used.items():  # by way of another room, such as the log that every request writes
        for other in used.keys() - {room}:
            if _uses(f"shared/{other}", room):
                services |= used[other]
    alone = {room for room, services in used.items() if len(services) < 2}
    assert alone == set(SHARED_EARLY), "a room of shared/ has fewer than two users, or has got its second one"


def test_no_noun_of_the_business_stands_in_shared() -> None:
    guilty = [
        f"{one.path}: {name}"
        for one in sources("shared")
        for name in sorted(_names(one))
        if NOUNS & set(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))
    ]
    assert set(guilty) == MEANT


def test_shared_data_is_data_only() -> None:
    kinds = {path.suffix for path in (ROOT / "shared" / "contracts").rglob("*") if path.is_file()}
    assert kinds <= {".json", ".md"}


def test_a_domain_is_standard_library_only() -> None:
    guilty = [
        f"{one.path}: {name}"
        for one in sources("services", "shared")
        for name in one.imports()
        if (_is_domain(one) or one.name.startswith(PURE)) and not _is_pure(name, one)
    ]
    assert guilty == []


@pytest.mark.parametrize("package", DOORS)
def test_a_package_stays_behind_its_door(package: str) -> None:
    guilty = sorted(
        {
            str(one.path)
            for one in sources("services", "shared")
            for name in one.imports()
            if name.split(".")[0] == package and not re.fullmatch(DOORS[package], one.name)
        }
    )
    assert guilty == []


def test_shared_knows_no_service() -> None:
    guilty = [
        f"{one.path}: {name}"
        for one in sources("shared")
        for name in one.imports()
        if name.split(".")[0] in ("services", "deploy", "tests")
    ]
    assert guilty == []


def _is_domain(one: Source) -> bool:
    return one.path.parts[0] == "services" and len(one.path.parts) > 2 and one.path.parts[2] == "domain"


def _is_pure(name: str, one: Source) -> bool:
    own = ".".join(one.path.parts[:3])
    return name.split(".")[0] in sys.stdlib_module_names or name.startswith((own, *PURE))


def _uses(user: str, room: str) -> bool:
    return any(name.startswith(f"shared.{room}") for one in sources(user) for name in one.imports())


def _names(one: Source) -> set[str]:
    found = {*one.path.with_suffix("").parts[1:]}
    for node in ast.walk(one.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found
