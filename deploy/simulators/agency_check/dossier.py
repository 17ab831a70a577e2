"""One named dossier under way: what the centre sends of it, what it hears, and what must be true in the end."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from deploy.simulators.agency_check import contract
from deploy.simulators.agency_check.contract import (
    ACKNOWLEDGED,
    ASSIGNED,
    DECIDED,
    LETTER_REFUSED,
    PAPERS_WANTED,
    RESUMED,
)
from deploy.simulators.agency_check.hearing import Heard, faults
from deploy.simulators.agency_check.line import Letter, Line, letter
from deploy.simulators.agency_check.place import Place
from deploy.simulators.agency_check.program import Program

LINKS = frozenset({"papers", "papers_list", "upload"})
LOOK = 0.02  # seconds between two looks
START = 30.0  # seconds that a program has to connect
RESTART = 0.2  # seconds before a program that ended is started again
ONCE = (ACKNOWLEDGED, PAPERS_WANTED, DECIDED)  # answers that a task gets one of


class Failed(Exception):
    """The program does not keep to what is asked here; the text says what was waited for in vain."""


class NotShown(Exception):
    """The program did nothing wrong, and did not do what is looked at here either."""


@dataclass
class Stage:
    """What all dossiers of a run share. ``patience`` is the longest wait for one answer, in seconds."""

    place: Place
    line: Line
    program: Program
    patience: float

    def wait_connected(self) -> None:
        """Until the program reads its queue. Raises Failed."""
        self.wait(lambda: self.line.readers() > 0, "the program to read its queue", [], max(self.patience, START))

    def wait(self, met: Callable[[], bool], what: str, noted: list[str], patience: float | None = None) -> None:
        """Until it is so; a program of ours that ended meanwhile is noted and started again. Raises Failed."""
        patience = patience or self.patience
        until = time.monotonic() + patience
        while not met():
            if time.monotonic() > until:
                raise Failed(f"waited {patience:g} s for {what}")
            self.line.listen(LOOK)
            status = self.program.ended()
            if status is not None:
                noted.append(f"the program ended by itself (status {status})")
                time.sleep(RESTART)
                self.program.start()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one dossier must have been answered in the end; ``first`` is the number of the first of these answers."""

    answers: tuple[str, ...]
    may: tuple[str, ...] = ()
    first: int = 1


