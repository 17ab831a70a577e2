"""Where the local stack keeps its things: data, secrets, logs, and what runs now."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Home:
    """One folder a system; ``.local`` in the project unless MOTCUA_HOME says otherwise."""

    folder: Path

    @classmethod
    def from_environment(cls) -> Home:
        return cls(Path(os.environ.get("MOTCUA_HOME") or ROOT / ".local").resolve())

    @property
    def mongodb(self) -> Path:
        return self.folder / "mongodb"

    @property
    def rabbitmq(self) -> Path:
        return self.folder / "rabbitmq"

    @property
    def nginx(self) -> Path:
        return self.folder / "nginx"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def agencies(self) -> Path:
        """Connection sheets of the simulated agencies."""
        return self.folder / "agencies"

    @property
    def passwords(self) -> Path:
        """Of the services' users on broker and database: service → password."""
        return self.folder / "service-passwords.json"

    @property
    def providers(self) -> Path:
        """What notifications and the simulated providers know of each other: name → secret."""
        return self.folder / "provider-secrets.json"

    @property
    def accounts(self) -> Path:
        """Demo sign-ins, written by intake's init: name → password."""
        return self.folder / "accounts.json"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def run(self) -> Path:
        """What belongs to the running system only."""
        return self.folder / "run"

    @property
    def state(self) -> Path:
        """What runs now, for ``make status`` and ``make stop``."""
        return self.run / "state.json"

    @property
    def lock(self) -> Path:
        """Held by the running supervisor."""
        return self.folder / "lock"
