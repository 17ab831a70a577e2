"""The forms as they come out of the printer: every field is there to be read, long ones too, and markup stays text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.form_copy import shown_hash
from services.intake.use_cases.form_ports import Sheet
from services.intake.use_cases.forms.control_sheet import Kept, kept_of
from services.intake.use_cases.forms.filled import Filled, listed
from services.intake.use_cases.forms.receipt import fill_receipt
from services.intake.use_cases.forms.requests import fill_refusal, fill_supplement
from tests.support import pdf_text
from tests.support.book_samples import book
from tests.support.form_desk import FORMS
from tests.support.form_samples import (
    accepted,
    apology_filled,
    asked,
    at,
    copy_of,
    house,
    refused,
    sheet,
    sheets,
    stop_filled,
    worst,
)
from tests.support.pdf_text import squeezed

SHEETS = sheets()
EVIL = '#panic("x") *đậm* $x^2$ <a> \\ "] #link("http://x") `raw` @ref = tiêu đề // lời'
# Told in another way on the paper, or not at all.
UNPRINTED = {"code", "office_short", "authority", "of", "kept", "to_be_taken", "clock_stands_still", "sum", "due_short"}


def pages_of(drawn: Sheet) -> list[str]:
    return pdf_text.pages_of(FORMS.draw(drawn))


def values(content: Any) -> list[str]:
    if isinstance(content, Mapping):
        return [text for name, one in content.items() if name not in UNPRINTED for text in values(one)]
    if isinstance(content, list | tuple):
        return [text for one in content for text in values(one)]
    return [content] if isinstance(content, str) and content else []


FULL: dict[str, tuple[Callable[[], Filled], Callable[[], Dossier]]] = {
    "01": (lambda: fill_receipt(worst(), house()), worst),
    "02": (lambda: fill_supplement(asked(), house()), asked),
    "03": (lambda: fill_refusal(refused(), house()), refused),
    "04": (apology_filled, accepted),
    "05": (stop_filled, accepted),
}


@pytest.mark.parametrize("form", FULL)
def test_every_field_that_was_filled_in_can_be_read_on_the_paper(form: str) -> None:
    fill, dossier = FULL[form]
    drawn = sheet(fill(), dossier())
    text = squeezed(" ".join(pages_of(drawn)))
    not_for_this_one = {
        "02": {"representative"},
        "04": {"phone", "email", "subject", "office"},
        "05": {"procedure_name", "office"},
    }
    content = {
        name: one for name, one in drawn.data["content"].items() if name not in not_for_this_one.get(form, set())
    }
    assert [one for one in values(content) if squeezed(one) not in text] == []


@pytest.mark.parametrize("name", [one for one in SHEETS if one != "07-book"])
def test_every_form_bears_the_national_heading_its_number_code_and_hash(name: str) -> None:
    drawn = SHEETS[name]
    first, *_ = pages_of(drawn)
    whole = " ".join(pages_of(drawn))
    for wanted in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "SỞ Y TẾ TỈNH HÀ SƠN",
        "BỘ PHẬN MỘT CỬA",
        f"Mẫu số {name[:2]}",
        f"Số: {drawn.data['number']}",
        "H99.11-261119-0042",
        drawn.data["form"]["title"].upper(),
        drawn.data["content"]["place_and_day"],
    ):
        assert squeezed(wanted) in squeezed(first), wanted
    assert squeezed(drawn.data["hash"]) in squeezed(whole)


@pytest.mark.parametrize(
    ("name", "pages"),
    [("01-receipt", 1), ("02-supplement", 1), ("03-refusal", 1), ("04-apology", 1), ("05-stop", 1)],
)
def test_an_ordinary_form_takes_one_page(name: str, pages: int) -> None:
    assert len(pages_of(SHEETS[name])) == pages


def test_a_receipt_that_was_issued_anew_says_so_and_explains_its_date_on_a_page_of_its_own() -> None:
    pages = pages_of(SHEETS["01-receipt-reissued"])
    assert "Cấp lại lần 1, thay giấy số 12 cấp ngày 19/11/2026" in pages[0]
    assert "CÁCH TÍNH NGÀY TRẢ KẾT QUẢ" in pages[-1]
    assert "Trung tâm Công tác xã hội tỉnh" in pages[-1]
    assert "Cả hồ sơ: ngày trả kết quả" in pages[-1]


def test_the_control_sheet_marks_who_was_early_and_who_was_late() -> None:
    text = " ".join(pages_of(SHEETS["06-control-sheet"]))
    for wanted in ("Trước", "Đúng", "Quá", "Lê Văn An", "Trần Thị Thu Hằng", "Yêu cầu bổ sung hồ sơ"):
        assert wanted in text
    assert [one["kept"] for one in SHEETS["06-control-sheet"].data["content"]["hops"]] == [
        None,
        None,
        "early",
        None,
        None,
        "early",
        "early",
    ]


@pytest.mark.parametrize(("minutes", "kept"), [(-1, Kept.EARLY), (0, Kept.ON_TIME), (0.5, Kept.LATE), (1, Kept.LATE)])
def test_a_date_is_kept_early_on_time_or_missed(minutes: float, kept: Kept) -> None:
    due = at(26, 17)
    assert kept_of(due + timedelta(minutes=minutes), due) is kept
    assert kept_of(None, due) is kept_of(due, None) is None


def test_the_book_repeats_its_head_on_every_page_and_loses_no_row() -> None:
    pages = pages_of(book(60))
    assert len(pages) > 3
    assert all("Nhận và trả kết quả" in one for one in pages)
    whole = squeezed(" ".join(pages))
    for row in book(60).data["rows"]:
        assert squeezed(row["code"]) in whole
    assert "Trang 1 / " in pages[0]


def test_an_empty_book_says_so() -> None:
    assert "Không có hồ sơ nào" in pages_of(book(0))[0]


@pytest.mark.parametrize("form", FULL)
def test_typst_reads_no_markup_in_what_people_wrote(form: str) -> None:
    fill, dossier = FULL[form]
    filled = fill()
    poisoned = replace(filled, content=_poison(filled.content))
    text = squeezed(" ".join(pages_of(sheet(poisoned, dossier()))))
    assert squeezed('#panic("x") *đậm* $x^2$ <a> \\') in text
    assert squeezed('#link("http://x") `raw` @ref = tiêu đề // lời') in text


def test_typst_reads_no_markup_in_a_book() -> None:
    poisoned = book(1)
    rows = [dict.fromkeys(one, EVIL) for one in poisoned.data["rows"]]
    drawn = replace(poisoned, data={**poisoned.data, "field": EVIL, "rows": rows})
    assert squeezed("*đậm* $x^2$") in squeezed(" ".join(pages_of(drawn)))


def test_fields_that_nobody_filled_in_are_lines_to_write_on() -> None:
    bare = replace(accepted().applicant, identity_number=None, phone=None, email=None)
    text = " ".join(pages_of(sheet(fill_receipt(replace(accepted(), applicant=bare), house()), accepted())))
    assert "Email: ...." in text
    assert "None" not in text


def test_by_the_older_circular_the_stop_has_no_number() -> None:
    text = " ".join(pages_of(sheet(stop_filled(), accepted(), numbering="tt-01-2018")))
    assert "Mẫu số" not in text
    assert "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ" in text


def test_the_hash_on_the_paper_is_the_first_digits_of_the_record_s() -> None:
    filled = fill_receipt(accepted(), house())
    copy = copy_of(filled, accepted())
    assert sheet(filled, accepted()).data["hash"] == shown_hash(copy.sha256)
    assert shown_hash("0123456789abcdef" + "0" * 48) == "0123 4567 89ab cdef"


def test_the_bullets_and_numbers_that_people_write_are_not_printed_twice() -> None:
    assert listed("1. Đơn\n2) Ảnh 3x4\n- Bằng\n\n  • Giấy khai sinh\n3 bản sao") == [
        "Đơn",
        "Ảnh 3x4",
        "Bằng",
        "Giấy khai sinh",
        "3 bản sao",
    ]


def _poison(content: Mapping[str, Any]) -> dict[str, Any]:
    def worse(one: Any) -> Any:
        if isinstance(one, str):
            return EVIL
        if isinstance(one, Mapping):
            return {name: worse(inner) for name, inner in one.items()}
        return [worse(inner) for inner in one] if isinstance(one, list) else one

    return {name: one if name == "code" else worse(one) for name, one in content.items()}
