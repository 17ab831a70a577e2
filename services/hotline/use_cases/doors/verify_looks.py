"""Proves that no look was changed, taken out or added behind the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.hotline.domain.contact import Look
from services.hotline.domain.doors.chain import BEGINNING, Fault, Flaw, Head, linked
from services.hotline.use_cases.doors.door_ports import Looks
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller

VERIFY = "audit.verify"
MOST_FAULTS = 100
# A look that has no number after this time was kept from getting one.
CHAINED_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Proof:
    """``head`` is what to note elsewhere: a later proof can be asked to hold against it. ``waiting`` looks are too
    young to be in the chain."""

    looks: int
    head: Head
    waiting: int
    faults: tuple[Fault, ...]

    @property
    def proved(self) -> bool:
        return not self.faults


def verify_looks(ports: Ports, looks: Looks, caller: Caller, noted: Head | None = None) -> Proof:
    """The proof, for whoever may ask for it. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, VERIFY)
    return prove(looks, ports.clock(), noted)


def prove(looks: Looks, now: datetime, noted: Head | None = None) -> Proof:
    """Walks the chain from its first look; ``noted`` is a head that somebody wrote down before. Raises StoreAway."""
    head, faults, walked = looks.head(), list[Fault](), Head()
    met = noted is None or noted.number == 0
    count = 0
    for one in looks.in_order():
        count += 1
        if len(faults) < MOST_FAULTS:
            faults += _flaws(looks, one, walked)
        walked = Head(one.number, one.link)
        met = met or walked == noted
    if walked != head:
        faults.append(Fault(Flaw.CUT_OFF, max(walked.number, head.number)))
    if looks.count_unchained(now - CHAINED_WITHIN):
        faults.append(Fault(Flaw.LEFT_OUT, walked.number))
    if not met and noted is not None:
        faults.append(Fault(Flaw.NOT_AS_NOTED, noted.number))
    return Proof(count, walked, looks.count_unchained(now), tuple(faults))


def _flaws(looks: Looks, one: Look, before: Head) -> Iterator[Fault]:
    if one.number != before.number + 1:
        yield Fault(Flaw.MISSING, before.number + 1)
    elif one.link != linked(one, one.number, before.link or BEGINNING, looks.linker):
        yield Fault(Flaw.CHANGED, one.number)
    if one.why and one.why_digest != looks.why_digest(one):
        yield Fault(Flaw.REASON_CHANGED, one.number)
