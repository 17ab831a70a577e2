"""Vietnamese text: one spelling, one key, names in their order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import fold, given_name, name_order, normalise, search_key, search_words, tidy_name


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Ất", "dang thi at"),
        ("TRƯỜNG SA, Ỷ Lan", "truong sa, y lan"),
        ("đường", "duong"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Bưởi"), "nguyen thi buoi"),
    ],
)
def test_folding_takes_marks_off_and_knows_the_barred_d(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_keys_are_equal_whatever_the_spelling() -> None:
    assert search_key("  Giấy phép—Hoạt động ") == search_key("GIAY PHEP hoat dong") == "giay phep hoat dong"
    assert search_words("Mã 1.001806.") == ("ma", "1.001806")


def test_normalising_leaves_one_spelling() -> None:
    assert normalise(unicodedata.normalize("NFD", " Hồ\u200b  sơ\n")) == "Hồ sơ"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_names_have_the_family_name_first() -> None:
    assert given_name("Nguyễn Thị Bích Đào") == "Đào"
    assert sorted(["Trần An", "Lê Văn Út", "Nguyễn An"], key=name_order) == ["Nguyễn An", "Trần An", "Lê Văn Út"]


def test_names_in_one_case_get_capitals() -> None:
    assert tidy_name("NGUYỄN  THỊ ĐÀO") == tidy_name("nguyễn thị đào") == "Nguyễn Thị Đào"
    assert tidy_name("Y Ê-ban H'Linh") == "Y Ê-ban H'Linh"
