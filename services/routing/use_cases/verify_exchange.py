"""Proves the exchange of an agency: nothing is missing, nothing was changed or re-ordered, everything is signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.routing.domain.exchange import Direction, ExchangeEntry, Outcome, digest_of
from services.routing.use_cases.exchange_questions import Exchange
from services.routing.use_cases.ports import BadSignature, CheckSignature, Clock

# Numbers are given a few seconds after a message; for longer only while the timers stand still.
LATE = timedelta(minutes=5)
MOST_FAULTS = 1000
# What was refused, or came back, may be by anybody: it is kept as it came.
SIGNED = frozenset({Outcome.SENT, Outcome.SENT_AGAIN, Outcome.TAKEN})


@dataclass(slots=True)
class Proof:
    """What was found of one agency; ``faults`` are lines for a person, each with the entry's number."""

    key: str
    letters: int = 0
    replies: int = 0
    refused: int = 0
    first: int = 0
    last: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, fault: str) -> None:
        """Name one more fault, as long as anybody would read on."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


@dataclass(frozen=True, slots=True)
class Verifier:
    """``centre_keys`` are the centre's public keys; ``check`` raises BadSignature."""

    exchange: Exchange
    check: CheckSignature
    centre_keys: Sequence[Mapping[str, Any]]
    clock: Clock

    def prove(self, key: str, since: datetime | None = None, until: datetime | None = None) -> Proof:
        """The proof for one agency, of the entries with ``since <= at < until``. Raises StoreAway."""
        proof = Proof(key)
        before: str | None = None
        for entry in self.exchange.in_order(key, since, until):
            before = self._entry(entry, before, proof, whole=since is None)
        if until is None:
            self._end(key, before, proof, whole=since is None)
        for line in self.exchange.missing(key, since, until):
            proof.add(line)
        return proof

    def _entry(self, entry: ExchangeEntry, before: str | None, proof: Proof, *, whole: bool) -> str:
        wanted = proof.last + 1 if proof.last else (1 if whole else entry.number)
        if entry.number != wanted:
            missing = str(wanted) if entry.number == wanted + 1 else f"{wanted} to {entry.number - 1}"
            proof.add(f"{missing}: removed")
            before = None
        if before is None:
            before = self.exchange.link_before(proof.key, entry.number)
        proof.first = proof.first or entry.number
        proof.last = entry.number
        _count(entry, proof)
        for fault in self._faults(entry, before):
            proof.add(f"{entry.number} ({entry.type or 'unreadable'} {entry.message_id}): {fault}")
        return entry.link

    def _faults(self, entry: ExchangeEntry, before: str | None) -> Iterator[str]:
        if before is not None and entry.linked(entry.number, before) != entry.link:
            yield "changed, or not where it stood: it does not fit the entry before it"
        if not self._fits(entry.link.encode(), entry.seal, self.centre_keys):
            yield "not sealed by the centre"
        if entry.passed:
            return  # its sum stands in the sealed link
        if entry.body is None:
            yield "its message is gone"
            return
        if digest_of(entry.body) != entry.digest:
            yield "its message was changed"
        if entry.outcome not in SIGNED:
            return
        if not entry.jws:
            yield "not signed"
            return
        theirs = (entry.signer,) if entry.signer else ()
        keys = theirs if entry.direction is Direction.IN else self.centre_keys
        if not self._fits(entry.body, entry.jws, keys):
            yield "its signature does not fit its message"

    def _fits(self, content: bytes, jws: str, keys: Sequence[Mapping[str, Any]]) -> bool:
        try:
            self.check(content, jws, keys)
        except BadSignature:
            return False
        return True

    def _end(self, key: str, link: str | None, proof: Proof, *, whole: bool) -> None:
        number, last = self.exchange.heads().get(key, (0, ""))
        if (proof.last or whole) and number > proof.last:
            proof.add(f"{proof.last + 1} to {number}: removed at the end")
        elif proof.last and (number, last) != (proof.last, link):
            proof.add(f"{proof.last}: is not the end that was noted")
        waiting = self.exchange.unnumbered(key, self.clock() - LATE)
        if waiting:
            proof.add(f"{waiting} messages wait for their number since more than {LATE.seconds // 60} minutes")


def _count(entry: ExchangeEntry, proof: Proof) -> None:
    if entry.direction is Direction.OUT:
        proof.letters += 1
    elif entry.outcome is Outcome.REFUSED:
        proof.refused += 1
    else:
        proof.replies += 1
