"""Order an agency's connection, its renewal or its end, and show the sheet once; the provisioner carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.routing.domain.agency import Agency, AgencyState, BadAgency, Delivery, checked_key, new_agency
from services.routing.domain.connection import BadOrder, Connection, NotNow, OrderKind, Part
from services.routing.use_cases import connection_facts
from services.routing.use_cases.connection_ports import AddressRules, Secrets
from shared.store.change import Answer, Change, Context, Key, Work

# (agency, connection) → the HTTP answer that a repeated request gets again.
ToAnswer = Callable[[Agency, Connection], Answer | None]


def no_answer(_agency: Agency, _connection: Connection) -> None:
    """For orders that do not come over HTTP."""


class NoSuchAgency(LookupError):
    """There is no such agency."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How letters are to reach an agency, and the key that it made itself, if it did."""

    delivery: Delivery = Delivery.QUEUE
    webhook_url: str = ""
    public_key: Mapping[str, Any] | None = None

    @classmethod
    def by_webhook(cls, url: str) -> Reach:
        """Letters are posted there."""
        return cls(Delivery.WEBHOOK, url)


@dataclass(frozen=True, slots=True)
class Renewal:
    """What is to be renewed, and for how many hours the old holds beside the new."""

    parts: frozenset[Part]
    overlap_hours: float = 0
    public_key: Mapping[str, Any] | None = None


def find_connection(work: Work, key: str) -> tuple[Agency, Connection]:
    """The agency and how its connection stands. Raises NoSuchAgency, StoreAway."""
    try:
        loaded = work.load(Key(Agency, checked_key(key)), Key(Connection, key))
    except BadAgency as problem:
        raise NoSuchAgency(key) from problem
    agency = loaded.get(Agency, key)
    if agency is None:
        raise NoSuchAgency(key)
    return agency, loaded.get(Connection, key) or Connection(key)


def add_agency(
    work: Work,
    context: Context,
    described: Mapping[str, str],
    reach: Reach,
    rules: AddressRules,
    to_answer: ToAnswer = no_answer,
) -> tuple[Agency, Connection]:
    """A new agency whose connection is ordered; ``described``: code, name, name_en, calendar.

    Raises BadAgency, NotNow where there is one with this code, Conflict, StoreAway.
    """
    agency = new_agency(**described)
    if work.load(Key(Agency, agency.id)).get(Agency, agency.id):
        raise NotNow("agency-exists", f"Agency {agency.code} is known: connect or describe it under its own address.")
    _check_reach(reach, rules)
    given = agency.reached_by(reach.delivery, reach.webhook_url)
    return _order(work, context, replace(given, version=1), Connection(agency.id), reach, to_answer)


def connect_agency(
    work: Work, context: Context, key: str, reach: Reach, rules: AddressRules, to_answer: ToAnswer = no_answer
) -> tuple[Agency, Connection]:
    """Order the connection of a known agency that has none, or none any more.

    Raises NoSuchAgency, BadAgency, NotNow, Conflict, StoreAway.
    """
    agency, connection = find_connection(work, key)
    if is_connected(agency, connection, context.at):
        raise NotNow("connected-already", f"Agency {agency.code} is connected: renew or revoke its connection.")
    _check_reach(reach, rules)
    return _order(work, context, agency.reached_by(reach.delivery, reach.webhook_url), connection, reach, to_answer)


def renew_connection(
    work: Work, context: Context, key: str, renewal: Renewal, to_answer: ToAnswer = no_answer
) -> tuple[Agency, Connection]:
    """Order a new password, a new signing key or both; ``context.why`` is the reason.

    Raises NoSuchAgency, BadOrder, BadAgency, NotNow, Conflict, StoreAway.
    """
    agency, connection = find_connection(work, key)
    if not is_connected(agency, connection, context.at) and not connection.pending:
        raise NotNow("not-connected", f"Agency {agency.code} is not connected.")
    if agency.delivery is Delivery.WEBHOOK and Part.PASSWORD in renewal.parts:
        raise BadOrder("parts", "an agency whose letters are posted has no password")
    if renewal.public_key is not None:
        if Part.KEY not in renewal.parts:
            raise BadOrder("public_key", "only where the key is renewed")
        agency.rekeyed(renewal.public_key, context.at)  # refused here rather than by the provisioner
    ordered = connection.ordered(
        OrderKind.ROTATE,
        context.at,
        context.actor,
        context.why or "",
        parts=renewal.parts,
        overlap_hours=renewal.overlap_hours,
        public_key=renewal.public_key,
    )
    change = _change(agency, ordered, (ordered,), to_answer)
    work.commit(change, context)
    return agency, ordered


def revoke_agency(work: Work, context: Context, key: str, to_answer: ToAnswer = no_answer) -> tuple[Agency, Connection]:
    """The agency takes part no more: from this moment nothing that it says is believed, and it is cut off as soon as
    the provisioner has heard of it. ``context.why`` is the reason. Raises NoSuchAgency, BadOrder, NotNow, Conflict.
    """
    agency, connection = find_connection(work, key)
    if agency.state is AgencyState.REVOKED:
        raise NotNow("revoked-already", f"Agency {agency.code} is revoked already.")
    revoked = agency.revoked(context.at)
    ordered = connection.ordered(OrderKind.REVOKE, context.at, context.actor, context.why or "")
    work.commit(_change(revoked, ordered, (revoked, ordered), to_answer), context)
    return revoked, ordered


def open_sheet(work: Work, context: Context, key: str, secrets: Secrets) -> Mapping[str, Any]:
    """What the agency is to be handed; whoever asks again is refused. Raises NoSuchAgency, NotNow, Conflict, StoreAway.

    An answer that is lost on its way is lost: the connection is renewed then.
    """
    agency, connection = find_connection(work, key)
    opened = connection.opened(context.at, context.actor)
    content = secrets.open(connection.sheet or {}, sheet_place(connection))
    work.commit(_change(agency, opened, (opened,), no_answer, connection_facts.OPENED), context)
    return content


def is_connected(agency: Agency, connection: Connection, now: datetime) -> bool:
    """Whether it has a connection, made on order or by files (``agencies provision``), or is about to get one."""
    pending = connection.pending
    wanted = pending is not None and pending.kind is OrderKind.CONNECT
    return agency.active and (wanted or bool(agency.keys_at(now)))


def sheet_place(connection: Connection) -> str:
    """What the sheet of the newest order is sealed to."""
    return f"sheet/{connection.id}/{len(connection.orders)}"


def _check_reach(reach: Reach, rules: AddressRules) -> None:
    if reach.delivery is Delivery.WEBHOOK:
        rules.check(reach.webhook_url)


def _order(
    work: Work, context: Context, agency: Agency, connection: Connection, reach: Reach, to_answer: ToAnswer
) -> tuple[Agency, Connection]:
    if reach.public_key is not None:
        agency.rekeyed(reach.public_key, context.at)
    ordered = connection.ordered(
        OrderKind.CONNECT, context.at, context.actor, context.why or "", public_key=reach.public_key
    )
    known = work.load(Key(Agency, agency.id)).get(Agency, agency.id)
    saved = (ordered,) if known == agency else (agency, ordered)
    work.commit(_change(agency, ordered, saved, to_answer), context)
    return agency, ordered


def _change(
    agency: Agency,
    connection: Connection,
    saved: tuple[Any, ...],
    to_answer: ToAnswer,
    what: str = connection_facts.ASKED,
) -> Change:
    return Change(
        saved=saved,
        facts=(connection_facts.connection_changed(agency, connection, what),),
        answer=to_answer(agency, connection),
    )
