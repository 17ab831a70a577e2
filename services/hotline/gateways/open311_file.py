"""Reads Open311's services from their data file: checked whole before anything runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.open311.catalogue import Attribute, Catalogue, Reply, Service

DATATYPES = ("string", "number", "datetime", "text")


class BadCatalogue(ValueError):
    """The file cannot be used; the message says why."""


def read_catalogue(path: Path) -> Catalogue:
    """Raises BadCatalogue, OSError."""
    try:
        content = json.loads(path.read_text("utf-8"))
        services = tuple(_service(one) for one in content["services"])
        attributes = tuple(_attribute(one) for one in content["attributes"])
        found = Catalogue(str(content["changeset"]), services, attributes)
    except (ValueError, KeyError, TypeError) as problem:
        raise BadCatalogue(f"{path.name}: {problem!r}") from problem
    if len({one.code for one in services}) != len(services) or not services:
        raise BadCatalogue(f"{path.name}: services: codes must be there and differ")
    if any(one.kind.has_its_own_path for one in services):
        raise BadCatalogue(f"{path.name}: services: a complaint or denunciation has its own path")
    return found


def _service(data: Mapping[str, Any]) -> Service:
    return Service(
        str(data["code"]),
        Kind(data["kind"]),
        Topic(data["topic"]),
        Reply(data["reply"]),
        Words(**data["name"]),
        Words(**data["description"]),
        Words(**data["group"]),
        Words(**data["keywords"]),
    )


def _attribute(data: Mapping[str, Any]) -> Attribute:
    if data["datatype"] not in DATATYPES:
        raise ValueError(f"datatype {data['datatype']!r}")
    return Attribute(
        str(data["code"]),
        bool(data["variable"]),
        data["datatype"],
        bool(data["required"]),
        Words(**data["description"]),
        Words(**data["hint"]),
    )
