"""Every name on the broker, built by function in this one place, and the limits that its policies set.

A name part that would need escaping, in a routing key or in a permission's pattern, is refused instead of escaped.
"""

from __future__ import annotations

import re

# Quorum queues count a delivery for every message that a dead consumer held, guilty or not: the limit is the last
# net only (suspects are parked by the service itself, the third time), so it is generous.
DELIVERY_LIMIT = 100
# What is read by the dead-letter drain must never be thrown away by a limit (RabbitMQ 4 sets 20 where none is given).
NO_DELIVERY_LIMIT = 1_000_000_000
# A full inbox refuses publishing; the events then wait in the producer's database, where there is more room.
INBOX_MAXIMUM = 1_000_000

AGENCY = "agency"  # the word for "any agency" among owners and consumers of a contract

_SERVICE = re.compile(r"[a-z][a-z0-9_]{0,30}")
_EVENT_TYPE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\.v[1-9][0-9]*")
_AGENCY_CODE = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*")
_AGENCY_KEY = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_AGENCY_CODE_LENGTH = 35  # QĐ 20/2020/QĐ-TTg, article 4


class BadName(ValueError):
    """A name that the broker's patterns could not hold without escaping."""


def service_name(name: str) -> str:
    """The name itself where it is a service's name (lower-case letters, digits, underscore); raises BadName."""
    if not _SERVICE.fullmatch(name) or name == AGENCY:
        raise BadName(f"not a service's name: {name!r}")
    return name


def event_type(name: str) -> str:
    """The name itself where it reads ``<producer>.<noun>.<past_verb>.v<major>``; raises BadName."""
    if len(name) > 200 or not _EVENT_TYPE.fullmatch(name):
        raise BadName(f"not an event type (<producer>.<noun>.<past_verb>.v<major>): {name!r}")
    return name


def agency_key(code: str) -> str:
    """The dotless key of an agency code: ``H99.11`` becomes ``H99-11``.

    A code that holds a dash already is refused, because two codes would share a key; so is lower case.
    """
    if len(code) > _AGENCY_CODE_LENGTH or not _AGENCY_CODE.fullmatch(code):
        raise BadName(f"not an agency code (capital letters and digits, parts joined by dots): {code!r}")
    return code.replace(".", "-")


def agency_code(key: str) -> str:
    """The agency code of a dotless key: ``H99-11`` becomes ``H99.11``."""
    return checked_key(key).replace("-", ".")


def checked_key(key: str) -> str:
    """The key itself where it is an agency's key; raises BadName."""
    if len(key) > _AGENCY_CODE_LENGTH or not _AGENCY_KEY.fullmatch(key):
        raise BadName(f"not an agency key (capital letters and digits, parts joined by dashes): {key!r}")
    return key


def events_exchange(service: str) -> str:
    """Topic exchange on which a service tells what happened; the routing key is the event's type."""
    return f"{service_name(service)}.events"


def replay_exchange(service: str) -> str:
    """Topic exchange on which a service repeats kept events to one reader; see ``replay_routing_key``."""
    return f"{service_name(service)}.replay"


def replay_routing_key(consumer: str, type: str) -> str:
    """``<consumer>.<type>``: bound to that consumer's inbox only, and only for types that it reads."""
    return f"{service_name(consumer)}.{event_type(type)}"


def inbox_queue(service: str) -> str:
    """Quorum queue of everything that a service reads from the other services."""
    return f"{service_name(service)}.inbox"


def replies_queue(service: str) -> str:
    """Quorum queue of what agencies answer, for the service that reads the agencies' types."""
    return f"{service_name(service)}.replies"


def dead_exchange(service: str) -> str:
    """Fanout exchange into the dead queue; fanout keeps the routing key that the message came with."""
    return f"{service_name(service)}.dead"


def dead_queue(service: str) -> str:
    """Quorum queue of what fell out of a service's own queues at the broker's last net."""
    return f"{service_name(service)}.dead"


def relay_lock(service: str) -> str:
    """The exclusive queue whose holder alone publishes for the service: the fence between two relays."""
    return f"relay.{service_name(service)}.lock"


def agency_tasks_exchange() -> str:
    """Direct exchange towards the agencies; the routing key is the agency's key."""
    return "agency.tasks"


def agency_replies_exchange() -> str:
    """Topic exchange of the agencies' answers; the routing key is ``<key>.<type>``, held by a topic permission."""
    return "agency.replies"


def agency_returned_exchange() -> str:
    """Fanout exchange for what an agency's queue gave up."""
    return "agency.returned"


def agency_returned_queue() -> str:
    """Quorum queue of what an agency refused or could not handle; read by the service that sends the tasks."""
    return "agency.returned"


def agency_webhooks_queue() -> str:
    """Quorum queue of the letters to agencies that hold no connection: read by the service that posts them."""
    return "agency.webhooks"


def agency_queue(key: str) -> str:
    """Quorum queue of one agency's tasks."""
    return f"agency.{checked_key(key)}.tasks"


def agency_reply_routing_key(key: str, type: str) -> str:
    """``<key>.<type>``: an agency may only write keys that begin with its own."""
    return f"{checked_key(key)}.{event_type(type)}"


def agency_user(key: str) -> str:
    """The broker user of an agency; the prefix keeps it apart from the services' users."""
    return f"agency.{checked_key(key)}"


def agency_of_user(user: str | None) -> str | None:
    """The agency's key behind a broker-checked user id, or None where the user is no agency's."""
    prefix, _, key = (user or "").partition(".")
    return key if prefix == AGENCY and _AGENCY_KEY.fullmatch(key) else None


def exactly(*names: str) -> str:
    """An anchored, escaped pattern for permissions and policies that matches these names and nothing else."""
    if not names:
        return "^$"
    escaped = [re.escape(name).replace("\\-", "-") for name in names]
    return f"^{escaped[0]}$" if len(escaped) == 1 else f"^({'|'.join(escaped)})$"
