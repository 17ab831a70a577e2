"""Plays the named dossiers one after another and judges each when all is quiet."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from deploy.simulators.agency_check.contract import LETTER_REFUSED
from deploy.simulators.agency_check.dossier import Dossier, Failed, NotShown, Stage
from deploy.simulators.agency_check.line import Line
from deploy.simulators.agency_check.named import Named
from deploy.simulators.agency_check.place import Place
from deploy.simulators.agency_check.program import Program


class Verdict(Enum):
    """``NOT_SHOWN``: nothing wrong, but what the dossier is for was not to be seen."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_SHOWN = "not shown"


@dataclass
class Outcome:
    """What became of one named dossier."""

    named: Named
    verdict: Verdict
    reasons: list[str] = field(default_factory=list)


@dataclass
class Run:
    """One program before all dossiers. ``quiet``: how long nothing may come before the judgement, in seconds."""

    place: Place
    program: Program
    patience: float
    quiet: float
    tell: Callable[[str], None]

    def play(self, dossiers: Sequence[Named]) -> list[Outcome]:
        """Raises Failed where the program never reads its queue; AMQPError, BrokerFault."""
        with Line(self.place) as line:
            stage = Stage(self.place, line, self.program, self.patience)
            try:
                self.program.start()
                stage.wait_connected()
                played = [(named, *self._one(stage, number, named)) for number, named in enumerate(dossiers, 1)]
                self._until_quiet(line)
            finally:
                self.program.stop()
            self.place.shut_out()  # whatever the program holds unsettled lies in its queue again
            self._until_quiet(line)
            unsettled = line.empty_queue()
            strangers = self._strangers(line, [one for _, one, _ in played])
            outcomes = [_judged(named, one, why, unsettled) for named, one, why in played]
        if strangers and outcomes:
            outcomes[0].verdict = Verdict.FAILED
            outcomes[0].reasons += strangers
        return outcomes

    def _one(self, stage: Stage, number: int, named: Named) -> tuple[Dossier, NotShown | None]:
        one = Dossier(stage, number)
        self.tell(named.name)
        try:
            named.play(one)
        except NotShown as problem:
            return one, problem
        except Failed as problem:
            one.noted.append(str(problem))
            self._begin_anew(stage)
        return one, None

    def _begin_anew(self, stage: Stage) -> None:
        """What one dossier did to the program is not to be the next one's fault."""
        self.program.kill()
        self.place.shut_out()
        stage.line.listen(0.1)
        stage.line.empty_queue()
        self.place.let_in()
        self.program.start()
        stage.wait_connected()

    def _until_quiet(self, line: Line) -> None:
        known, since = -1, time.monotonic()
        while time.monotonic() - since < self.quiet:
            line.listen(0.05)
            count = len(line.replies) + len(line.given_back)
            if count != known:
                known, since = count, time.monotonic()

    @staticmethod
    def _strangers(line: Line, dossiers: list[Dossier]) -> list[str]:
        about_tasks = [one for one in line.replies if one.type != LETTER_REFUSED]
        lost = [one for one in about_tasks if not any(dossier.about_us(one) for dossier in dossiers)]
        return [f"a message about nothing that was sent: {one.type} about {one.subject!r}" for one in lost]


def _judged(named: Named, one: Dossier, why: NotShown | None, unsettled: list[str]) -> Outcome:
    reasons = one.judged(unsettled)
    if reasons:
        return Outcome(named, Verdict.FAILED, reasons)
    return Outcome(named, Verdict.NOT_SHOWN, [str(why)]) if why else Outcome(named, Verdict.PASSED)
