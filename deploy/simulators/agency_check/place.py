"""A private place on a broker: a virtual host with one agency in it, given exactly the rights of a real one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pika
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from deploy.simulators.agency.sheet import encoded
from deploy.simulators.agency_check import contract
from shared.bus import topology
from shared.bus.broker_admin import BrokerAdmin, BrokerFault
from shared.bus.layout import Binding, Layout, layout_of
from shared.bus.provisioning import provision_agency
from shared.bus.registry import Registry

REPLIES = "check.replies"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key with its id."""

    id: str
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def new(cls, id: str) -> SigningKey:
        return cls(id, Ed25519PrivateKey.generate())

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    def as_jwk(self, *, private: bool = False) -> dict[str, str]:
        """As JSON Web Key."""
        found = {"crv": "Ed25519", "x": encoded(self.public.public_bytes_raw()), "kid": self.id, "use": "sig"}
        if private:
            found["d"] = encoded(self.private.private_bytes_raw())
        return {**found, "kty": "OKP"}


@dataclass(frozen=True, slots=True)
class Place:
    """``keys`` are the centre's: the program is told of all of them; ``own`` is the agency's."""

    admin: BrokerAdmin = field(repr=False)
    admin_url: str = field(repr=False)
    key: str
    password: str = field(repr=False)
    sheet: Path
    keys: tuple[SigningKey, SigningKey] = field(repr=False)
    own: SigningKey = field(repr=False)

    @property
    def user(self) -> str:
        return topology.agency_user(self.key)

    @property
    def queue(self) -> str:
        return topology.agency_queue(self.key)

    def shut_out(self) -> None:
        """End the agency's connections, as a broker that goes away does; it may not come back until ``let_in``."""
        self.admin.delete_user(self.user)

    def let_in(self) -> None:
        """The same user with the same rights as before."""
        provision_agency(self.admin, self.key, self.password)


@contextmanager
def private_place(amqp_url: str, management_url: str, folder: Path) -> Iterator[Place]:
    """A virtual host of its own, with a sheet in ``folder``; gone afterwards. ``amqp_url`` and ``management_url``
    are an administrator's. Raises BrokerFault."""
    key = f"CHECK-{secrets.token_hex(4).upper()}"
    parts = urlsplit(amqp_url)
    admin_url = parts._replace(path=f"/{key}").geturl()
    admin = BrokerAdmin(management_url, key)
    keys = SigningKey.new("centre-1"), SigningKey.new("centre-2")
    place = Place(admin, admin_url, key, secrets.token_urlsafe(18), folder / f"{key}.json", keys, SigningKey.new(key))
    try:
        admin.put_vhost()
        admin.apply(_centre_layout())
        place.let_in()
        _write_sheet(place, f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname), parts.scheme)
        yield place
    finally:
        with suppress(BrokerFault):
            admin.delete_user(place.user)
            admin.delete_vhost()
        admin.close()


def _centre_layout() -> Layout:
    """The exchanges and policies that every agency meets, and a queue of ours for what it answers."""
    common = layout_of(Registry(()), ())
    return Layout(
        exchanges=common.exchanges,
        queues=(*common.queues, REPLIES),
        bindings=(*common.bindings, Binding(topology.agency_replies_exchange(), REPLIES, "#")),
        policies=common.policies,
        rights=(),
    )


def _write_sheet(place: Place, host: str, scheme: str) -> None:
    """The sheet of the contract with this agency's own values."""
    sheet = json.loads(json.dumps(contract.agency_side()["sheet"]))
    sheet["agency"] |= {"code": topology.agency_code(place.key), "key": place.key}
    signs_in = f"{quote(place.user, safe='')}:{quote(place.password, safe='')}"
    sheet["amqp"] |= {
        "url": f"{scheme}://{signs_in}@{host}/{place.key}",
        "user": place.user,
        "password": place.password,
        "queue": place.queue,
        "replies_routing_key": f"{place.key}.<type>",
    }
    sheet["private_key_file"] = f"{place.key}.private.json"
    sheet["centre_public_keys"] = {"keys": [key.as_jwk() for key in place.keys]}
    place.sheet.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path, content in (
        (place.sheet, sheet),
        (place.sheet.with_name(sheet["private_key_file"]), place.own.as_jwk(private=True)),
    ):
        path.touch(mode=0o600)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), "utf-8")


def connection(url: str) -> pika.BlockingConnection:
    """Raises pika's AMQPError."""
    return pika.BlockingConnection(pika.URLParameters(url))
