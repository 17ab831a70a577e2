"""Pauses grow as promised and never overflow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.store.pauses import hold_seconds, job_pause_seconds, next_attempt_at
from tests.support.accounts import EPOCH


def test_a_deferred_event_waits_as_long_as_promised_and_is_parked_after_a_day_and_more() -> None:
    minute, hour = 60, 3_600
    expected = [1, 5, 30, 2 * minute, 10 * minute, hour, 6 * hour, 24 * hour]
    assert [next_attempt_at(EPOCH, attempt) for attempt in range(1, 9)] == [
        EPOCH + timedelta(seconds=one) for one in expected
    ]
    assert next_attempt_at(EPOCH, 9) is None


@pytest.mark.parametrize(("tries", "seconds"), [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (10**9, 300)])
def test_a_refused_message_waits_twice_as_long_each_time_up_to_five_minutes(tries: int, seconds: int) -> None:
    assert hold_seconds(tries) == seconds


def test_a_failing_job_is_tried_every_hour_in_the_end() -> None:
    assert [job_pause_seconds(tries) for tries in (1, 2, 12, 13, 10_000)] == [1, 2, 2_048, 3_600, 3_600]
