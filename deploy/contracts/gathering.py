"""What the services declare, gathered: every published type with its owner and its readers, every fault named."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from shared.bus import topology
from shared.bus.forgiving import forgiving
from shared.bus.published import Published, SchemaClass

SERVICES = Path(__file__).resolve().parents[2] / "services"


class ContractFault(Exception):
    """What the services declare does not fit together; ``faults`` are lines for a person."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Declared:
    """One event type as its teller and its readers declare it. ``described_by`` is the service that publishes the
    contract; the owner of what agencies send is ``agency``."""

    published: Published
    described_by: str
    owner: str
    readers: Mapping[str, SchemaClass]
    to_agencies: bool

    @property
    def consumers(self) -> tuple[str, ...]:
        """Who reads it, by name."""
        return tuple(sorted([*self.readers, *([topology.AGENCY] if self.to_agencies else [])]))


def service_names(folder: Path = SERVICES) -> list[str]:
    """Every service, by its folder."""
    return sorted(one.name for one in folder.iterdir() if (one / "__init__.py").is_file())


def gather() -> list[Declared]:
    """All types, by name. Raises ContractFault."""
    services = service_names()
    readers: dict[str, dict[str, SchemaClass]] = {}
    for service in services:
        for type_, schema in reading_schemas(service).items():
            readers.setdefault(type_, {})[service] = schema
    declared: dict[str, Declared] = {}
    faults = []
    for service in services:
        for published in importlib.import_module(f"services.{service}.published").PUBLISHED:
            if published.type in declared:
                faults.append(f"{published.type}: {service} and {declared[published.type].described_by} both tell it")
            declared[published.type] = _declared(service, published, readers.get(published.type, {}))
    faults += [
        f"{type_}: {', '.join(sorted(by))} reads it, and nobody tells it"
        for type_, by in readers.items()
        if type_ not in declared
    ]
    faults += [fault for one in declared.values() for fault in _faults(one)]
    if faults:
        raise ContractFault(faults)
    return [declared[type_] for type_ in sorted(declared)]


def reading_schemas(service: str) -> dict[str, SchemaClass]:
    """Type → schema class of what a service reads, from its ``SCHEMAS`` or its ``READINGS``."""
    consumed = importlib.import_module(f"services.{service}.consumed")
    if hasattr(consumed, "SCHEMAS"):
        return dict(consumed.SCHEMAS)
    return {reading.type: reading.schema for reading in consumed.READINGS}


def _declared(service: str, published: Published, readers: Mapping[str, SchemaClass]) -> Declared:
    address = published.example.address
    to_agencies = address is not None and address.exchange == topology.agency_tasks_exchange()
    return Declared(published, service, published.sender or service, readers, to_agencies)


def _faults(one: Declared) -> list[str]:
    published, faults = one.published, []
    data = dict(published.example.data)
    if one.owner == one.described_by and not one.to_agencies and published.type.split(".")[0] != one.owner:
        faults.append(f"{published.type}: its first word is not {one.owner}")
    if not one.consumers and not published.unread_because:
        faults.append(f"{published.type}: nobody reads it, and unread_because does not say why")
    if one.consumers and published.unread_because:
        faults.append(f"{published.type}: {', '.join(one.consumers)} reads it, so unread_because is out of date")
    faults += _loading(published.type, one.owner, published.schema(), data)
    for reader, schema in one.readers.items():
        faults += _loading(published.type, reader, forgiving(schema), data)
    return faults


def _loading(type_: str, who: str, schema: Schema, data: Mapping[str, Any]) -> list[str]:
    try:
        schema.load(data)
    except ValidationError as fault:
        return [f"{type_}: the schema of {who} does not load the example: {fault.messages}"]
    return []
