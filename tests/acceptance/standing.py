"""How a world stands, as plain data in which two worlds can be compared; what may truly differ is named here, alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from shared.store.change import Key
from shared.store.mapping import Mapping as StoreMapping
from tests.acceptance.system import Service, System

# What truly differs between two orders of the same history, and nothing else is left out:
# - drawn anew in every world, and never told: the digest of the owner's secret token;
RANDOM = {"owner_token_hash"}
# - drawn anew as well: what a transfer for a fee says in its memo;
DRAWN_FOR_FEES = "reference"
# - sequences of what intake tells of a dossier: its version counts what the front door heard of the case as well, so
#   the result's telling has the number of things heard before it. Their order must stand, so ranks are compared;
RANKED = "intake.dossier."
# - the version of a copy that keeps the latest telling: an older one that comes behind it is left out and not counted;
#   no event tells this version;
LATEST_ONLY = {"Calendars", "Tried", "Notices", "KnownDossier"}
# - the sequences of intake's tellings (see RANKED) that the hotline notes beside what each of them said;
NOTED_SEQUENCES = {"KnownDossier"}
# - and that notifications note beside each fact of a dossier's standing;
NOTED_FACTS = {"Standing"}
# - the same number beside each message and reach, by which newer news is told from older;
NUMBERED = {"Message", "Reach"}
# - nonces and ciphertexts: personal blocks are opened and stored documents read back before they are compared.
# Ids of events are given by the world itself (see NamedStamp), machines' clocks stand still (see NOW), people's acts
# have their own moments, so all of these are compared; in which order events were written is not.


def standing(system: System) -> dict[str, Any]:
    """The final state of all services."""
    return {name: _service(service, system) for name, service in system.services.items()}


def _service(service: Service, system: System) -> dict[str, Any]:
    return {
        "states": {
            mapping.kind.__name__: {one.id: _state(mapping, one) for one in service.work.all(mapping.kind)}
            for mapping in service.built.mappings
        },
        "told": _told(service, system),
        "received": sorted(service.inbox.received),
        "parked": [(one.message.type, one.reason) for one in service.inbox.parked.values()],
        "deferred": [(one.message.type, one.reason) for one in service.inbox.deferred.values()],
        "pending": [row["type"] for row in service.work.events.values() if row["pending"]],
        "jobs": plain(service.work.jobs),
    }


def _state(mapping: StoreMapping, state: Any) -> Any:
    """The state as the database would give it back."""
    found = plain(mapping.from_document(mapping.to_document(state)))
    for duty in found.get("payments", ()):
        del duty[DRAWN_FOR_FEES]
    if mapping.kind.__name__ in LATEST_ONLY:
        del found["version"]
    if mapping.kind.__name__ in NUMBERED:
        del found["sequence"]
    if mapping.kind.__name__ in NOTED_FACTS:
        for fact in found["told"].values():
            del fact["sequence"]
        found["reached"] = {way: address for way, (_, address) in found["reached"].items()}
    if mapping.kind.__name__ in NOTED_SEQUENCES:
        found["personal"] = {name: value for name, (_, value) in found["personal"].items()}
        found["told"] = {place: telling["data"] for place, telling in found["told"].items()}
    return found


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """One line for every place where two worlds differ."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted({*expected, *found}):
            yield from differences(expected.get(name, "nothing"), found.get(name, "nothing"), f"{where}/{name}")
    elif expected != found:
        yield f"{where}: {str(expected)[:300]} became {str(found)[:300]}"


def _told(service: Service, system: System) -> dict[str, Any]:
    """Every event by its id: the whole envelope, opened, with the row's own columns."""
    ranks = _ranks(service)
    told = {}
    for id, row in service.work.events.items():
        envelope = json.loads(row["body"])
        data = envelope["data"]
        if "personal" in data:
            data["personal"] = system.services[service.name].opener.open(data["personal"], id)
        if row["type"].startswith(RANKED):
            envelope["sequence"] = row["sequence"] = f"rank {ranks[id]}"
        columns = {name: row[name] for name in ("sequence", "at", "actor", "why", "exchange", "routing_key")}
        told[id] = {"envelope": envelope, **columns}
    return told


def _ranks(service: Service) -> dict[str, int]:
    """The place of every telling among those of its subject."""
    ranks: dict[str, int] = {}
    seen: dict[str, int] = {}
    for id, row in sorted(service.work.events.items(), key=lambda one: one[1]["sequence"]):
        ranks[id] = seen[row["subject"]] = seen.get(row["subject"], 0) + 1
    return ranks


def plain(value: Any) -> Any:
    """Data only: dataclasses as dicts, without what is random."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.name not in RANDOM}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Key):
        return f"{value.kind.__name__} {value.id}"
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    return value
