"""The life of a dossier as a state machine: whatever people and machines do in whatever order, it stays lawful."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest
from services.intake.domain.procedure import Policy, SupplementRule
from services.intake.domain.progress import Decision, Outcome, Progress, Task
from services.intake.domain.returning import ReceivedBy, ReturnMethod
from services.intake.domain.status import CLOSED, PAUSED, RUNNING, Status
from services.intake.domain.stop import StopGround
from services.intake.domain.supplement import Supplement
from services.intake.domain.timeline import Mark, timeline_of
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.deciding import decide
from services.intake.use_cases.note_silence import note_silence
from services.intake.use_cases.record_delivery import record_delivery
from services.intake.use_cases.record_loss import record_loss
from services.intake.use_cases.record_payment import record_payment
from services.intake.use_cases.record_progress import (
    record_case_opened,
    record_decision,
    record_supplement_request,
    record_task_dispatched,
)
from services.intake.use_cases.refuse_dossier import refuse_dossier
from services.intake.use_cases.request_payment import request_payment
from services.intake.use_cases.request_supplement import request_supplement
from services.intake.use_cases.return_result import Proof, return_result
from services.intake.use_cases.stop_dossier import stop_dossier
from services.intake.use_cases.supplement_dossier import supplement_dossier
from services.intake.use_cases.withdraw_dossier import withdraw_dossier
from shared.security.caller import Caller
from shared.store.change import NOTHING, Change, Context, Key
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import FIVE_DAYS, OFFICER, TOKEN, FakeClock, context, filed, make_ports

OWNER = Caller("owner", owner_token=TOKEN)
CODE = filed().code
# Which status may follow which (DESIGN's table); a status may always stay.
FOLLOWS = {
    Status.FILED: {Status.ACCEPTED, Status.REFUSED, Status.SUPPLEMENT_ASKED, Status.PAYMENT_ASKED, Status.WITHDRAWN},
    Status.ACCEPTED: {
        Status.IN_PROGRESS,
        Status.SUPPLEMENT_ASKED,
        Status.PAYMENT_ASKED,
        Status.WITHDRAWN,
        Status.STOPPED,
        Status.DONE,
    },
    Status.IN_PROGRESS: {
        Status.SUPPLEMENT_ASKED,
        Status.PAYMENT_ASKED,
        Status.WITHDRAWN,
        Status.STOPPED,
        Status.DONE,
    },
    Status.SUPPLEMENT_ASKED: {
        Status.FILED,
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.PAYMENT_ASKED,
        Status.REFUSED,
        Status.WITHDRAWN,
        Status.STOPPED,
        Status.DONE,
    },
    Status.PAYMENT_ASKED: {
        Status.FILED,
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.SUPPLEMENT_ASKED,
        Status.WITHDRAWN,
        Status.STOPPED,
        Status.DONE,
    },
    Status.DONE: {Status.RETURNED},
    Status.REFUSED: set(),
    Status.WITHDRAWN: set(),
    Status.STOPPED: set(),
    Status.RETURNED: set(),
}
NEEDS = {
    Status.REFUSED: "refusal",
    Status.WITHDRAWN: "withdrawal",
    Status.STOPPED: "stopped",
    Status.RETURNED: "returned",
    Status.DONE: "decision",
}


class Life(RuleBasedStateMachine):
    """One dossier over a set clock; every rule is something that somebody may try at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.work = FakeWork(filed())
        self.seen = Status.FILED
        self.told = 0

    @initialize(restart=st.booleans())
    def begin(self, restart: bool) -> None:
        rule_ = SupplementRule(Policy.RESTART if restart else Policy.PAUSE)
        one = filed()
        self.work = FakeWork(replace(one, procedure=replace(one.procedure, supplement=rule_)))
        self.ports = make_ports(self.work, clock=self.clock)

    @rule(hours=st.integers(1, 24 * 30))
    def time_passes(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @rule()
    def accept(self) -> None:
        self._try(lambda: accept_dossier(self.ports, OFFICER, CODE, self._now()))

    @rule()
    def refuse(self) -> None:
        self._try(lambda: refuse_dossier(self.ports, OFFICER, CODE, "Không thuộc phạm vi", self._now()))

    @rule()
    def unit_asks(self) -> None:
        self._try(lambda: request_supplement(self.ports, OFFICER, CODE, "Bản sao", "Bị mờ", self._now()))

    @rule(number=st.integers(1, 2))
    def agency_asks(self, number: int) -> None:
        now = self.clock()
        asked = Supplement(f"task-{number}", "Phòng", "Bản sao", "", now, now + timedelta(days=21), "agency:x")
        self._hear(lambda one: record_supplement_request(one, asked))

    @rule()
    def supply(self) -> None:
        self._try(lambda: supplement_dossier(self.ports, OWNER, CODE, "Đã nộp", self._now("owner")))

    @rule()
    def ask_payment(self) -> None:
        self._try(lambda: request_payment(self.ports, OFFICER, CODE, 500_000, self._now()))

    @rule()
    def pay(self) -> None:
        self._try(lambda: record_payment(self.ports, OFFICER, CODE, "BL-1", self._now()))

    @rule()
    def withdraw(self) -> None:
        self._try(lambda: withdraw_dossier(self.ports, OWNER, CODE, "", self._now("owner")))

    @rule(ground=st.sampled_from(StopGround))
    def stop(self, ground: StopGround) -> None:
        self._try(lambda: stop_dossier(self.ports, OFFICER, CODE, ground, "Quá hạn", self._now()))

    @rule()
    def lose(self) -> None:
        self._try(lambda: record_loss(self.ports, OFFICER, CODE, "Một bản sao", self._now()))

    @rule()
    def timer(self) -> None:
        note_silence(self.ports, self._now("service:intake"))

    @rule()
    def case_opens(self) -> None:
        self._hear(lambda one: record_case_opened(one, Progress(opened_at=self.clock()), 1))

    @rule()
    def task_goes_out(self) -> None:
        task = Task("task-1", "s", "H99.11.01", "Phòng", dispatched_at=self.clock(), dispatch_told=2)
        self._hear(lambda one: record_task_dispatched(one, task))

    @rule()
    def case_is_decided(self) -> None:
        decision = Decision(Outcome.GRANTED, self.clock(), "H99.11.01", "Phòng", told=3)
        self._hear(lambda one: record_decision(one, decision))

    @rule(method=st.sampled_from(ReturnMethod))
    def give_back(self, method: ReturnMethod) -> None:
        proof = Proof(tracking_number="EB123456789VN")
        self._try(lambda: return_result(self.ports, OFFICER, CODE, method, ReceivedBy.APPLICANT, self._now(), proof))

    @rule()
    def deliver(self) -> None:
        self._try(lambda: record_delivery(self.ports, OFFICER, CODE, self._now()))

    @invariant()
    def no_status_follows_unlawfully(self) -> None:
        status = self._dossier().status
        assert status is self.seen or status in FOLLOWS[self.seen], f"{self.seen.name} → {status.name}"
        self.seen = status

    @invariant()
    def a_status_has_its_facts(self) -> None:
        one = self._dossier()
        if one.status in NEEDS:
            assert getattr(one, NEEDS[one.status]) is not None
        assert sum(end is not None for end in (one.refusal, one.withdrawal, one.stopped, one.returned)) <= 1
        assert (one.asked is not None) == (one.status is Status.SUPPLEMENT_ASKED)
        if one.status is Status.PAYMENT_ASKED:
            assert one.owed is not None
        if one.status in RUNNING:
            assert one.acceptance is not None
            assert one.owed is None
        if one.may_stop_since is not None:
            assert one.status in PAUSED

    @invariant()
    def the_ledger_adds_up_to_the_limit(self) -> None:
        one = self._dossier()
        assert (one.due_at is None) == (one.acceptance is None) == (one.ledger is None)
        if one.ledger is not None and one.due_at is not None:
            assert one.ledger.counted == timedelta(hours=FIVE_DAYS.working_hours or 0)
            assert one.ledger.entries[-1].end == one.due_at
            entries = one.ledger.entries
            assert all(a.end <= b.start for a, b in itertools.pairwise(entries))

    @invariant()
    def one_receipt_for_one_acceptance(self) -> None:
        accepted = sum(fact.type == "intake.dossier.accepted.v1" for fact in self.work.facts)
        assert accepted == (self._dossier().acceptance is not None)

    @invariant()
    def each_end_is_told_once(self) -> None:
        told = [fact.type for fact in self.work.facts]
        ends = ("refused", "withdrawn", "stopped", "returned", "result_ready")
        assert all(told.count(f"intake.dossier.{end}.v1") <= 1 for end in ends)
        sequences = [fact.sequence for fact in self.work.facts]
        assert sequences == sorted(set(sequences))

    @invariant()
    def nothing_is_expected_of_what_has_ended(self) -> None:
        one = self._dossier()
        if one.status in CLOSED:
            assert {line.mark for line in timeline_of(one, "Một cửa")} == {Mark.DONE}

    def _dossier(self) -> Dossier:
        found = self.work.load(Key(Dossier, CODE)).get(Dossier, CODE)
        assert found is not None
        return found

    def _now(self, actor: str = "staff:reception") -> Context:
        return context(actor, self.clock())

    def _try(self, step: Callable[[], object]) -> None:
        """What is not allowed is refused with its reason, and leaves everything as it was."""
        before, told = self._dossier(), len(self.work.facts)
        try:
            step()
        except (IllegalStep, InvalidRequest):
            assert self._dossier() is before
            assert len(self.work.facts) == told

    def _hear(self, record: Callable[[Dossier], Change]) -> None:
        def applied(one: Dossier) -> Change:
            try:
                return record(one)
            except IllegalStep:  # the consumer defers it: not yet
                return NOTHING

        decide(self.work, CODE, applied, self._now("service:routing"))


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
