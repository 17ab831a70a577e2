"""The HTTP application of a service, put together without a database: to describe it, and to walk its routes."""

from __future__ import annotations

import importlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from joserfc.jwk import OKPKey

from deploy.contracts.gathering import SERVICES, service_names
from shared.security.keys import read_signing_key
from shared.security.make_secrets import make_secrets
from shared.settings import read

NOWHERE = "mongodb://127.0.0.1:1"


@contextmanager
def application(service: str) -> Iterator[tuple[Flask, OKPKey]]:
    """The application, and the key that signs its sessions; whatever needs the database answers 503."""
    with tempfile.TemporaryDirectory() as folder:
        signers = json.loads((SERVICES / "signers.json").read_text("utf-8"))
        make_secrets(Path(folder), service_names(), signers)
        table = importlib.import_module(f"services.{service}.settings").TABLE
        settings = read(
            table,
            {
                "MONGO_URL": f"{NOWHERE}/{service}?serverSelectionTimeoutMS=10",
                "AMQP_URL": "amqp://127.0.0.1:1/nowhere",
                "SECRETS_DIR": str(Path(folder) / service),
            },
        )
        composition = importlib.import_module(f"services.{service}.app")
        parts = composition.build(settings)
        try:
            yield (
                composition.make_app(parts),
                read_signing_key(Path(folder) / signers["tokens"] / "tokens.private.json"),
            )
        finally:
            parts.database.client.close()
