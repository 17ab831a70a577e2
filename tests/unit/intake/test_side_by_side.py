"""Several agencies work on one dossier at once: who has a part is known, papers are asked for as one, dates add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.parts import PartState, parts_of
from services.intake.domain.procedure import Policy, SupplementRule
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplement
from services.intake.use_cases.forms.control_sheet import Kept, hops_of
from services.intake.use_cases.forms.receipt import fill_receipt
from services.intake.use_cases.forms.requests import fill_supplement
from services.intake.use_cases.record_progress import record_supplement_request
from services.intake.use_cases.supplement_dossier import supplement_dossier
from shared.store.change import Change, Context, Key, Loaded
from tests.support.fake_store import FakeWork
from tests.support.form_samples import house
from tests.unit.intake.fakes import NOW, accepted, make_ports
from tests.unit.intake.test_consumed import BY_TYPE, CODE, at, event
from tests.unit.intake.test_supplement import OWNER, kept

HOUR = timedelta(hours=1)
FIRST, SECOND = f"{CODE}:1", f"{CODE}:2"
MEDICAL, SOCIAL = "Phòng Nghiệp vụ Y Dược", "Phòng Bảo trợ xã hội"


def asks(id: str, office: str, wanted: str, hours: int) -> Supplement:
    moment = NOW + hours * HOUR
    return Supplement(id, office, wanted, "Thiếu", moment, moment + timedelta(days=21), "agency:H99.11.01")


ONE, OTHER = asks(FIRST, MEDICAL, "Bản sao văn bằng", 24), asks(SECOND, SOCIAL, "Sơ đồ mặt bằng\nẢnh", 26)


def answered(dossier: Dossier, hours: int) -> tuple[Dossier, FakeWork]:
    work, moment = kept(dossier), NOW + hours * HOUR
    done = supplement_dossier(make_ports(work), OWNER, CODE, "Đã gửi", Context("owner", moment, "correlation"))
    return done, work


def test_what_two_agencies_ask_side_by_side_is_asked_as_one_and_in_full() -> None:
    waiting = accepted().ask_for_agency(ONE)
    change = record_supplement_request(waiting, OTHER)
    told = change.facts[0].data
    assert told["wanted"].splitlines() == [
        f"Bản sao văn bằng ({MEDICAL})",
        f"Sơ đồ mặt bằng ({SOCIAL})",
        f"Ảnh ({SOCIAL})",
    ]
    assert told["asked_by"] == f"{MEDICAL}, {SOCIAL}"
    assert told["task_id"] == SECOND
    asked = next(one for one in change.saved if isinstance(one, Dossier)).asked
    assert asked is not None
    assert (asked.requested_at, asked.respond_by) == (ONE.requested_at, OTHER.respond_by)


def test_one_answer_meets_both_and_both_agencies_are_told_to_go_on() -> None:
    done, work = answered(accepted().ask_for_agency(ONE).ask_for_agency(OTHER), 50)
    assert done.status is not Status.SUPPLEMENT_ASKED
    assert done.asked is None
    (told,) = [fact for fact in work.facts if fact.type == "intake.dossier.supplemented.v1"]
    assert (told.data["task_id"], told.data["also"], told.data["due_revision"]) == (FIRST, [SECOND], 2)


@pytest.mark.parametrize("policy", list(Policy))
def test_a_completion_date_after_papers_asked_for_side_by_side_counts_the_wait_once(policy: Policy) -> None:
    taken = accepted()
    taken = replace(taken, procedure=replace(taken.procedure, supplement=SupplementRule(policy, 21)))
    both, _ = answered(taken.ask_for_agency(ONE).ask_for_agency(OTHER), 50)
    alone, _ = answered(taken.ask_for_agency(ONE), 50)
    assert both.due_at == alone.due_at
    assert both.due_revision == alone.due_revision
    assert len(both.waits) == 1


def test_a_request_that_comes_after_the_answer_is_one_of_its_own() -> None:
    done, _ = answered(accepted().ask_for_agency(ONE), 50)
    again = done.ask_for_agency(asks(SECOND, SOCIAL, "Ảnh", 60))
    assert again.asked is not None
    assert again.asked.wanted == "Ảnh"
    assert again.asked.id == SECOND


def test_form_02_of_the_second_request_names_everything_that_is_wanted() -> None:
    waiting = accepted().ask_for_agency(ONE).ask_for_agency(OTHER)
    assert len(fill_supplement(waiting, house(), SECOND).content["wanted"]) == 3
    assert fill_supplement(waiting, house(), FIRST).content["wanted"] == ["Bản sao văn bằng"]


def part(number: int, agency: str, **more: Any) -> dict[str, Any]:
    return {
        "task_id": f"{CODE}:{number}",
        "step": f"s{number}",
        "name": f"Bước {number}",
        "name_en": f"Step {number}",
        "agency": f"H99.11.0{number}",
        "agency_name": agency,
        "status": "dispatched",
        "since": at(number),
        "due_at": at(30 + number),
        "opinion_for": None,
        **more,
    }


def task(number: int, agency: str, **more: Any) -> dict[str, Any]:
    return {
        "task_id": f"{CODE}:{number}",
        "step": f"s{number}",
        "agency": f"H99.11.0{number}",
        "agency_name": agency,
        **more,
    }


A, B, C = part(1, MEDICAL), part(2, SOCIAL), part(3, "Công an tỉnh", opinion_for=f"{CODE}:1")
ASKED_BY = {"opinion_for": FIRST}
SENT = {"dispatched_at": at(1), "due_at": at(31)}
TELLINGS = (
    event("routing.task.dispatched.v1", 2, {**task(1, MEDICAL, **SENT), "holders": [A]}),
    event("routing.task.dispatched.v1", 3, {**task(2, SOCIAL, **SENT), "holders": [A, B]}),
    event(
        "routing.task.dispatched.v1", 4, {**task(3, "Công an tỉnh", **SENT, opinion_for=FIRST), "holders": [A, B, C]}
    ),
    event(
        "routing.task.refused.v1",
        5,
        {
            **task(2, SOCIAL, reason="Không thuộc thẩm quyền", refused_at=at(4), refused_by="agency:H99-11-02"),
            "holders": [A, C],
        },
    ),
)


def heard(*events: Any) -> Dossier:
    dossier = accepted()
    for one in events:
        reading = BY_TYPE[one.type]
        change: Change = reading.apply(one, Loaded({Key(Dossier, CODE): dossier}))
        dossier = next((each for each in change.saved if isinstance(each, Dossier)), dossier)
    return dossier


def test_every_agency_that_has_a_part_now_is_known_with_its_task_and_date() -> None:
    holding = heard(*TELLINGS[:3]).progress.holding
    assert [(one.agency_name, one.name.vi) for one in holding] == [
        (MEDICAL, "Bước 1"),
        (SOCIAL, "Bước 2"),
        ("Công an tỉnh", "Bước 3"),
    ]
    assert all(one.due_at for one in holding)
    assert [bool(one.opinion_for) for one in holding] == [False, False, True]


def test_a_branch_that_its_agency_refused_is_nobodys_and_in_any_order_it_ends_the_same() -> None:
    ends = [heard(*order).progress for order in permutations(TELLINGS)]
    assert all(end == ends[0] for end in ends)
    assert [one.agency_name for one in ends[0].holding] == [MEDICAL, "Công an tỉnh"]
    refusal = ends[0].tasks[SECOND].refused
    assert refusal is not None
    assert (refusal.by, refusal.reason) == ("agency:H99-11-02", "Không thuộc thẩm quyền")
    assert ends[0].holder is not None
    assert ends[0].holder.id == FIRST  # the room that shows one: not the opinion, not who refused


def test_a_telling_of_the_time_before_everybody_was_named_still_shows_the_one() -> None:
    old = event("routing.task.dispatched.v1", 2, task(1, MEDICAL, **SENT))
    assert [one.agency_name for one in heard(old).progress.holding] == [MEDICAL]


def step(id: str, agency: str, *after: str) -> dict[str, Any]:
    names = {"id": id, "agency": "H99.11.01", "agency_name": agency, "name": f"Bước {id}", "name_en": f"Step {id}"}
    return {**names, "due_at": at(20), "after": list(after)}


ROUTE = [step("s1", MEDICAL), step("s2", SOCIAL), step("s4", "Văn phòng Sở", "s1", "s2")]
OPENED = event("routing.case.opened.v1", 1, {"opened_at": at(0), "due_at": at(40), "steps": ROUTE})
POLICE, COUNTED = "Công an tỉnh", "Phòng Dân số"


def whole_way() -> Dossier:
    """Two begin at once; one asks the police, the other refuses and another agency does it; a fourth step follows."""
    return heard(
        OPENED,
        *TELLINGS,
        event(
            "routing.task.reassigned.v1",
            6,
            task(
                2,
                SOCIAL,
                to_task_id=f"{CODE}:5",
                to_agency_name=COUNTED,
                reason="Đúng thẩm quyền",
                reassigned_at=at(5),
                reassigned_by="staff:vanhanh",
            ),
        ),
        event(
            "routing.task.dispatched.v1",
            7,
            {**task(5, COUNTED, dispatched_at=at(6), due_at=at(31)), "step": "s2"},
        ),
        event("routing.task.done.v1", 8, task(3, POLICE, done_at=at(7), opinion_for=FIRST)),
        event("routing.task.done.v1", 9, task(1, MEDICAL, done_at=at(8))),
        event("routing.task.done.v1", 10, {**task(5, COUNTED, done_at=at(32)), "step": "s2"}),
        event("routing.task.dispatched.v1", 11, task(4, "Văn phòng Sở", dispatched_at=at(33), due_at=at(40))),
    )


def test_form_06_has_a_hop_for_every_change_of_hands_also_of_those_side_by_side() -> None:
    dossier = whole_way()
    assert dossier.acceptance is not None
    hops = [(one.giver, one.taker, one.kept, one.note) for one in hops_of(dossier, dossier.acceptance, house())]
    desk = house().short
    ways = [(giver, taker) for giver, taker, *_ in hops]
    assert ways[1:] == [
        (desk, MEDICAL),
        (desk, SOCIAL),
        (MEDICAL, POLICE),
        (SOCIAL, desk),
        (SOCIAL, COUNTED),
        (POLICE, MEDICAL),
        (MEDICAL, "Văn phòng Sở"),
        (COUNTED, "Văn phòng Sở"),
    ]
    kept = {(giver, taker): found for giver, taker, found, _ in hops}
    assert kept[(MEDICAL, "Văn phòng Sở")] is Kept.EARLY
    assert kept[(COUNTED, "Văn phòng Sở")] is Kept.LATE
    notes = " ".join(note for *_, note in hops)
    for words in ("Không thuộc thẩm quyền", "Giao lại: Đúng thẩm quyền", "Xin ý kiến", "Cho ý kiến"):
        assert words in notes


def test_the_receipt_shows_the_total_and_each_part_but_no_opinion() -> None:
    opened = heard(OPENED)
    content = fill_receipt(opened, house()).content
    assert [(one["agency"], one["due"] is not None) for one in content["parts"]] == [
        (MEDICAL, True),
        (SOCIAL, True),
        ("Văn phòng Sở", True),
    ]
    assert content["due_at"]
    assert content["ledger_total"]
    assert [one["agency"] for one in fill_receipt(whole_way(), house()).content["parts"]] == [
        MEDICAL,
        COUNTED,
        "Văn phòng Sở",
    ]


def test_pages_know_of_each_part_how_it_stands() -> None:
    states = {one.agency_name: (one.state, one.opinion) for one in parts_of(whole_way())}
    assert states == {
        MEDICAL: (PartState.DONE, False),
        COUNTED: (PartState.DONE, False),
        "Văn phòng Sở": (PartState.HELD, False),
        POLICE: (PartState.DONE, True),
    }
    refused = {one.agency_name: one.state for one in parts_of(heard(OPENED, *TELLINGS))}
    assert refused[SOCIAL] is PartState.REFUSED
