"""The first steps of a MongoDB server: a replica set of one, its administrator, and a user for one database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError, ServerSelectionTimeoutError

Client = MongoClient[dict[str, Any]]

REPLICA_SET = "rs0"
ADMIN = "admin"
UNAUTHORIZED = frozenset({13, 18})
_ALREADY_INITIATED = 23
_PAUSE_SECONDS = 0.2


class NotPrepared(Exception):
    """The server cannot be prepared; the message is one line that says why and shows no secret."""


def prepare(server: str, member: str, admin_password: str, service_url: str, *, expect_data: bool, wait: float) -> str:
    """Make what is lacking on the server; what was found, in words. Safe to run again.

    ``server`` is where this process reaches it (the first user can only be made from the server's own machine),
    ``member`` is its name for everybody else, ``service_url`` names the user, password and database of the service.
    With ``expect_data`` an empty server is refused. Raises NotPrepared.
    """
    end = time.monotonic() + wait
    while True:
        try:
            return _prepared(server, member, admin_password, service_url, end, expect_data=expect_data)
        except (AutoReconnect, ServerSelectionTimeoutError) as away:  # it starts, or elects itself
            if time.monotonic() > end:
                raise NotPrepared(f"{member} does not answer: {type(away).__name__}") from None
            time.sleep(_PAUSE_SECONDS)
        except PyMongoError as refused:
            raise NotPrepared(f"{member} refuses: {refused}") from None


def _prepared(server: str, member: str, admin_password: str, service_url: str, end: float, *, expect_data: bool) -> str:
    fresh = _first_steps(server, member, admin_password, end, expect_data=expect_data)
    place = urlsplit(service_url)
    database = place.path.strip("/")
    with _client(server, ADMIN, admin_password) as client:
        if not _came(lambda: client.admin.command("hello").get("isWritablePrimary"), end):
            raise NotPrepared(f"{member} takes no writes")
        if expect_data and database not in client.list_database_names():
            raise NotPrepared(_empty(member))
        give_right(client, database, unquote(place.username or ""), unquote(place.password or ""))
    return "made" if fresh else "there already"


def give_right(client: Client, database: str, user: str, password: str) -> None:
    """A user with readWrite on one database alone; an existing one gets this password again."""
    rights = [{"role": "readWrite", "db": database}]
    known = client[database].command("usersInfo", user)["users"]
    client[database].command("updateUser" if known else "createUser", user, pwd=password, roles=rights)


def make_first_user(
    client: Client, member: str, admin_password: str, wait: Callable[[Callable[[], object]], bool]
) -> None:
    """Initiate the set and make its administrator, with a client without a name on the server's own machine.

    Raises OperationFailure with a code of UNAUTHORIZED where there is an administrator already.
    """
    try:
        if not client.admin.command("hello").get("setName"):
            config = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]}
            client.admin.command("replSetInitiate", config)
    except OperationFailure as refused:
        if refused.code != _ALREADY_INITIATED:
            raise
    if wait(lambda: client.admin.command("hello").get("isWritablePrimary")):
        client.admin.command("createUser", ADMIN, pwd=admin_password, roles=["root"])


def _first_steps(server: str, member: str, admin_password: str, end: float, *, expect_data: bool) -> bool:
    if _signs_in(server, admin_password):
        return False
    with _client(server) as client:
        initiated = bool(client.admin.command("hello").get("setName"))
        if expect_data and not initiated:
            raise NotPrepared(_empty(member))
        try:
            make_first_user(client, member, admin_password, lambda holds: _came(holds, end))
        except OperationFailure as refused:
            if refused.code in UNAUTHORIZED:
                raise NotPrepared(
                    f"{member} has data with another administrator's password: its secrets and its data are of "
                    "different installations"
                ) from None
            raise NotPrepared(f"{member} refuses its first steps: {refused.details}") from None
    return True


def _signs_in(server: str, admin_password: str) -> bool:
    try:
        with _client(server, ADMIN, admin_password) as client:
            client.admin.command("listDatabases", nameOnly=True)
    except OperationFailure as refused:
        return refused.code not in UNAUTHORIZED  # a member without a primary knows the password all the same
    return True


def _came(holds: Callable[[], object], end: float) -> bool:
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def _empty(member: str) -> str:
    return f"{member} is empty, though this system was installed before: restore its backup, or begin anew with --new"


def _client(server: str, user: str | None = None, password: str | None = None) -> Client:
    return MongoClient(
        f"mongodb://{server}/", username=user, password=password, directConnection=True, serverSelectionTimeoutMS=3000
    )
