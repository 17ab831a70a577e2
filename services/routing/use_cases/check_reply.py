"""Is this reply what it says it is? Nothing of a reply is used before it has passed here."""

from __future__ import annotations

from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.domain.message_refusals import Reason
from services.routing.domain.task import TAKEN_BACK, NotAllowed, Task
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import BadSignature, CheckSignature, UserOf
from services.routing.use_cases.refusing import Refused
from shared.bus.reading import NotYet, Received
from shared.store.change import Key, Loaded


def agency_key_of(received: Received) -> str:
    """The sender's key: the first word of the routing key, which the broker lets nobody else write."""
    return received.routing_key.partition(".")[0]


def needs(received: Received) -> tuple[Key, ...]:
    """The case that the reply is about, and the agency that sent it."""
    return Key(Case, received.subject), Key(Agency, agency_key_of(received))


def needs_clocks(received: Received) -> tuple[Key, ...]:
    """The same, and the calendars by which due dates are counted."""
    return *needs(received), CALENDARS


def check_reply(
    received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf
) -> tuple[Case, Task]:
    """The case and the task that an honest reply of the right agency is about.

    Raises Refused with the reason; NotYet where the reply's sequence, counted from 1 for each task, says that another
    one before it is still on its way.
    """
    agency = check_sender(received, loaded, check_signature, user_of)
    case, task = _task_of(received, loaded, agency)
    if received.sequence > task.heard + 1 and task.status not in TAKEN_BACK:
        raise NotYet(f"reply {received.sequence} of task {task.id} came before reply {task.heard + 1}")
    return case, task


def check_sender(received: Received, loaded: Loaded, check_signature: CheckSignature, user_of: UserOf) -> Agency:
    """The agency that signed and sent the message, as the broker checked. Raises Refused."""
    key = agency_key_of(received)
    if received.user is None:
        raise Refused(Reason.NOT_CHECKED, "the message has no user_id, so the broker has not checked who sent it")
    if received.user != user_of(key):
        raise Refused(Reason.WRONG_SENDER, f"sent by user {received.user!r} under the key of agency {key!r}")
    if received.routing_key != f"{key}.{received.type}":
        text = f"routing key {received.routing_key!r} does not fit type {received.type!r}"
        raise Refused(Reason.WRONG_ROUTING_KEY, text, text)
    if received.source != f"/agency/{key}":
        text = f"source {received.source!r} is not /agency/{key}"
        raise Refused(Reason.WRONG_SENDER, text, text)
    agency = loaded.get(Agency, key)
    if agency is None:
        raise Refused(Reason.WRONG_SENDER, f"agency {key!r} is unknown")
    if not agency.active:
        raise Refused(Reason.WRONG_SENDER, f"agency {agency.code} is revoked: nothing that it says is taken")
    _check_signature(received, agency, check_signature)
    return agency


def _check_signature(received: Received, agency: Agency, check_signature: CheckSignature) -> None:
    signature = received.headers.get("jws")
    if not isinstance(signature, str) or not signature:
        raise Refused(Reason.NOT_SIGNED, "the message has no jws header, so it is not signed")
    try:
        check_signature(received.raw, signature, agency.public_keys)
    except BadSignature as problem:
        raise Refused(Reason.BAD_SIGNATURE, f"bad signature: {problem}", str(problem)) from problem


def _task_of(received: Received, loaded: Loaded, agency: Agency) -> tuple[Case, Task]:
    case = loaded.get(Case, received.subject)
    if case is None:
        raise Refused(Reason.UNKNOWN_TASK, f"no case of dossier {received.subject!r}")
    try:
        task = case.task(received.data["task_id"])
    except NotAllowed as problem:
        raise Refused(Reason.UNKNOWN_TASK, str(problem)) from problem
    if task.agency_key != agency.id:
        raise Refused(Reason.UNKNOWN_TASK, f"task {task.id} is not a task of agency {agency.code}")
    return case, task
