"""Intake and routing on real databases, the messages between them in the test's hands: carried over, kept or lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo.database import Database

from services.intake.app import Parts as IntakeParts
from services.intake.app import build as build_intake
from services.intake.composition.balance import balance_handlers, balance_tallies
from services.intake.consumed import readings as intake_readings
from services.intake.domain.dossier import Dossier
from services.intake.initialise import initialise as initialise_intake
from services.intake.jobs import run_jobs
from services.intake.published.example import ACCEPTANCE, FILED
from services.intake.settings import TABLE as INTAKE_TABLE
from services.intake.use_cases import facts as intake_facts
from services.intake.use_cases.balance import tell_balance
from services.routing.app import Parts as RoutingParts
from services.routing.app import address_of, initialise
from services.routing.app import build as build_routing
from services.routing.composition.balance import balance_desk
from services.routing.domain.balance import Difference
from services.routing.domain.case import Case
from services.routing.domain.task import Decision, Outcome
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.settings import TABLE as ROUTING_TABLE
from services.routing.store.balance_book import MongoBook, case_tallies
from services.routing.use_cases import facts
from services.routing.use_cases.balance import Balancer
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.dispatch_tasks import dispatch_tasks
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.view_balance import BalanceView
from shared.bus.absorbing import Absorber
from shared.bus.opening import read_envelope
from shared.bus.reading import Reading
from shared.security.keys import KeyRing
from shared.security.make_secrets import make_secrets
from shared.security.personal import Opener
from shared.settings import read
from shared.store.change import Change, Key
from shared.store.rows import OWN_SLOT

START = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
STEP = 6  # seconds
SERVICES = ["intake", "routing"]
KEPT = {"procedures", "calendars", "accounts", "agencies", "routes", "route_versions"}
SIGNERS = {"tokens": "intake", "centre": "routing"}
Rows = Mapping[str, Any]


def every(_: Rows) -> bool:
    """Nothing is lost."""
    return True


@dataclass
class TwoSides:
    """Both services, one clock, and what runs between them only when the test says so."""

    intake: IntakeParts
    routing: RoutingParts
    balancer: Balancer
    readings: Mapping[str, Mapping[str, Reading]]
    now: list[datetime]
    late: list[Difference] = field(default_factory=list)
    held: set[str] = field(default_factory=set)  # ids of events that stay in the outbox for now

    @classmethod
    def make(cls, intake: Database[Any], routing: Database[Any], folder: Path) -> TwoSides:
        """Initialised, and nothing was accepted yet; the calendar is told."""
        make_secrets(folder, SERVICES, SIGNERS)
        now = [START]
        base = {"MONGO_URL": "given", "AMQP_URL": "amqp://nowhere"}
        front = build_intake(
            read(INTAKE_TABLE, {**base, "SECRETS_DIR": str(folder / "intake")}), clock=lambda: now[0], database=intake
        )
        back = build_routing(
            read(ROUTING_TABLE, {**base, "SECRETS_DIR": str(folder / "routing")}),
            clock=lambda: now[0],
            database=routing,
        )
        initialise_intake(front)
        initialise(back)
        balancer = Balancer(back.work, case_tallies(routing), MongoBook(routing))
        readings = {
            "intake": {one.type: one for one in intake_readings(front.settings.calendar_id)},
            "routing": {one.type: one for one in back.inbox_readings},
        }
        both = cls(front, back, balancer, readings, now)
        both.carry()
        return both

    def accept(self, count: int, first: int = 1) -> list[str]:
        """Intake accepts so many dossiers; their codes."""
        codes = [f"H99.11-261005-{number:04d}" for number in range(first, first + count)]
        filed = [replace(FILED, code=code, owner_token_hash=f"{code:0>64}") for code in codes]
        self.intake.work.commit(Change(saved=tuple(filed)), self.intake.context("test"))
        accepted = [one.accept(ACCEPTANCE) for one in filed]
        told = tuple(intake_facts.accepted(one, ACCEPTANCE) for one in accepted)
        self.intake.work.commit(Change(saved=tuple(accepted), facts=told), self.intake.context("test"))
        return codes

    def dispatch(self) -> None:
        """Tasks go into the agencies' queues."""
        dispatch_tasks(self.routing.work, self.routing.waiting, address_of, self.routing.clock, 100)

    def decide(self, code: str) -> None:
        """The agency takes its task and decides it."""
        work, at = self.routing.work, self.now[0]
        loaded = work.load(Key(Case, code), CALENDARS)
        case = loaded.get(Case, code)
        assert case is not None
        task = case.tasks[0].id
        taken = case.acknowledged(task, at, "")
        work.commit(Change(saved=(taken,), facts=(facts.task_acknowledged(taken, taken.task(task)),)), self._context())
        decided = taken.decided(task, at, Decision(Outcome.GRANTED), clocks_of(loaded, WORKING_TIME))
        work.commit(Change(saved=(decided,), facts=(facts.case_decided(decided, decided.task(task)),)), self._context())

    def dossier(self, code: str) -> Dossier:
        """As intake has it."""
        found = self.intake.work.load(Key(Dossier, code)).get(Dossier, code)
        assert found is not None
        return found

    def begin_anew(self) -> None:
        """As after ``make``."""
        self.now[0], self.late = START, []
        self.held.clear()
        self.balancer = Balancer(
            self.routing.work, case_tallies(self.routing.database), MongoBook(self.routing.database)
        )
        for parts in (self.intake, self.routing):
            for name in set(parts.database.list_collection_names()) - KEPT:
                parts.database[name].delete_many({})

    def carry(self, keep: Callable[[Rows], bool] = every) -> None:
        """The broker's work: what either has told reaches the other, once; what is not kept is lost for ever."""
        moved = True
        while moved:
            moved = self._carry(self.intake, self.routing, "routing", keep)
            moved = self._carry(self.routing, self.intake, "intake", keep) or moved

    def round(self, seconds: float = 2, keep: Callable[[Rows], bool] = every) -> BalanceView:
        """Every timer of both sides once, with all that they tell carried over."""
        self.now[0] += timedelta(seconds=seconds)
        tallies = balance_tallies(self.intake.database)
        tallies.count()
        tell_balance(self.intake.work, tallies, self.intake.context("balance"))
        self.carry(keep)
        self.late += self.balancer.round(self.routing.context("balance"))
        self.carry()
        handlers = balance_handlers(self.intake.work, self.intake.database)
        run_jobs(self.intake.jobs, handlers, self.now[0])
        self.carry()
        return self.view()

    def rounds(self, seconds: float) -> BalanceView:
        """As many as the time has."""
        end = self.now[0] + timedelta(seconds=seconds)
        view = self.view()
        while self.now[0] < end:
            view = self.round(STEP)
        return view

    def view(self) -> BalanceView:
        """What the API answers."""
        return balance_desk(self.routing.database).view(self.now[0])

    def _carry(self, sender: IntakeParts | RoutingParts, reader: Any, name: str, keep: Callable[[Rows], bool]) -> bool:
        pending = sender.database["events"].find({"pending": True}).sort("_id", 1)
        rows = [row for row in pending if row["_id"] not in self.held]
        sender.outbox.confirm([row["_id"] for row in rows])
        opener = Opener(KeyRing.read(reader.settings.secrets_dir / "bus.json"))
        batch = []
        for row in rows:
            reading = self.readings[name].get(row["type"])
            if reading is not None and row["slot"] == OWN_SLOT and keep(row):
                received = read_envelope(bytes(row["body"]), {}, readings=self.readings[name], opener=opener)
                batch.append((received, reading))
        for start in range(0, len(batch), 50):
            Absorber(reader.inbox, _no_waiting).take_in(batch[start : start + 50])
        return bool(rows)

    def _context(self) -> Any:
        return self.routing.context("test")


def _no_waiting(_: float) -> None:
    """Nothing here is away."""
