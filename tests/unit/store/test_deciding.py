"""What a batch comes to: each aggregate once, from the version it had to its last state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.bus.ports import HandlerFailed
from shared.bus.reading import Never, Received
from shared.store.change import Change, Context, Fact, Job, Key, Loaded
from shared.store.deciding import Gathered, ask, decide
from tests.support.accounts import EPOCH, PAYMENT, Account, account, broken, context, hopeless, payment


def context_for(received: Received) -> Context:
    return Context("service:test", EPOCH, received.correlation_id, received.id)


def loaded_with(*ones: Account) -> Loaded:
    return Loaded({Key(Account, one.id): one for one in ones})


def test_handlers_see_what_the_ones_before_them_left() -> None:
    asked = ask([payment("a", 1), payment("a", 2)])
    decided = decide(asked, loaded_with(account("a")), context_for)
    ((base, state),) = decided.gathered.states.values()
    assert (base, state) == (1, account("a").receive(1).receive(2))
    assert [fact.sequence for fact, _ in decided.gathered.facts] == [2, 3]


def test_each_aggregate_is_asked_for_once() -> None:
    assert ask([payment("a"), payment("b"), payment("a")]).keys == (Key(Account, "a"), Key(Account, "b"))


def test_one_event_falls_out_of_a_batch_without_a_trace_on_the_others() -> None:
    asked = ask([payment("a", 1), hopeless("a", id="never"), payment("none", id="early"), payment("a", 2)])
    decided = decide(asked, loaded_with(account("a")), context_for)
    ((_, state),) = decided.gathered.states.values()
    assert state == account("a").receive(1).receive(2)
    assert [received.id for received, _ in decided.never] == ["never"]
    assert [received.id for received, _ in decided.not_yet] == ["early"]


def test_facts_carry_the_event_that_caused_them() -> None:
    decided = decide(ask([payment("a", id="cause")]), loaded_with(account("a")), context_for)
    ((_, cause),) = decided.gathered.facts
    assert (cause.causation_id, cause.correlation_id) == ("cause", "correlation of cause")


def test_a_reading_that_cannot_say_what_it_needs_is_a_failed_handler() -> None:
    def breaks(_: Received) -> tuple[Key, ...]:
        raise KeyError("nothing")

    received, _ = payment("a")
    with pytest.raises(HandlerFailed, match="KeyError"):
        ask([(received, replace(PAYMENT, needs=breaks))])


def test_a_refusal_while_asking_counts_as_the_handlers() -> None:
    def refuses(_: Received) -> tuple[Key, ...]:
        raise Never("not for us")

    received, _ = payment("a")
    decided = decide(ask([(received, replace(PAYMENT, needs=refuses))]), loaded_with(account("a")), context_for)
    assert decided.never == ((received, "not for us"),)


def test_the_words_of_a_broken_handler_stay_in_the_chain() -> None:
    with pytest.raises(HandlerFailed) as failed:
        decide(ask([broken("a", id="bad")]), loaded_with(account("a")), context_for)
    assert str(failed.value) == "test.payment.broken.v1 bad: ZeroDivisionError"


def test_a_handler_that_leaves_out_a_version_is_a_failed_one() -> None:
    received, _ = payment("a")
    skips = replace(PAYMENT, apply=lambda event, loaded: Change((replace(account("a"), version=5),)))
    with pytest.raises(HandlerFailed) as failed:
        decide(ask([(received, skips)]), loaded_with(account("a")), context_for)
    assert "saved as version 5 over version 1" in str(failed.value.__cause__)


def test_a_version_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="version 0"):
        Gathered().add(Change((replace(account("a"), version=0),)), context())


def test_of_several_settings_of_a_job_the_last_counts() -> None:
    gathered = Gathered()
    gathered.add(Change(jobs=(Job("open", "a", EPOCH), Job("open", "b", EPOCH))), context())
    gathered.add(Change(jobs=(Job("open", "a", None),)), context())
    assert [job.due_at for job, _ in gathered.jobs.values()] == [None, EPOCH]


def test_nothing_gathered_is_nothing_to_write() -> None:
    gathered = Gathered()
    assert gathered.is_empty()
    gathered.add(Change(facts=(Fact("test.account.opened.v1", "a", 1, {}),)), context())
    assert not gathered.is_empty()
