"""The dossier's steps: which are allowed from where, and what each leaves behind."""

from __future__ import annotations

import pytest

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep
from services.intake.domain.progress import Decision, Outcome, Progress, Task
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod
from services.intake.domain.status import Status
from shared.working_time import Calendar
from tests.unit.intake.fakes import FIVE_DAYS, NOW, accepted, filed

DECISION = Decision(Outcome.GRANTED, NOW, "H99.11.01", "Phòng Bảo trợ xã hội", told=4)
SENT = Progress().with_dispatch(Task("t", "s", "H99.11.01", "Phòng", NOW, dispatch_told=2))
RETURNED = Returned(NOW, "staff:reception", ReturnMethod.COUNTER, ReceivedBy.APPLICANT)
ACCEPTANCE = Acceptance(NOW, "staff:reception", *FIVE_DAYS.due(Calendar("test"), NOW, None))


def test_the_national_numbers_are_as_the_portal_counts_them() -> None:
    assert [int(status) for status in Status] == list(range(1, 11))
    assert (Status.IN_PROGRESS, Status.DONE, Status.RETURNED) == (4, 9, 10)


def test_each_step_leads_to_the_next_and_counts_one_version() -> None:
    in_progress = accepted().follow(SENT)
    done = in_progress.follow(SENT.with_decision(DECISION))
    returned = done.give_back(RETURNED)
    way = [filed(), accepted(), in_progress, done, returned]
    assert [int(one.status) for one in way] == [1, 2, 4, 9, 10]
    assert [one.version for one in way] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("dossier", "slug"),
    [
        (accepted(), "already-accepted"),
        (accepted().follow(SENT), "already-accepted"),
    ],
)
def test_only_a_filed_dossier_is_accepted(dossier: Dossier, slug: str) -> None:
    with pytest.raises(IllegalStep) as refused:
        dossier.accept(ACCEPTANCE)
    assert refused.value.slug == slug
    assert dossier.status.words.vi in refused.value.words.vi


@pytest.mark.parametrize("dossier", [filed(), accepted(), accepted().follow(SENT)])
def test_no_result_is_returned_before_there_is_one(dossier: Dossier) -> None:
    with pytest.raises(IllegalStep) as refused:
        dossier.give_back(RETURNED)
    assert refused.value.slug == "no-result-yet"


def test_a_result_is_returned_once() -> None:
    done = accepted().follow(Progress().with_decision(DECISION)).give_back(RETURNED)
    with pytest.raises(IllegalStep) as refused:
        done.give_back(RETURNED)
    assert refused.value.slug == "already-returned"


def test_nothing_is_followed_before_acceptance() -> None:
    with pytest.raises(IllegalStep):
        filed().follow(SENT)


def test_news_already_known_changes_nothing() -> None:
    dossier = accepted().follow(SENT)
    assert dossier.follow(SENT) is dossier


def test_late_news_never_take_a_status_back() -> None:
    done = accepted().follow(Progress().with_decision(DECISION))
    later = done.follow(SENT.with_decision(DECISION))
    assert later.status is Status.DONE
    assert later.give_back(RETURNED).follow(Progress().with_decision(DECISION)).status is Status.RETURNED


def test_no_due_date_is_shown_where_none_is_set() -> None:
    assert filed().due_at is None
