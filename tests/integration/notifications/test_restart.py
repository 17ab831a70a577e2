"""Rules of a killed process: what it was at is finished by the next one, and no phone shows anything twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from services.notifications.app import Parts
from services.notifications.domain.message import LEASE, Channel, Status
from services.notifications.use_cases.send_message import send_next
from tests.integration.notifications.conftest import Citizen, Clock, message_of, sending_of, tell
from tests.integration.notifications.outside import ROOT, Outside
from tests.support.waiting import wait_until

SMS = (Channel.SMS,)


@contextmanager
def timers(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The real role in a process of its own; killed at the end if nobody did before."""
    command = (sys.executable, "-m", "services.notifications", "timers")
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def test_a_sender_killed_in_the_middle_of_a_call_sends_nothing_twice(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock, environment: dict[str, str]
) -> None:
    outside.order_sms(answer="silent", accepted=True, seconds=20)
    received = tell(parts, citizen, channels=SMS)
    with timers({**environment, "SEND_TIMEOUT_SECONDS": "15"}) as process:
        wait_until(lambda: outside.sms(citizen.dialled), 30, describe="the call")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert message_of(parts, received).status is Status.SENDING
    clock.forward(seconds=LEASE.total_seconds() + 1)
    send_next(sending_of(parts))
    assert message_of(parts, received).status is Status.ACCEPTED
    assert [(sms["requests"]) for sms in outside.sms(citizen.dialled)] == [2]


def test_what_came_while_no_sender_ran_is_sent_by_the_next(
    parts: Parts, outside: Outside, new_citizen: Callable[[], Citizen], environment: dict[str, str]
) -> None:
    people = [new_citizen() for _ in range(10)]
    events = [tell(parts, one) for one in people]
    with timers(environment) as process:
        wait_until(lambda: all(message_of(parts, one).status is Status.ACCEPTED for one in events), 30)
        wait_until(lambda: all(message_of(parts, one, Channel.EMAIL).status is Status.ACCEPTED for one in events), 30)
        process.terminate()
        assert process.wait(20) == 0, "it drains and ends well"
    assert [len(outside.sms(one.dialled)) for one in people] == [1] * 10
    assert [letter["copies"] for one in people for letter in outside.letters(one.email)] == [1] * 10
