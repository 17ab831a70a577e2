"""Rules of cutting a text into SMS parts, held for any text by a second, independent computation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.simulators.sms_gateway.phones import parts_of
from services.notifications.domain.plain_text import unaccented
from services.notifications.domain.segmentation import BASIC, EXTENDED, GSM_7, UCS_2, segments

LETTERS = st.one_of(
    st.sampled_from(sorted(BASIC | EXTENDED)),
    st.sampled_from("ăâđêôơưẾẪỡ“”…😀🏠"),
    st.characters(exclude_categories=["Cs"]),
)
ANY_TEXT = st.text(LETTERS, max_size=500)
SEVEN_BIT_TEXT = st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=500)


@settings(deadline=None)
@given(st.one_of(ANY_TEXT, SEVEN_BIT_TEXT))
def test_the_parts_joined_are_the_text(text: str) -> None:
    assert "".join(segments(text).parts) == text


@settings(deadline=None)
@given(st.one_of(ANY_TEXT, SEVEN_BIT_TEXT))
def test_the_count_equals_a_second_computation(text: str) -> None:
    assert segments(text).count == parts_of(text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_every_part_fits_and_no_surrogate_pair_is_split(text: str) -> None:
    cut = segments(text)
    for part in cut.parts:
        if cut.encoding == GSM_7:
            size = sum(2 if letter in EXTENDED else 1 for letter in part)
            assert size <= (160 if cut.count == 1 else 153)
        else:
            units = part.encode("utf-16-be")
            assert len(units) // 2 <= (70 if cut.count == 1 else 67)
            assert units.decode("utf-16-be") == part


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("a" * 160, GSM_7, 1),
        ("a" * 161, GSM_7, 2),
        ("a" * 306, GSM_7, 2),
        ("a" * 307, GSM_7, 3),
        ("€" * 80, GSM_7, 1),
        ("€" * 81, GSM_7, 2),
        ("a" * 152 + "€" + "a" * 100, GSM_7, 2),
        ("đ" * 70, UCS_2, 1),
        ("đ" * 99, UCS_2, 2),
        ("đ" * 134, UCS_2, 2),
        ("😀" * 35, UCS_2, 1),
        ("😀" * 36, UCS_2, 2),
        ("", GSM_7, 1),
    ],
)
def test_sizes_at_the_borders(text: str, encoding: str, count: int) -> None:
    assert (segments(text).encoding, segments(text).count) == (encoding, count)


def test_an_escaped_character_is_never_split_from_its_escape() -> None:
    first, second = segments("a" * 152 + "€" + "a" * 100).parts
    assert (len(first), second[0]) == (152, "€")


def test_a_text_without_marks_is_seven_bit() -> None:
    text = unaccented("Đã được: Hồ sơ “ẾẪỡ” – thứ Sáu… ôƠưƯ")
    assert text == 'Da duoc: Ho so "EAo" - thu Sau... oOuU'
    assert segments(text).encoding == GSM_7


@settings(deadline=None)
@given(
    st.text(
        st.sampled_from("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĐ ABCxyz0123.,"),
        max_size=200,
    )
)
def test_vietnamese_without_marks_keeps_its_length_and_fits_seven_bits(text: str) -> None:
    assert len(unaccented(text)) == len(text)
    assert segments(unaccented(text)).encoding == GSM_7
