"""``python -m deploy.contracts write|check``: the stored contracts made anew, or compared with what they should be."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from deploy.contracts import guide
from deploy.contracts.applications import application
from deploy.contracts.asyncapi import asyncapi
from deploy.contracts.documents import contract, table
from deploy.contracts.gathering import ContractFault, gather, service_names
from deploy.contracts.problem_types import problem_types

ROOMS = ("events", "openapi")
FOLDER = Path(__file__).resolve().parents[2] / "shared" / "contracts"


def openapi(service: str) -> dict[str, Any]:
    """The description that a service gives of its API, and the types of its problems as ``x-problems``."""
    with application(service) as (app, _):
        found: dict[str, Any] = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
        return {**found, "x-problems": problem_types(service)}


def expected() -> dict[Path, str]:
    """Every file that should stand in the folder, by its path within it. Raises ContractFault."""
    declared = gather()
    files = {Path("events") / f"{one.published.type}.json": _json(contract(one)) for one in declared}
    described = {Path("openapi") / f"{service}.json": _json(openapi(service)) for service in service_names()}
    return {**files, **described, Path("README.md"): table(declared), Path("asyncapi.json"): _json(asyncapi(declared))}


def differences(files: dict[Path, str], folder: Path = FOLDER) -> list[str]:
    """What is missing, other, or stands there without need."""
    found = []
    for path, text in files.items():
        stored = folder / path
        if not stored.is_file():
            found.append(f"{path} is missing")
        elif stored.read_text("utf-8") != text:
            found.append(f"{path} is out of date")
    known = {folder / path for path in files}
    found += [
        f"{path.relative_to(folder)} belongs to nothing"
        for room in ROOMS
        for path in sorted((folder / room).glob("*.json"))
        if path not in known
    ]
    return found


def write(files: dict[Path, str], folder: Path = FOLDER) -> None:
    """Write every file, and remove those of types that are no longer told."""
    for room in ROOMS:
        (folder / room).mkdir(parents=True, exist_ok=True)
        for path in (folder / room).glob("*.json"):
            if path.relative_to(folder) not in files:
                path.unlink()
    for path, text in files.items():
        (folder / path).write_text(text, "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 when all is well, 1 with a line for each fault or difference."""
    parser = argparse.ArgumentParser(prog="python -m deploy.contracts", description=__doc__)
    parser.add_argument("command", choices=["write", "check"])
    command = parser.parse_args(arguments).command
    try:
        files = expected()
    except ContractFault as fault:
        print("\n".join(f"contracts: {line}" for line in fault.faults), file=sys.stderr)
        return 1
    document = json.loads(files[Path("asyncapi.json")])
    if command == "write":
        write(files)
        guide.write(document)
        print(f"contracts: {len(files)} files written")
        return 0
    found = [*differences(files), *guide.difference(document)]
    for line in found:
        print(f"contracts: {line}; run: python -m deploy.contracts write", file=sys.stderr)
    return 1 if found else 0


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
