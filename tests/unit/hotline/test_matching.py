"""What a petition tells is matched with dossiers awaiting results: names, numbers and days as people say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.matching import labelled
from deploy.matching.in_memory import InMemory
from deploy.matching.measure import measure
from deploy.matching.registry import known
from services.hotline.domain.errors import IllegalStep
from services.hotline.domain.matching.claim import read_claim
from services.hotline.domain.matching.days_told import Of, days_told
from services.hotline.domain.matching.decisions import Decision, Matching, Said
from services.hotline.domain.matching.keys import keys_known, keys_told
from services.hotline.domain.matching.places import commune_of
from services.hotline.domain.matching.procedures_told import procedures_told
from services.hotline.domain.matching.profile import Profile
from services.hotline.domain.matching.ranking import rank
from services.hotline.domain.matching.spoken import Likeness, likeness, one_slip_apart, slips
from services.hotline.domain.matching.weights import Reason, Warning
from services.hotline.gateways.matching_file import BadWeights, read_weights
from tests.unit.hotline.fakes import NOW

FILE = Path(__file__).parents[3] / "services" / "hotline" / "data" / "matching.json"
WEIGHTS = read_weights(FILE)[-1]
TODAY = date(2026, 11, 23)  # a Monday
PROCEDURE = "1.013817"
WIFE = Profile(
    "H99.11-261119-0042", "Nguyễn Thị Hồng Vân", "+84900000127", "", "042099001122", "hoa bac", PROCEDURE,
    (date(2026, 11, 19),), date(2026, 11, 27),
)  # fmt: skip
STORY = (
    "Vợ tôi nộp hồ sơ đăng ký hành nghề công tác xã hội hôm thứ Năm tuần trước, tên Nguyễn Thị Hồng Vân. "
    "Cô ở quầy nói năm ngày là xong, mà giấy lại hẹn thứ Sáu."
)


@pytest.mark.parametrize(
    ("told", "known_as", "found"),
    [
        ("nguyễn thị hồng vân", "Nguyễn Thị Hồng Vân", Likeness.TO_THE_MARK),
        ("Bà Nguyễn Thị Hồng Vân", "Nguyễn Thị Hồng Vân", Likeness.TO_THE_MARK),
        ("NGUYEN THI HONG VAN", "Nguyễn Thị Hồng Vân", Likeness.SAME),
        ("Nguyeenx Thij Hoongf Vaan", "Nguyễn Thị Hồng Vân", Likeness.SAME),
        ("Nguyễn Thị Hồng Vâng", "Nguyễn Thị Hồng Vân", Likeness.SLIP),
        ("Võ Thị Châm", "Vũ Thị Trâm", Likeness.SLIP),
        ("Hồng Vân", "Nguyễn Thị Hồng Vân", Likeness.PART),
        ("Nguyễn Vân", "Nguyễn Thị Hồng Vân", Likeness.PART),
        ("Chị Vân", "Nguyễn Thị Hồng Vân", Likeness.GIVEN),
        ("Trần Thị Vân", "Nguyễn Thị Hồng Vân", Likeness.DIFFERENT),
        ("Nguyễn Thị Hồng Mai", "Nguyễn Thị Hồng Vân", Likeness.DIFFERENT),
        ("", "Nguyễn Thị Hồng Vân", Likeness.DIFFERENT),
    ],
)
def test_a_name_is_near_another_as_people_write_and_hear_it(told: str, known_as: str, found: Likeness) -> None:
    assert likeness(told, known_as) is found


@settings(max_examples=150, deadline=None)
@given(st.text("0123456789", min_size=3, max_size=12), st.text("0123456789", min_size=3, max_size=12))
def test_two_numbers_one_slip_apart_share_a_key_whichever_slip_it_was(one: str, other: str) -> None:
    if one_slip_apart(one, other):
        assert slips(one) & slips(other)
    for near in slips(one) - {one}:
        assert one_slip_apart(one, near)


def test_days_are_read_as_people_tell_them() -> None:
    told = days_told("Nộp hôm thứ Năm tuần trước, giấy hẹn thứ Sáu, gọi ngày 5/11 và cách đây 3 ngày", TODAY)
    found = {(one.day, one.of) for one in told}
    assert {(date(2026, 11, 19), Of.FILED), (date(2026, 11, 27), Of.DUE)} <= found
    assert {date(2026, 11, 5), date(2026, 11, 20)} <= {one.day for one in told}
    assert days_told("31/2 và 45/13", TODAY) == ()
    assert days_told("nộp 28/12", date(2027, 1, 4))[0].day == date(2026, 12, 28)


def test_a_commune_is_read_from_addresses_and_not_from_society() -> None:
    assert commune_of("Thôn 4, xã Hòa Bắc, tỉnh Hà Sơn") == "hoa bac"
    assert commune_of("12 phường Tân Lập tỉnh Hà Sơn") == "tan lap"
    assert commune_of("Trung tâm công tác xã hội") == ""


def test_words_mean_procedures_by_their_names_and_by_what_people_call_them() -> None:
    names = labelled.read().procedures
    assert procedures_told(STORY, names, WEIGHTS.said_as)[0] == PROCEDURE
    assert "1.012278" in procedures_told("toi xin giay phep phong kham", names, WEIGHTS.said_as)
    assert procedures_told("Cán bộ nói năng khó nghe", names, WEIGHTS.said_as) == ()


def test_the_call_of_the_picture_is_near_certain_and_says_why() -> None:
    claim = read_claim(STORY, TODAY, name="Ông Nguyễn Văn Tâm", phone="+84900000127", address="Thôn 4, xã Hòa Bắc")
    husband = Profile("H99.11-261112-0103", "Nguyễn Văn Tâm", "+84912000999", "", "", "hoa bac", "1.014027")
    first, second = rank(claim, (husband, WIFE), [PROCEDURE], WEIGHTS)
    assert first.code == WIFE.code
    assert first.sure
    assert not first.warnings
    assert [reason for reason, _ in first.score.reasons] == [
        Reason.PHONE_SAME, Reason.NAME_IN_STORY, Reason.PROCEDURE_SAME, Reason.FILED_THEN, Reason.DUE_THEN,
        Reason.COMMUNE_SAME,
    ]  # fmt: skip
    assert not second.sure
    assert Reason.PROCEDURE_DIFFERENT in dict(second.score.reasons)


@pytest.mark.parametrize(
    ("told", "others", "warning"),
    [
        ({"name": "Trần Văn Ba", "phone": "+84900000127"}, (), Warning.NAME_DIFFERS),
        ({"name": "Nguyễn Thị Hồng Vân"}, (), Warning.FEW_POINTS),
        ({"name": "Nguyễn Thị Hồng Vân", "phone": "+84900000127"}, (replace(WIFE, code="H99.11-261120-0007"),),
         Warning.SEVERAL),
        ({"name": "Nguyễn Thị Hồng Vân", "phone": "+84977000000"},
         (replace(WIFE, code="H99.11-261120-0007", phone="+84900000999", identity=""),), Warning.NAMESAKES),
    ],
)  # fmt: skip
def test_it_abstains_and_says_why(told: dict[str, str], others: tuple[Profile, ...], warning: Warning) -> None:
    first = rank(read_claim("Hồ sơ của tôi trễ", TODAY, **told), (WIFE, *others), [], WEIGHTS)[0]
    assert not first.sure
    assert warning in first.warnings


def test_whoever_calls_for_somebody_else_must_name_them() -> None:
    claim = read_claim("Hàng xóm của tôi nộp hồ sơ mà chưa xong", TODAY, phone="+84900000127")
    assert Warning.FOR_ANOTHER in rank(claim, (WIFE,), [PROCEDURE], WEIGHTS)[0].warnings


def test_nothing_told_finds_nothing() -> None:
    claim = read_claim("Mong sở làm nhanh hơn", TODAY)
    assert not keys_told(claim, []) & keys_known(WIFE)
    assert rank(claim, (WIFE,), [], WEIGHTS) == ()


def test_the_labelled_set_is_what_its_seeds_make() -> None:
    kept = labelled.read()
    assert kept == labelled.make()
    assert len(kept.cases["held_out"]) >= 500
    kinds = {case.kind for case in kept.cases["held_out"]}
    assert kinds == {case.kind for case in kept.cases["tuning"]}
    assert len(kinds) > 20


def test_the_held_out_half_reaches_what_is_promised() -> None:
    """Among the dossiers of the set alone; ``make matching`` measures the same among ten thousand."""
    kept = labelled.read()
    finder = InMemory((known(one, kept.procedures) for one in kept.dossiers), kept.procedures, WEIGHTS)
    count = measure(kept.cases["held_out"][::6], finder.find)
    assert count.wrong_first == 0
    assert count.precision >= 0.98
    assert count.recall >= 0.90


STEPS = st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), st.sampled_from(list(Said))), max_size=14)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_whatever_is_decided_stays_written_and_one_dossier_is_confirmed_at_most(steps: list[tuple[str, Said]]) -> None:
    matching, written = Matching("PA-261005-0001"), 0
    for dossier, said in steps:
        try:
            after = matching.decided(Decision(dossier, said, NOW, "staff:operator"))
        except IllegalStep:
            continue
        assert after.decisions[: len(matching.decisions)] == matching.decisions
        written += after is not matching
        matching = after
    assert len(matching.decisions) == matching.version == written
    confirmed = [one for one in matching.standings.values() if one.said in (Said.CONFIRMED, Said.LINKED)]
    assert len(confirmed) <= 1
    assert matching.confirmed == (confirmed[0].dossier if confirmed else None)


def test_weights_that_cannot_be_used_are_refused_with_their_place(tmp_path: Path) -> None:
    for wrong in ('{"versions": []}', '{"versions": [{"effective_from": "2025-07-01"}]}', "[]", "{"):
        file = tmp_path / "matching.json"
        file.write_text(wrong, "utf-8")
        with pytest.raises(BadWeights, match=r"matching\.json"):
            read_weights(file)