@dataclass
class Dossier:
    """``number`` makes its codes; each code is a dossier with one task. The wishes are judged when all is quiet."""

    stage: Stage
    number: int
    noted: list[str] = field(default_factory=list)
    wanted: dict[str, Wanted] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    to_give_back: set[str] = field(default_factory=set)
    may_give_back: set[str] = field(default_factory=set)

    def code(self, nth: int = 1) -> str:
        """The code of its nth dossier."""
        return f"H99.11-261005-{self.number:02d}{nth:02d}"

    def event(self, type: str, nth: int = 1, **data: Any) -> dict[str, Any]:
        """A letter by the contract's example, about our nth dossier."""
        code, made = self.code(nth), contract.example(type)
        made |= {"id": str(uuid.uuid4()), "subject": code, "time": datetime.now(UTC).isoformat()}
        made |= {"correlationid": f"story of {code}", "sequence": 2 + len(self.sent)}
        if type in (ASSIGNED, RESUMED):  # the example's links lead nowhere
            made["data"] = {name: value for name, value in made["data"].items() if name not in LINKS}
        made["data"] |= {"task_id": f"{code}:1", **data}
        if "dossier" in made["data"]:
            made["data"]["dossier"] = code
        return made

    def tell(self, type: str, nth: int = 1, **data: Any) -> Letter:
        """Send a good letter."""
        return self.send(letter(self.event(type, nth, **data), self.stage.place.keys[0]))

    def send(self, one: Letter) -> Letter:
        """Send a letter as it is."""
        self.sent[one.id] = _type_of(one)
        self.stage.line.send(one)
        return one

    def assign(self, nth: int = 1, **data: Any) -> Letter:
        """Give the program a task, which is to be acknowledged and decided."""
        self.wants(ACKNOWLEDGED, DECIDED, nth=nth)
        return self.tell(ASSIGNED, nth, **data)

    def wants(self, *answers: str, nth: int = 1, may: tuple[str, ...] = (), first: int = 1) -> None:
        """From now on these, and besides them at most ``may``, are right in the end."""
        self.wanted[self.code(nth)] = Wanted(answers, may, first)

    def refused(self, one: Letter) -> Letter:
        """Send what the program must give back to the centre, wait until it does, and see that it still works."""
        self.wants()
        self.to_give_back.add(one.id)
        self.send(one)
        self.wait(lambda: self._is_given_back(one) or bool(self.answers(self.code())), "the letter to be given back")
        self.probe()
        return one

    def _is_given_back(self, one: Letter) -> bool:
        back = any(back.message_id == one.id for back in self.stage.line.given_back)
        return back or one.id in self._refused_in_writing()

    def _refused_in_writing(self) -> set[str]:
        heard = self.stage.line.replies
        return {str(one.data.get("letter_id")) for one in heard if one.type == LETTER_REFUSED}

    def probe(self) -> None:
        """The program still takes and decides an ordinary task. Raises Failed."""
        self.assign(90)
        self.wait_for(DECIDED, 90, "an ordinary task, sent behind it, to be decided")

    def wait(self, met: Callable[[], bool], what: str) -> None:
        """Raises Failed."""
        self.stage.wait(met, what, self.noted)

    def wait_for(self, type: str, nth: int = 1, what: str = "") -> Heard:
        """The first answer of this type about our nth dossier. Raises Failed."""
        code = self.code(nth)
        self.wait(lambda: bool(self.answers(code, type)), what or f"{type} about {code}")
        return self.answers(code, type)[0]

    def wait_for_papers_wanted(self) -> None:
        """Raises Failed, or NotShown where the task was decided at once."""
        code = self.code()
        self.wait(lambda: bool(self.answers(code, PAPERS_WANTED, DECIDED)), f"{PAPERS_WANTED} about {code}")
        if not self.answers(code, PAPERS_WANTED):
            self.wants(ACKNOWLEDGED, DECIDED)
            raise NotShown("the program decided a dossier without a single paper and asked for none")

    def answers(self, code: str, *types: str) -> list[Heard]:
        """What was heard about this dossier, all or of these types."""
        about = [one for one in self.stage.line.replies if one.subject == code and one.type != LETTER_REFUSED]
        return [one for one in about if not types or one.type in types]

    def about_us(self, one: Heard) -> bool:
        """Whether this message is about one of our dossiers."""
        if one.type == LETTER_REFUSED:
            return one.data.get("letter_id") in self.sent
        return one.subject in self.wanted or one.task_id.rpartition(":")[0] in self.wanted

    def judged(self, unsettled: list[str]) -> list[str]:
        """All that is wrong in the end, each once; ``unsettled`` are letters that lay in the queue still."""
        found = [*self.noted, *self._faults_of_answers(), *self._faults_of_letters(unsettled)]
        return list(dict.fromkeys(found))

    def _faults_of_answers(self) -> Iterator[str]:
        place = self.stage.place
        for one in self.stage.line.replies:
            if self.about_us(one):
                yield from faults(one, place.key, place.user, {place.own.id: place.own.public})
        for code, wanted in self.wanted.items():
            yield from self._faults_of_one(code, wanted)

    def _faults_of_one(self, code: str, wanted: Wanted) -> Iterator[str]:
        answers = self.answers(code)
        types = list(dict.fromkeys(one.type for one in answers))
        yield from (f"{type} about {code} never came" for type in wanted.answers if type not in types)
        for type in types:
            same = self.answers(code, type)
            if type not in (*wanted.answers, *wanted.may) and type in ONCE:
                yield f"{type} about {code} came, and must not"
            if type in ONCE and len({json.dumps(one.data, sort_keys=True) for one in same}) > 1:
                yield f"{type} about {code} came {len(same)} times, and says other things each time"
            elif type in ONCE and len({one.id for one in same}) > 1:
                yield f"{type} about {code} came under several ids: the same answer has the same id"
        if any(one.task_id != f"{code}:1" for one in answers):
            yield f"an answer about {code} names another task"
        if any(one.event.get("correlationid") != f"story of {code}" for one in answers):
            yield f"an answer about {code} has not the letter's correlationid"
        yield from numbering(code, answers, wanted.first)

    def _faults_of_letters(self, unsettled: list[str]) -> Iterator[str]:
        back = {one.message_id: one.why for one in self.stage.line.given_back if one.message_id in self.sent}
        in_writing = self._refused_in_writing() & set(self.sent)
        for id in self.to_give_back - set(back) - in_writing:
            yield f"the letter ({self.sent[id]}) was not given back to the centre"
        for id, why in back.items():
            if why != "rejected":
                yield f"a letter ({self.sent[id]}) was put back into the queue until the broker took it away ({why})"
            elif id not in self.to_give_back | self.may_give_back:
                yield f"a good letter ({self.sent[id]}) was given back to the centre"
        for id in in_writing - self.to_give_back - self.may_give_back:
            yield f"a good letter ({self.sent[id]}) was refused in writing"
        for id in unsettled:
            if id in self.sent:
                yield f"a letter ({self.sent[id]}) was neither settled nor given back"


def numbering(code: str, answers: list[Heard], first: int) -> Iterator[str]:
    """An answer's ``sequence`` counts the agency's answers to the task: acknowledgement first, decision last."""
    numbers = {one.type: one.sequence for one in answers}
    of_ids = sorted({one.id: one.sequence for one in answers if isinstance(one.sequence, int)}.values())
    if of_ids != list(range(first, first + len(of_ids))):
        yield f"the answers about {code} are numbered {of_ids}: sequence counts them from {first}"
    if ACKNOWLEDGED in numbers and numbers[ACKNOWLEDGED] != 1:
        yield f"{ACKNOWLEDGED} about {code} has the sequence {numbers[ACKNOWLEDGED]}: it is the first answer"
    if DECIDED in numbers and of_ids and numbers[DECIDED] != of_ids[-1]:
        yield f"{DECIDED} about {code} has the sequence {numbers[DECIDED]}: it is the last answer"


def _type_of(one: Letter) -> str:
    try:
        return str(json.loads(one.body)["type"])
    except (ValueError, TypeError, KeyError):
        return "not readable"
