"""The generated contracts as the pages need them: read once in the life of a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from services.intake.web.developers.fields import Field, fields_of
from services.intake.web.developers.operations import Group, groups_of
from shared.bus.registry import CONTRACTS

FOLDER = CONTRACTS.parent
AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Event:
    """One event type: its contract, and the channel that AsyncAPI describes for it."""

    contract: Mapping[str, Any]
    channel: Mapping[str, Any]

    @property
    def type(self) -> str:
        return str(self.contract["type"])

    @property
    def owner(self) -> str:
        return str(self.contract["owner"])

    @property
    def consumers(self) -> tuple[str, ...]:
        return tuple(self.contract["consumers"])

    @property
    def exchange(self) -> str:
        return str(self.channel["bindings"]["amqp"]["exchange"]["name"])

    @property
    def fields(self) -> list[Field]:
        """The fields of ``data``; the personal block is told by ``personal``."""
        return [one for one in fields_of(self.contract["schema"]) if one.name.partition(".")[0] != "personal"]

    @property
    def personal(self) -> Mapping[str, str]:
        """Name → meaning of what the sealed block holds."""
        block = self.contract["schema"].get("properties", {}).get("personal", {})
        found: Mapping[str, str] = block.get("x-opens-to", {})
        return found

    @property
    def example(self) -> str:
        """The golden example, set for reading."""
        return pretty(self.contract["example"])


@dataclass(frozen=True, slots=True)
class Api:
    """One service's HTTP API."""

    service: str
    document: Mapping[str, Any]

    @property
    def groups(self) -> list[Group]:
        return groups_of(self.document)

    def group(self, name: str) -> Group | None:
        """The operations of this tag; None where it has none such."""
        return next((one for one in self.groups if one.name == name), None)

    @property
    def count(self) -> int:
        """How many operations it has."""
        return sum(len(group.operations) for group in self.groups)

    @property
    def tags(self) -> list[str]:
        """What it is about, in the contract's words."""
        return [one["description"] for one in self.document.get("tags", ()) if one.get("description")]

    @property
    def problems(self) -> list[Mapping[str, Any]]:
        """The types of its problems, its own before those of every service."""
        return sorted(self.document.get("x-problems", ()), key=lambda one: bool(one.get("common")))


@dataclass(frozen=True)
class Documents:
    """``events`` by type, ``apis`` by service, ``files`` by the path under which they are fetched."""

    events: Mapping[str, Event]
    apis: Mapping[str, Api]
    asyncapi: Mapping[str, Any]
    files: Mapping[str, bytes]

    @cached_property
    def envelope(self) -> list[Field]:
        return fields_of(self.asyncapi["components"]["schemas"]["envelope"])

    @property
    def agency(self) -> Mapping[str, Any]:
        """Names and rights of an agency on the broker, shown for one."""
        found: Mapping[str, Any] = self.asyncapi["x-agency"]
        return found

    def to_agencies(self) -> list[Event]:
        return [one for one in self.events.values() if AGENCY in one.consumers]

    def from_agencies(self) -> list[Event]:
        return [one for one in self.events.values() if one.owner == AGENCY]


@cache
def load(folder: Path = FOLDER) -> Documents:
    """All contracts of a folder. Raises FileNotFoundError, KeyError or ValueError for one that is not whole."""
    files = {"asyncapi.json": (folder / "asyncapi.json").read_bytes()}
    files |= {f"openapi/{path.name}": path.read_bytes() for path in sorted((folder / "openapi").glob("*.json"))}
    asyncapi = json.loads(files["asyncapi.json"])
    contracts = [json.loads(path.read_text("utf-8")) for path in sorted((folder / "events").glob("*.json"))]
    apis = {Path(name).stem: json.loads(text) for name, text in files.items() if name.startswith("openapi/")}
    return Documents(
        events={one["type"]: Event(one, asyncapi["channels"][one["type"]]) for one in contracts},
        apis={service: Api(service, document) for service, document in apis.items()},
        asyncapi=asyncapi,
        files=files,
    )


def pretty(content: object) -> str:
    """JSON as people read it."""
    return json.dumps(content, ensure_ascii=False, indent=2)
