"""The books are balanced: every accepted dossier has its case, its task and its messages, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from deploy.containers.compose_test.people import Filed
from deploy.containers.problems import ContainerProblem
from deploy.demo.api import Refused
from deploy.demo.heard import ARRIVED, REPLACED, occasion
from deploy.local.waiting import until

TOLD = ("filed", "accepted", "result")
EXPECTED = Counter((event, channel) for event in TOLD for channel in ARRIVED)
SETTLES_WITHIN = 300
Json = dict[str, Any]


class Register(Protocol):
    """What the system says of a dossier (``deploy.demo.api.Front``)."""

    def case(self, code: str, token: str) -> Json: ...

    def messages(self, subject: str, token: str) -> list[Json]: ...


class SignedIn(Protocol):
    """Somebody who may ask."""

    def token(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Outside:
    """What the world outside counts, whatever the system says of itself."""

    sms: Callable[[Sequence[str]], list[Json]]
    letters: Callable[[str], list[Json]]


def balance(front: Register, officer: SignedIn, filed: Sequence[Filed], outside: Outside | None = None) -> str:
    """What was counted, in words. Raises ContainerProblem naming what is lacking, or there twice."""
    open_ones = {one.code: one for one in filed}

    def settled() -> bool:
        for code in list(open_ones):
            if _lacks(front, officer.token(), code):
                break  # the later ones will not be further: they are asked about when this one is done
            del open_ones[code]
        return not open_ones

    if not until(_answered(settled), timeout=SETTLES_WITHIN):
        code = next(iter(open_ones))
        lacks = _lacks(front, officer.token(), code)
        raise ContainerProblem(f"{len(open_ones)} of {len(filed)} dossiers are not done; {code} lacks {lacks}")
    wrong = [fault for one in filed for fault in _doubled(front, officer.token(), one.code)]
    if outside is not None:
        wrong += _doubled_outside(outside, filed, {one.code: _sent(front, officer.token(), one.code) for one in filed})
    if wrong:
        raise ContainerProblem(f"{len(wrong)} faults in {len(filed)} dossiers, the first: {wrong[0]}")
    return (
        f"{len(filed)} accepted: {len(filed)} cases, {len(filed)} tasks, {len(filed) * len(EXPECTED)} messages, no more"
    )


def _answered(condition: Callable[[], bool]) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            return condition()
        except Refused:
            return False

    return asked


def _lacks(front: Register, token: str, code: str) -> str:
    """The first thing that a dossier lacks of being done; nothing where it is."""
    try:
        case = front.case(code, token)
    except Refused as refused:
        return f"its case ({refused})"
    undecided = [task["status"] for task in case["tasks"] if task["status"] != "decided"]
    if undecided or not case["tasks"]:
        return f"a decided task ({', '.join(undecided) or 'none'})"
    there = Counter(
        (occasion(one["event"]), one["channel"])
        for one in front.messages(code, token)
        if one["status"] in (*ARRIVED[one["channel"]], REPLACED)
    )
    lacking = EXPECTED - there
    return " and ".join(" by ".join(one) for one in lacking)


def _doubled(front: Register, token: str, code: str) -> Iterable[str]:
    tasks = [task["id"] for task in front.case(code, token)["tasks"]]
    if len(tasks) != 1:
        yield f"{code} has tasks {tasks}"
    messages = Counter((occasion(one["event"]), one["channel"]) for one in front.messages(code, token))
    if messages != EXPECTED:
        yield f"{code} has messages {dict(messages - EXPECTED or EXPECTED - messages)}"


def _sent(front: Register, token: str, code: str) -> Counter[str]:
    """How many messages went out by each channel: those that newer news replaced never did."""
    return Counter(one["channel"] for one in front.messages(code, token) if one["status"] != REPLACED)


def _doubled_outside(outside: Outside, filed: Sequence[Filed], sent: Mapping[str, Counter[str]]) -> Iterable[str]:
    """A message that arrived twice, or a second dossier of the same person, shows on the phone and in the mailbox."""
    numbers = [form for one in filed for form in (one.phone, _abroad(one.phone))]
    phones = Counter(_local(str(sms["phone"])) for sms in outside.sms(numbers))
    for one in filed:
        if phones[one.phone] != sent[one.code]["sms"]:
            yield f"the phone of {one.code} got {phones[one.phone]} messages"
        letters = outside.letters(one.email)
        if len(letters) != sent[one.code]["email"]:
            yield f"the mailbox of {one.code} got {len(letters)} letters"


def _abroad(phone: str) -> str:
    return f"84{phone.removeprefix('0')}"


def _local(phone: str) -> str:
    return f"0{phone.removeprefix('84')}" if phone.startswith("84") else phone
