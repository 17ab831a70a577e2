"""The contracts of all events as data: who owns a type, who reads it, and which of its fields are personal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.bus import topology

CONTRACTS = Path(__file__).resolve().parents[1] / "contracts" / "events"


class BadContract(ValueError):
    """A contract file that says something impossible; the message names the file and the field."""


@dataclass(frozen=True, slots=True)
class Contract:
    """One event type. ``owner`` and ``consumers`` are services, or the word ``agency`` for any agency.

    ``unread_because`` says why a type without a consumer is published all the same.
    """

    type: str
    owner: str
    consumers: tuple[str, ...]
    unread_because: str | None = None
    personal: tuple[str, ...] = ()
    schema: Mapping[str, Any] = field(default_factory=dict)
    example: Mapping[str, Any] = field(default_factory=dict)


class Registry:
    """All contracts, by type."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self._contracts: dict[str, Contract] = {}
        for contract in contracts:
            if contract.type in self._contracts:
                raise BadContract(f"{contract.type}: two contracts for one type")
            self._contracts[contract.type] = _checked(contract)

    def __iter__(self) -> Iterator[Contract]:
        return iter(sorted(self._contracts.values(), key=lambda contract: contract.type))

    def __len__(self) -> int:
        return len(self._contracts)

    def get(self, type: str) -> Contract | None:
        """The contract of a type, or None where nobody has published one."""
        return self._contracts.get(type)

    def owned_by(self, owner: str) -> list[Contract]:
        """The types that a service (or ``agency``) tells."""
        return [contract for contract in self if contract.owner == owner]

    def read_by(self, consumer: str) -> list[Contract]:
        """The types that a service (or ``agency``) reads."""
        return [contract for contract in self if consumer in contract.consumers]

    def services(self) -> list[str]:
        """Every service that owns or reads a type."""
        names = {name for contract in self for name in (contract.owner, *contract.consumers)}
        return sorted(names - {topology.AGENCY})

    def hears_agencies(self, service: str) -> bool:
        """Whether the service reads what agencies answer."""
        return any(contract.owner == topology.AGENCY for contract in self.read_by(service))

    def tells_agencies(self, service: str) -> bool:
        """Whether the service sends messages to agencies."""
        return any(topology.AGENCY in contract.consumers for contract in self.owned_by(service))

    def must_arrive(self, exchange: str, routing_key: str) -> bool:
        """Whether a message that reaches no queue is a fault: all but the types that nobody reads yet."""
        contract = self._contracts.get(routing_key)
        if contract is None or exchange != topology.events_exchange(contract.owner):
            return True
        return bool(contract.consumers)


def load_registry(folder: Path = CONTRACTS) -> Registry:
    """Read every ``<type>.json`` of a folder. Raises BadContract for a file that cannot stand."""
    return Registry(_read(path) for path in sorted(folder.glob("*.json")))


def _read(path: Path) -> Contract:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        contract = Contract(
            type=found["type"],
            owner=found["owner"],
            consumers=tuple(found["consumers"]),
            unread_because=found.get("unread_because"),
            personal=tuple(found.get("personal", ())),
            schema=found.get("schema", {}),
            example=found.get("example", {}),
        )
    except KeyError as missing:
        raise BadContract(f"{path.name}: the field {missing} is missing") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise BadContract(f"{path.name}: {error}") from None
    if contract.type != path.stem:
        raise BadContract(f"{path.name}: the file's name differs from its type {contract.type!r}")
    return contract


def _checked(contract: Contract) -> Contract:
    try:
        topology.event_type(contract.type)
        for name in (contract.owner, *contract.consumers):
            if name != topology.AGENCY:
                topology.service_name(name)
    except topology.BadName as error:
        raise BadContract(f"{contract.type}: {error}") from None
    if len(set(contract.consumers)) != len(contract.consumers):
        raise BadContract(f"{contract.type}: consumers: a name stands twice")
    addressed = topology.AGENCY in (contract.owner, *contract.consumers)  # goes by an address, not by its owner's name
    if not addressed and contract.type.split(".")[0] != contract.owner:
        raise BadContract(f"{contract.type}: owner: the type's first word is not {contract.owner!r}")
    if not contract.consumers and not contract.unread_because:
        raise BadContract(f"{contract.type}: a type that nobody reads must say unread_because")
    return contract
