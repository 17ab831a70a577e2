"""Secrets of the containers as files: made once, each in the folder of those who are given it.

Compose mounts them as they lie, whatever it is told of owner and mode; so their common folder is closed to others
on this machine, and all below it may be read by whatever user a container has.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from deploy.local.bank import SECRET as BANK_SECRET
from deploy.local.home import ROOT, Home
from deploy.local.portal import SECRETS as PORTAL_SECRETS
from deploy.local.providers import SECRETS as PROVIDER_SECRETS
from deploy.local.secrets_file import kept_passwords, password, write_private
from deploy.local.system import SERVICES
from shared.security.make_secrets import make_secrets
from shared.store.preparing import REPLICA_SET

ADMIN = "admin"
VHOST = "motcua"
MAIL_ACCOUNT = ("smtp-user", "smtp-password")  # empty until an operator writes them
ENTERED, READABLE = 0o755, 0o444


def secrets_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where they lie: SECRETS, else in the project's home."""
    given = environ.get("SECRETS")
    return (ROOT / given).resolve() if given else Home.from_environment().folder / "compose" / "secrets"


def make(root: Path) -> list[Path]:
    """Write what is not there yet, never over what is; the paths written. Raises OSError, BadKeyFile."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    root.chmod(0o700)
    before = set(_files(root))
    signers = json.loads((ROOT / "services" / "signers.json").read_text("utf-8"))
    make_secrets(root, SERVICES, signers)
    of_services = kept_passwords(root / "provisioner" / "service-passwords.json", SERVICES)
    broker = _kept(root / "broker" / "admin-password")
    _once(root / "provisioner" / "amqp-admin-url", f"amqp://{ADMIN}:{quote(broker)}@broker:5672/{VHOST}")
    _once(root / "provisioner" / "management-url", f"http://{ADMIN}:{quote(broker)}@broker:15672")
    for service in SERVICES:
        server = f"mongo-{service}"
        _kept(root / server / "replica.key", 4)
        _kept(root / server / "admin-password")
        account = f"{service}:{quote(of_services[service])}"
        query = f"replicaSet={REPLICA_SET}&authSource={service}"
        _once(root / service / "mongo-url", f"mongodb://{account}@{server}:27017/{service}?{query}")
        _once(root / service / "amqp-url", f"amqp://{account}@broker:5672/{VHOST}")
    for name in PROVIDER_SECRETS:
        _once(root / "sms-provider" / name, _kept(root / "notifications" / name))
    _once(root / "bank" / BANK_SECRET, _kept(root / "intake" / BANK_SECRET))
    for name in PORTAL_SECRETS:
        _once(root / "national-portal" / name, _kept(root / "intake" / name))
    for name in MAIL_ACCOUNT:
        _once(root / "notifications" / name, "")
    for path in root.rglob("*"):
        path.chmod(ENTERED if path.is_dir() else READABLE)
    return sorted(set(_files(root)) - before)


def wanted(root: Path) -> list[Path]:
    """Every file without which a container does not start; empty ones that may be empty are not among them."""
    of_services = [root / service / name for service in SERVICES
                   for name in ("store.json", "bus.json", "tokens.public.json", "mongo-url", "amqp-url")]  # fmt: skip
    signers = json.loads((ROOT / "services" / "signers.json").read_text("utf-8"))
    of_signers = [root / holder / f"{name}.private.json" for name, holder in signers.items()]
    servers = [root / f"mongo-{service}" / name for service in SERVICES for name in ("replica.key", "admin-password")]
    provisioner = [
        root / "provisioner" / name for name in ("amqp-admin-url", "management-url", "service-passwords.json")
    ]
    providers = [root / folder / name for folder in ("notifications", "sms-provider") for name in PROVIDER_SECRETS]
    bank = [root / folder / BANK_SECRET for folder in ("intake", "bank")]
    portal = [root / folder / name for folder in ("intake", "national-portal") for name in PORTAL_SECRETS]
    mail = [root / "notifications" / name for name in MAIL_ACCOUNT]
    return [
        *of_services,
        *of_signers,
        *servers,
        *provisioner,
        *providers,
        *bank,
        *portal,
        *mail,
        root / "broker" / "admin-password",
    ]


def may_be_empty(path: Path) -> bool:
    """Whether an operator need not fill it."""
    return path.name in MAIL_ACCOUNT


def _kept(path: Path, parts: int = 1) -> str:
    if not path.exists():
        write_private(path, password() * parts)
    return path.read_text("utf-8")


def _once(path: Path, text: str) -> None:
    if not path.exists():
        write_private(path, text)


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]
