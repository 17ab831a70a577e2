"""The connection sheet of an agency whose letters are posted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from deploy.simulators.agency.sheet import BadSheet, decoded


@dataclass(frozen=True, slots=True)
class WebhookSheet:
    """``replies_url`` is where answers go; ``centre_keys`` maps kid → public key."""

    key: str
    name: str
    replies_url: str
    private_key: Ed25519PrivateKey = field(repr=False)
    private_key_id: str
    centre_keys: Mapping[str, Ed25519PublicKey]


def read_sheet(path: Path) -> WebhookSheet:
    """The sheet in this file. Raises BadSheet."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return WebhookSheet(
            key=content["agency"]["key"],
            name=content["agency"]["name"],
            replies_url=content["webhook"]["replies_url"],
            private_key=Ed25519PrivateKey.from_private_bytes(decoded(content["private_key"]["d"])),
            private_key_id=content["private_key"]["kid"],
            centre_keys={
                key["kid"]: Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
                for key in content["centre_public_keys"]["keys"]
            },
        )
    except KeyError as missing:
        raise BadSheet(f"{path}: {missing} is missing") from missing
    except (OSError, TypeError, ValueError) as problem:
        raise BadSheet(f"{path}: {problem}") from problem
