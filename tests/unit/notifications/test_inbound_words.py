"""What people mean by what they type: marks, case, spaces and either order of a code are forgiven, and nothing else."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.inbound.dossier_code import find_dossier_code
from services.notifications.domain.inbound.words import BadWords, Word, read_asked, read_phrases
from tests.unit.notifications.inbound_samples import PHRASES

CODE = "H99.11-261005-0001"


@pytest.mark.parametrize(
    "text",
    [
        f"TRA CUU {CODE}", f"tra cứu {CODE.lower()}", f"TraCuu: {CODE}", "TRACUU 000.00.11.H99-261005-0001",
        "Tra cứu 11.H99 261005 0001", "tra cưu H9911-261005-0001", f"TC {CODE}.", f"XEM HO SO {CODE}", CODE,
        f"  tra   cuu\n{CODE} nhé", "tra cuu H99112610050001", "TRA CUU H99.11–261005–0001", f"status {CODE}",
        unicodedata.normalize("NFD", f"Tra cứu hồ sơ {CODE}"),
    ],
)  # fmt: skip
def test_a_look_up_is_read_however_it_is_typed(text: str) -> None:
    asked = read_asked(text, PHRASES)
    assert (asked.word, asked.code) == (Word.LOOK_UP, CODE)


@pytest.mark.parametrize(
    "text", ["TRA CUU PA-261005-0001", "pa 261005 0001", "Tra cứu PA2610050001", "status PA-261005-0001"]
)
def test_a_petition_is_looked_up_as_a_dossier_is(text: str) -> None:
    asked = read_asked(text, PHRASES)
    assert (asked.word, asked.code) == (Word.LOOK_UP, "PA-261005-0001")


@pytest.mark.parametrize(
    ("text", "is_rating"),
    [
        ("DG 1", True), ("đánh giá 3", True), ("rate 2", True), ("2", True), ("dg PA-261005-0001 2", True),
        ("Đánh giá thấp cán bộ số 2", False), ("DG", False), ("4", False), ("12", False),
    ],
)  # fmt: skip
def test_an_opinion_is_one_digit_and_all_else_is_told_to_a_person(text: str, is_rating: bool) -> None:
    assert (read_asked(text, PHRASES).word is Word.RATE) is is_rating


@pytest.mark.parametrize("text", ["DUNG", "Dừng", "dung thong bao", "DỪNG THÔNG BÁO.", "Stop", "NGUNG", "dung  tin"])
def test_stop_words_stop(text: str) -> None:
    assert read_asked(text, PHRASES).word is Word.STOP


@pytest.mark.parametrize("text", ["NHAN", "Nhận tin", "nhan lai", "START"])
def test_start_words_start(text: str) -> None:
    assert read_asked(text, PHRASES).word is Word.START


@pytest.mark.parametrize("text", ["LAY SO", "lấy số đất đai", "LAYSO 2", "ticket"])
def test_a_ticket_is_asked_for(text: str) -> None:
    assert read_asked(text, PHRASES).word is Word.TICKET


@pytest.mark.parametrize(
    "text",
    [
        "Đúng", "Đúng rồi, cảm ơn", "dung roi", "Dừng xe ở đâu?", "Nhận được rồi", "nhắn", "", "😀", " \n",
        "Tra cứu ở đâu vậy?", f"Hồ sơ {CODE} của tôi trễ quá", "Trả cứu", "STOP sending me to five offices!",
    ],
)  # fmt: skip
def test_what_a_person_is_to_read_is_not_taken_for_an_order(text: str) -> None:
    assert read_asked(text, PHRASES).word is Word.OTHER


@pytest.mark.parametrize("text", ["TRA CUU", "tra cuu 123", "TRA CUU H99.11-269905-0001", "TRA CUU H99.11-261005-001"])
def test_a_look_up_without_a_readable_code_stays_a_look_up(text: str) -> None:
    asked = read_asked(text, PHRASES)
    assert (asked.word, asked.code) == (Word.LOOK_UP, None)


def test_the_language_is_that_of_the_word() -> None:
    assert [read_asked(one, PHRASES).language for one in ("DUNG", "stop", f"check {CODE}", CODE)] == [
        "vi", "en", "en", "vi",
    ]  # fmt: skip


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    assert read_asked(text, PHRASES).word in Word


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 99), max_size=3), DAYS, st.integers(1, 99_999), st.sampled_from(["-", " ", " - ", "–"]),
    st.booleans(),
)  # fmt: skip
def test_every_code_is_read_in_both_orders(levels: list[int], day: date, number: int, dash: str, old: bool) -> None:
    agency = ".".join(["H99", *(f"{one:02}" for one in levels)])
    code = f"{agency}-{day:%y%m%d}-{number:04}"
    shown = ".".join(["000", *reversed(agency.split("."))]) if old and levels and len(levels) < 3 else agency
    assert find_dossier_code(f"tra cuu {shown}{dash}{day:%y%m%d}{dash}{number:04}".lower()) == code


@pytest.mark.parametrize(
    "content",
    [{}, {"words": {"look_up": {"vi": ["tra cứu"]}}}, {"words": {"nothing": {"vi": ["x"]}}}, {"words": {"stop": 3}},
     {"words": {"look_up": {"vi": [""]}, "stop": {"vi": ["a"]}, "start": {"vi": ["b"]}}}],
)  # fmt: skip
def test_a_table_that_cannot_be_read_by_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(BadWords):
        read_phrases(content)
