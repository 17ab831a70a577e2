"""``python -m shared.bus init``: declares everything that must stand on the broker; safe to run again."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.bus.broker_admin import BrokerAdmin, BrokerFault, vhost_of
from shared.bus.layout import layout_of
from shared.bus.registry import CONTRACTS, BadContract, Registry, load_registry
from shared.bus.topology import BadName, service_name
from shared.settings import Setting, load

TABLE = (
    Setting("AMQP_ADMIN_URL", str, meaning="the broker as its administrator; names the virtual host", secret=True),
    Setting("RABBITMQ_MANAGEMENT_URL", str, meaning="the management API, with the administrator's name", secret=True),
    Setting("SERVICE_PASSWORDS_FILE", Path, meaning='JSON file {"<service>": "<password>"} of the services\' users'),
    Setting("CONTRACTS_DIR", Path, CONTRACTS, "folder of the events' contracts"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all stands, 1 when the broker refused, 2 for bad settings, contracts or passwords."""
    parser = argparse.ArgumentParser(prog="python -m shared.bus", description=__doc__)
    parser.add_argument("command", choices=["init"])
    parser.parse_args(arguments)
    settings = load(TABLE, os.environ)
    try:
        passwords = read_passwords(settings.service_passwords_file)
        registry = load_registry(settings.contracts_dir)
        admin = BrokerAdmin(settings.rabbitmq_management_url, vhost_of(settings.amqp_admin_url))
        declare(admin, registry, passwords)
    except (BadContract, BadName, ValueError, OSError) as error:
        print(f"init: {error}", file=sys.stderr)
        return 2
    except BrokerFault as error:
        print(f"init: {error}", file=sys.stderr)
        return 1
    print(f"init: {len(registry)} event types, {len(passwords)} services on virtual host {admin.vhost}")
    return 0


def declare(admin: BrokerAdmin, registry: Registry, passwords: Mapping[str, str]) -> None:
    """Virtual host, users, and the whole layout. Raises BrokerFault, ValueError."""
    layout = layout_of(registry, passwords)
    admin.put_vhost()
    for service, password in passwords.items():
        admin.put_user(service, password)
    admin.apply(layout)


def read_passwords(path: Path) -> dict[str, str]:
    """Service → password. Raises ValueError naming the service whose entry is wrong."""
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not found:
        raise ValueError(f"{path.name}: must be an object of service and password")
    for service, password in found.items():
        service_name(service)
        if not isinstance(password, str) or not password:
            raise ValueError(f"{path.name}: {service}: the password must be a text")
    return found


if __name__ == "__main__":
    sys.exit(main())
