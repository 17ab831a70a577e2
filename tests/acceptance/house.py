"""The four services as their composition roots put them together, once for all worlds; no database is ever asked."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from joserfc.jwk import KeySet, OKPKey

from services.intake.domain.procedure import Procedure
from services.intake.domain.procedure_data import procedure_from_data as read_procedure
from shared.bus import topology
from shared.bus.envelope import EnvelopeStamp
from shared.bus.layout import Layout, layout_of
from shared.bus.reading import Reading
from shared.bus.registry import load_registry
from shared.security.keys import KeyRing, new_signing_key, read_key_set, read_signing_key
from shared.security.make_secrets import make_secrets
from shared.security.personal import Opener, Sealer
from shared.security.signatures import sign_detached
from shared.settings import read
from shared.store.mapping import Mapping as StoreMapping

SERVICES = Path(__file__).resolve().parents[2] / "services"
NOWHERE = "127.0.0.1:1"
# Providers of both channels, so that messages are sent; what they answer is the world's part.
PROVIDERS = {"SMS_URL": f"http://{NOWHERE}/", "SMS_CALLBACK_SECRET": "secret", "SMTP_HOST": "127.0.0.1"}
# What a service's readings are made with, where they are made at all.
GIVEN: Mapping[str, Callable[[Any], Any]] = {
    "intake": lambda parts: parts.settings.calendar_id,
    "notifications": lambda parts: parts.desk,
}
Readings = Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Built:
    """One service: its parts, its readings by queue, how it stores its aggregates."""

    name: str
    parts: Any
    readings: Mapping[str, Readings]
    mappings: tuple[StoreMapping, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class House:
    """What all worlds share: services, keys, the broker's layout, the catalogue and what agencies sign with."""

    services: Mapping[str, Built]
    layout: Layout
    procedures: tuple[Procedure, ...]
    routes: Mapping[str, Any]
    agency_key: OKPKey
    centre_keys: KeySet

    def stamp(self, service: str, new_id: Callable[[], str]) -> EnvelopeStamp:
        """The service's own stamp but for the ids."""
        folder = self.services[service].folder
        private = folder / "centre.private.json"
        sign = partial(sign_detached, key=read_signing_key(private)) if private.exists() else None
        return EnvelopeStamp(service, Sealer(KeyRing.read(folder / "bus.json")), new_id=new_id, sign=sign)

    def opener(self, service: str) -> Opener:
        """Opens what any service sealed."""
        return Opener(KeyRing.read(self.services[service].folder / "bus.json"))


def build_house(folder: Path) -> House:
    """Secrets into the folder, then every service from its own settings, as its processes do."""
    names = sorted(one.name for one in SERVICES.iterdir() if (one / "__init__.py").is_file())
    signers = json.loads((SERVICES / "signers.json").read_text("utf-8"))
    make_secrets(folder, names, signers)
    built = {name: _build(name, folder / name) for name in names}
    catalogue = built["intake"].parts.settings.catalogue_file
    return House(
        services=built,
        layout=layout_of(load_registry(), names),
        procedures=tuple(read_procedure(one) for one in json.loads(catalogue.read_text("utf-8"))),
        routes=json.loads(built["routing"].parts.settings.routes_file.read_text("utf-8")),
        agency_key=new_signing_key(),
        centre_keys=read_key_set(folder / "routing" / "centre.public.json"),
    )


def _build(name: str, folder: Path) -> Built:
    settings = read(
        importlib.import_module(f"services.{name}.settings").TABLE,
        {
            "MONGO_URL": f"mongodb://{NOWHERE}/{name}?serverSelectionTimeoutMS=10",
            "AMQP_URL": f"amqp://{NOWHERE}/nowhere",
            "SECRETS_DIR": str(folder),
            **(PROVIDERS if name == "notifications" else {}),
        },
    )
    parts = importlib.import_module(f"services.{name}.app").build(settings)
    parts.database.client.close()
    mappings = getattr(parts, "mappings", None) or importlib.import_module(f"services.{name}.store.mappings").MAPPINGS
    return Built(name, parts, _readings(name, parts), mappings, folder)


def _readings(name: str, parts: Any) -> dict[str, Readings]:
    """As the composition root hands them to its consumers."""
    inbox = topology.inbox_queue(name)
    if name == "routing":
        replies = _by_type(parts.reply_readings)
        return {inbox: _by_type(parts.inbox_readings), topology.replies_queue(name): replies}
    consumed = importlib.import_module(f"services.{name}.consumed")
    made = hasattr(consumed, "readings")
    return {inbox: _by_type(consumed.readings(GIVEN[name](parts)) if made else consumed.READINGS)}


def _by_type(readings: Iterable[Reading]) -> Readings:
    return {one.type: one for one in readings}
