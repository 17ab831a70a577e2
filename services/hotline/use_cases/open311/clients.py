"""Which applications may file: admitted by whoever runs the system, known by a key, shut out again."""

from __future__ import annotations

from datetime import datetime

from services.hotline.domain.errors import HotlineError, InvalidValue, NotFound, Words
from services.hotline.domain.open311.client import Client, read_client_id
from services.hotline.use_cases.ports import Ports
from shared.security.owner_tokens import digest_owner_token, new_owner_token, owner_token_matches
from shared.store.change import Change, Context, Key, Work

LONGEST_NAME = 80


class BadKey(HotlineError):
    """No key, a wrong one, or one that is void: all the same answer."""

    def __init__(self) -> None:
        super().__init__("bad-api-key", Words("api_key thiếu hoặc chưa đúng", "api_key is missing or not valid"))


def admit_client(work: Work, id: str, name: str, context: Context) -> tuple[Client, str]:
    """The client and its key, which is shown this once. Admitted again it gets another key, and the old one is void.

    Raises InvalidValue, StoreAway, Conflict.
    """
    id, name = read_client_id(id), " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise InvalidValue(Words("Ghi tên ứng dụng", "Give the application's name"))
    secret = new_owner_token()
    known = work.load(Key(Client, id)).get(Client, id)
    digest = digest_owner_token(secret)
    client = known.renew(name, digest) if known else Client(id, 1, name, digest, context.at)
    work.commit(Change(saved=(client,)), context)
    return client, f"{id}.{secret}"


def end_client(work: Work, id: str, at: datetime, context: Context) -> Client:
    """Its key opens nothing any more. Raises NotFound, StoreAway, Conflict."""
    known = work.load(Key(Client, id[:64])).get(Client, id[:64])
    if known is None:
        raise NotFound("unknown-client", Words("Chưa có ứng dụng này", "No such application"))
    ended = known.end(at)
    if ended is not known:
        work.commit(Change(saved=(ended,)), context)
    return ended


def require_client(ports: Ports, key: str) -> Client:
    """The client that shows this key. Raises BadKey, StoreAway."""
    id, _, secret = key.partition(".")
    known = ports.work.load(Key(Client, id[:64])).get(Client, id[:64]) if id else None
    if known is None or known.ended_at or not owner_token_matches(secret, known.key_hash):
        raise BadKey
    return known
