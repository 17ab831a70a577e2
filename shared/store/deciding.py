"""Gathers what one transaction is to write, from one change or from the handlers of a batch; knows no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.bus.ports import HandlerFailed
from shared.bus.reading import Never, NotYet, Reading, Received
from shared.store.change import Aggregate, Answer, Change, Context, Fact, Job, Key, Loaded

Batch = Sequence[tuple[Received, Reading]]


@dataclass(slots=True)
class Gathered:
    """The sum of one or more changes: each aggregate once, from the version it had (0: none) to its last state."""

    states: dict[Key, tuple[int, Aggregate]] = field(default_factory=dict)
    facts: list[tuple[Fact, Context]] = field(default_factory=list)
    jobs: dict[tuple[str, str], tuple[Job, Context]] = field(default_factory=dict)
    answer: tuple[Answer, Context] | None = None

    def add(self, change: Change, context: Context, before: Loaded | None = None) -> None:
        """Put one more change on top. ``before`` is what its maker saw; None where that is not known.

        Raises ValueError for a change that no store could keep: a version left out, one version told twice.
        """
        for one in change.saved:
            self._add_state(one, before)
        told = {(fact.subject, fact.sequence) for fact, _ in self.facts if fact.address is None}
        for fact in change.facts:
            if fact.address is None and (fact.subject, fact.sequence) in told:
                raise ValueError(f"{fact.type}: {fact.subject} tells its version {fact.sequence} twice")
            told.add((fact.subject, fact.sequence))
            self.facts.append((fact, context))
        self.jobs.update({(job.kind, job.subject): (job, context) for job in change.jobs})
        if change.answer is not None:
            self.answer = (change.answer, context)

    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.states or self.facts or self.jobs or self.answer)

    def _add_state(self, one: Aggregate, before: Loaded | None) -> None:
        key = Key(type(one), one.id)
        gathered = self.states.get(key)
        seen = before.get(key.kind, key.id) if before is not None else None
        last = gathered[1].version if gathered else seen.version if seen is not None else one.version - 1
        if last < 0 or one.version != last + 1:
            raise ValueError(f"{key.kind.__name__} {key.id}: saved as version {one.version} over version {last}")
        self.states[key] = (gathered[0] if gathered else last, one)


@dataclass(frozen=True, slots=True)
class Decided:
    """How a batch ended: what to write, which events came too early, which can never succeed (with the reasons)."""

    gathered: Gathered
    not_yet: tuple[tuple[Received, str], ...]
    never: tuple[tuple[Received, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A batch without doubles, and the aggregates that its handlers want."""

    batch: Batch
    keys: tuple[Key, ...]
    refused: Mapping[str, NotYet | Never]

    def apply(self, received: Received, reading: Reading, loaded: Loaded) -> Change:
        """What the handler decides; a refusal that its ``needs`` gave counts as its own. Raises what it raises."""
        if received.id in self.refused:
            raise self.refused[received.id]
        return reading.apply(received, loaded)


def ask(batch: Batch) -> Asked:
    """What must be loaded for the batch. Raises HandlerFailed where a reading can't say it."""
    first = {received.id: (received, reading) for received, reading in reversed(batch)}
    once = tuple(reversed(first.values()))
    keys: dict[Key, None] = {}
    refused: dict[str, NotYet | Never] = {}
    for received, reading in once:
        try:
            keys.update(dict.fromkeys(reading.needs(received)))
        except (NotYet, Never) as refusal:
            refused[received.id] = refusal
        except Exception as fault:
            raise _failed(received, fault) from fault
    return Asked(once, tuple(keys), refused)


def decide(asked: Asked, loaded: Loaded, context_for: Callable[[Received], Context]) -> Decided:
    """Apply the handlers in order, each on what the one before left. Raises HandlerFailed; nothing is kept then."""
    gathered = Gathered()
    not_yet: list[tuple[Received, str]] = []
    never: list[tuple[Received, str]] = []
    for received, reading in asked.batch:
        try:
            change = asked.apply(received, reading, loaded)
            gathered.add(change, context_for(received), loaded)
            loaded = loaded.with_saved(change.saved)
        except NotYet as reason:
            not_yet.append((received, str(reason)))
        except Never as refusal:
            never.append((received, str(refusal)))
            loaded = _with_refusal(gathered, received, refusal, context_for(received), loaded)
        except Exception as fault:
            raise _failed(received, fault) from fault
    return Decided(gathered, tuple(not_yet), tuple(never))


def _with_refusal(gathered: Gathered, received: Received, refusal: Never, context: Context, loaded: Loaded) -> Loaded:
    """What is kept and told of a refusal is written together with the parked message."""
    try:
        gathered.add(refusal.change, context, loaded)
    except ValueError as fault:
        raise _failed(received, fault) from fault
    return loaded.with_saved(refusal.change.saved)


def ids_of(events: Iterable[tuple[Received, object]]) -> list[str]:
    """Ids in the order of the events."""
    return [received.id for received, _ in events]


def _failed(received: Received, fault: Exception) -> HandlerFailed:
    # The error's own text stays in the chained cause: it may quote what must not be logged.
    return HandlerFailed(f"{received.type} {received.id}: {type(fault).__name__}")
