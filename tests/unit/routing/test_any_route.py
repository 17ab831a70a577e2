"""Whatever the route and whatever agencies and the applicant do: no case gets stuck, is decided twice, or runs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.routing.domain.agency import Agency
from services.routing.domain.case import CaseStatus
from services.routing.domain.flow import ancestors
from services.routing.domain.route import Route
from services.routing.domain.route_check import MOST_STEPS
from services.routing.domain.step import Join, Step
from services.routing.domain.task import ENDED, TAKEN_BACK, WITH_AGENCY, Task, TaskStatus
from services.routing.use_cases import facts, side_facts
from shared.store.change import Key
from tests.unit.routing.branching import Play
from tests.unit.routing.routes import CENTRE, MEDICAL, POLICE, SOCIAL, route, step
from tests.unit.routing.world import agency

TAKEN = frozenset({TaskStatus.ACKNOWLEDGED, TaskStatus.IN_PROGRESS})
IN_HAND = frozenset({TaskStatus.DISPATCHED, *TAKEN})
AGENCIES = (CENTRE, MEDICAL, POLICE, SOCIAL)
REASSIGNABLE = frozenset({TaskStatus.PLANNED, TaskStatus.REFUSED, *IN_HAND})
ASKING = frozenset({*TAKEN, TaskStatus.PAUSED})
Block = tuple[Step, ...]


@st.composite
def routes(draw: st.DrawFn) -> Route:
    """Blocks of steps, one after the other, side by side or by choice; some may be sent back."""

    def one(*after: str, join: Join = Join.ALL) -> Block:
        id = f"s{len(made)}"
        made.append(step(id, *after, agency=draw(agencies), hours=draw(st.sampled_from((2, 8, 16))), join=join))
        return (made[-1],)

    def block(depth: int, *after: str) -> str:
        """The id of the step that a block ends with."""
        kind = draw(st.sampled_from(("one", "after", "beside", "choice") if depth and len(made) < 9 else ("one",)))
        if kind == "one":
            return one(*after)[0].id
        if kind == "after":
            return block(depth - 1, block(depth - 1, *after))
        if kind == "beside":
            return one(block(depth - 1, *after), block(depth - 1, *after))[0].id
        chooser = one(*after)[0].id
        good = block(depth - 1, chooser)
        bad = block(depth - 1, f"{chooser}:denied")
        return one(good, bad, join=Join.ANY)[0].id

    agencies: st.SearchStrategy[str] = st.sampled_from(AGENCIES)
    made: list[Step] = []
    block(3)
    links = {each.id: each for each in made}
    for number, each in enumerate(made):
        before = sorted(ancestors(each.id, links))
        may_return: bool = draw(st.booleans())
        if before and may_return:
            made[number] = replace(each, returns_to=tuple(before))
    assert len(made) <= MOST_STEPS
    return route(*made)


def led_here(play: Play, task: Task) -> bool:
    """Whether the steps before it are done, told apart from the rule that is tested: by what each of them said."""
    said = []
    for name in task.after:
        before, _, wanted = name.partition(":")
        decision = play.task(before).decision
        outcome = decision.outcome.value if decision else None
        said.append(outcome == wanted if wanted else outcome in ("done", "granted"))
    return not said or (any(said) if task.join is Join.ANY else all(said))


def expected(reason: str) -> bool:
    """What the rules forbid: a return too many, and an opinion more than may be open at a time."""
    return "it must be decided" in reason or "opinions already" in reason


class AnyCase(RuleBasedStateMachine):
    """Agencies acknowledge, decide, send back, refuse and ask, the applicant and each other; operators give tasks to
    other agencies; the applicant answers all that is asked at once, or takes the dossier back."""

    play: Play

    @initialize(made=routes())
    def begin(self, made: Route) -> None:
        self.play = Play(made)
        for code in AGENCIES:  # all are known, whether the route names them or not
            known = agency(code)
            self.play.world.states.setdefault(Key(Agency, known.id), known)

    @rule(data=st.data())
    @precondition(lambda self: self.found(IN_HAND))
    def decide(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(self.found(IN_HAND)))
        done = "granted" if self.play.case.decides(task) else "done"
        back = [id for id in task.returns_to if self.play.task(id).decision]
        outcome = data.draw(st.sampled_from((done, done, "granted", "denied", "returned" if back else done)))
        target = data.draw(st.sampled_from(back)) if outcome == "returned" else ""
        self.play.decide(task.step, outcome, return_to=target)

    @rule(data=st.data())
    @precondition(lambda self: self.found({TaskStatus.DISPATCHED}))
    def acknowledge(self, data: st.DataObject) -> None:
        self.play.acknowledge(data.draw(st.sampled_from(self.found({TaskStatus.DISPATCHED}))).step)

    @rule(data=st.data())
    @precondition(lambda self: self.found(TAKEN))
    def ask(self, data: st.DataObject) -> None:
        fresh = [one for one in self.found(TAKEN) if one.supplement is None]
        if fresh:
            self.play.ask(data.draw(st.sampled_from(fresh)).step)

    @rule(data=st.data(), policy=st.sampled_from(("pause", "restart")))
    @precondition(lambda self: self.found({TaskStatus.PAUSED}))
    def answer(self, data: st.DataObject, policy: str) -> None:
        steps = [one.step for one in self.found({TaskStatus.PAUSED})]
        first = data.draw(st.sampled_from(steps))
        self.play.answer(first, policy, also=[one for one in steps if one != first])

    @rule(data=st.data())
    @precondition(lambda self: self.found(IN_HAND))
    def refuse(self, data: st.DataObject) -> None:
        self.play.refuse(data.draw(st.sampled_from(self.found(IN_HAND))).step)

    @rule(data=st.data())
    @precondition(lambda self: self.found(REASSIGNABLE))
    def reassign(self, data: st.DataObject) -> None:
        task = data.draw(st.sampled_from(self.found(REASSIGNABLE)))
        to = data.draw(st.sampled_from([one for one in AGENCIES if one != task.agency]))
        self.play.reassign(task.step, to)

    @rule(data=st.data(), hours=st.sampled_from((None, 1, 40)))
    @precondition(lambda self: self.found(ASKING))
    def ask_opinion(self, data: st.DataObject, hours: float | None) -> None:
        task = data.draw(st.sampled_from(self.found(ASKING)))
        self.play.ask_opinion(
            task.step, data.draw(st.sampled_from([one for one in AGENCIES if one != task.agency])), hours
        )

    @rule(data=st.data(), answers=st.booleans())
    @precondition(lambda self: self.opinions())
    def answer_opinion(self, data: st.DataObject, answers: bool) -> None:
        task = data.draw(st.sampled_from(self.opinions()))
        if not answers:
            self.play.say(task, side_facts.AGENCY_REFUSED, {"reason": "Không"})
            return
        if task.status is TaskStatus.DISPATCHED:
            self.play.acknowledge_task(task)
        self.play.say(task, facts.AGENCY_DECIDED, {"decision": "done", "note": "Được", "result": None})

    @rule(sure=st.integers(0, 9))
    @precondition(lambda self: hasattr(self, "play"))
    def withdraw(self, sure: int) -> None:
        if sure == 0:
            self.play.withdraw()

    def opinions(self) -> list[Task]:
        """Those that an agency is asked for and has."""
        known = self.play.case.tasks if hasattr(self, "play") else ()
        return [one for one in known if one.opinion and one.status in IN_HAND]

    def found(self, statuses: frozenset[TaskStatus] | set[TaskStatus]) -> list[Task]:
        """The newest tasks that stand so."""
        if not hasattr(self, "play"):
            return []
        return [task for task in self.play.case.plan.values() if task.status in statuses]

    def holds(self, rule: Callable[[Play], bool]) -> None:
        if hasattr(self, "play"):
            assert rule(self.play)

    @invariant()
    def an_open_case_lies_with_somebody(self) -> None:
        self.holds(
            lambda play: (
                play.case.status is not CaseStatus.OPEN
                or any(task.status not in ENDED | {TaskStatus.PLANNED} for task in play.case.plan.values())
            )
        )

    @invariant()
    def an_ended_case_lies_with_nobody(self) -> None:
        self.holds(
            lambda play: play.case.status is CaseStatus.OPEN or all(task.status in ENDED for task in play.case.tasks)
        )

    @invariant()
    def it_is_decided_at_most_once(self) -> None:
        self.holds(lambda play: len(play.told(facts.CASE_DECIDED)) == (play.case.decided_at is not None))

    @invariant()
    def no_task_is_given_twice_and_none_before_its_turn(self) -> None:
        def in_turn(play: Play) -> bool:
            given = [fact.data["task_id"] for fact in play.told(facts.TASK_ASSIGNED)]
            begun = self.found({TaskStatus.WAITING, TaskStatus.DISPATCHED})
            return len(given) == len(set(given)) and all(led_here(play, task) for task in begun)

        self.holds(in_turn)

    @invariant()
    def no_agency_has_longer_than_the_dossier(self) -> None:
        def within(play: Play) -> bool:
            due = play.case.due_at
            return due is not None and all(task.due_at is None or task.due_at <= due for task in play.case.tasks)

        self.holds(within)

    @invariant()
    def whoever_still_has_a_task_was_not_told_to_stop_and_whoever_lost_it_was(self) -> None:
        def told(play: Play) -> bool:
            stopped = {fact.data["task_id"] for fact in play.told(facts.AGENCY_TASK_RECALLED)}
            given = {fact.data["task_id"] for fact in play.told(facts.TASK_ASSIGNED)}
            lost = {task.id for task in play.case.tasks if task.status in TAKEN_BACK and task.refusal is None}
            return stopped == lost & given

        self.holds(told)

    @invariant()
    def an_opinion_is_asked_only_for_a_task_that_its_agency_has_and_every_answer_reaches_the_asker(self) -> None:
        def kept(play: Play) -> bool:
            asked = [one for one in play.case.tasks if one.opinion]
            open_ = [play.case.task(one.opinion.for_task) for one in asked if one.opinion and one.status not in ENDED]
            answered = {one.id for one in asked if one.decision or one.refusal}
            told = [fact.data["opinion_task_id"] for fact in play.told(side_facts.AGENCY_OPINION_GIVEN)]
            return all(one.status in ASKING for one in open_) and sorted(told) == sorted(answered)

        self.holds(kept)

    @invariant()
    def each_task_has_one_place_and_every_hand_over_says_who_when_and_why(self) -> None:
        def followed(play: Play) -> bool:
            overs = [(one, one.handed_over) for one in play.case.tasks if one.status is TaskStatus.REASSIGNED]
            return all(
                over and over.by and over.reason and play.case.task(over.to_task).instead_of == one.id
                for one, over in overs
            )

        self.holds(followed)

    @invariant()
    def the_newest_telling_names_exactly_those_who_have_a_part(self) -> None:
        def named(play: Play) -> bool:
            tellings = [fact for fact in play.world.told if "holders" in fact.data and fact.address is None]
            if not tellings or play.case.status is not CaseStatus.OPEN:
                return True
            having = [one.id for one in play.case.tasks if one.status in WITH_AGENCY]
            return [one["task_id"] for one in tellings[-1].data["holders"]] == having

        self.holds(named)

    @invariant()
    def nothing_honest_is_parked_but_a_return_or_an_opinion_too_many(self) -> None:
        self.holds(lambda play: all(expected(reason) for _, reason in play.world.parked))

    @invariant()
    def nothing_waits_for_what_will_never_come(self) -> None:
        self.holds(lambda play: play.world.deferred == [])


TestAnyCase = AnyCase.TestCase
TestAnyCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
