"""Every way that a dossier can take through a route, played on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.routing.domain.flow import Turn, leads_on, references, turn
from services.routing.domain.step import Step
from services.routing.domain.task import Outcome

MOST_RUNS = 4096


class TooManyRuns(ValueError):
    """The route's choices make more ways than can be looked at one by one."""


@dataclass(frozen=True, slots=True)
class Run:
    """One way through the route: what each step that was done ended with, in the order of the route."""

    outcomes: Mapping[str, Outcome]
    skipped: frozenset[str]

    def deciding(self, steps: Sequence[Step]) -> tuple[str, ...]:
        """The steps whose outcome leads nowhere: the case is decided by it."""
        return tuple(id for id, outcome in self.outcomes.items() if not leads_on(id, outcome, steps))

    def led_on(self, step: str, steps: Sequence[Step]) -> bool:
        """Whether any step was done because of this one."""
        outcome = self.outcomes[step]
        done = (one for one in steps if one.id in self.outcomes)
        return leads_on(step, outcome, done)

    def in_words(self, steps: Sequence[Step]) -> str:
        """The choices that made this way; empty where there was none."""
        return ", ".join(f"{id}: {self.outcomes[id].value}" for id in self.outcomes if len(choices(id, steps)) > 1)


def choices(step: str, steps: Sequence[Step]) -> tuple[Outcome, ...]:
    """The outcomes of a step that lead different ways; a denial that leads nowhere only ends the case, and is none."""
    own = next(one for one in steps if one.id == step)
    if own.advises:
        return (Outcome.DONE,)
    found: dict[frozenset[str], Outcome] = {}
    for outcome in (Outcome.GRANTED, Outcome.DONE, Outcome.DENIED):
        led = frozenset(one.id for one in steps for ref in references(one) if ref.step == step and ref.takes(outcome))
        if led or outcome is Outcome.GRANTED:
            found.setdefault(led, outcome)
    return tuple(found.values())


def play(steps: Sequence[Step], outcomes: Mapping[str, Outcome]) -> Run:
    """The way that these outcomes make; a step that is not named ends with the first of its choices."""
    ended: dict[str, Outcome | None] = {}
    for step in steps:
        now = turn(step, ended) is Turn.NOW
        ended[step.id] = outcomes.get(step.id, choices(step.id, steps)[0]) if now else None
    return _run(ended)


def runs(steps: Sequence[Step]) -> Iterator[Run]:
    """Every way there is, a choice looked at only where its step is done. Raises TooManyRuns."""
    options = {step.id: choices(step.id, steps) for step in steps}
    for number, ended in enumerate(_ways(steps, options, {})):
        if number == MOST_RUNS:
            raise TooManyRuns(f"more than {MOST_RUNS} ways")
        yield _run(ended)


Ended = Mapping[str, Outcome | None]


def _ways(steps: Sequence[Step], options: Mapping[str, Sequence[Outcome]], before: Ended) -> Iterator[Ended]:
    if not steps:
        yield before
        return
    step, others = steps[0], steps[1:]
    possible: Sequence[Outcome | None] = options[step.id] if turn(step, before) is Turn.NOW else (None,)
    for outcome in possible:
        yield from _ways(others, options, {**before, step.id: outcome})


def _run(ended: Ended) -> Run:
    done = {id: outcome for id, outcome in ended.items() if outcome is not None}
    return Run(done, frozenset(ended.keys() - done.keys()))
