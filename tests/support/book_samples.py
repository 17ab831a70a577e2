"""A book of many rows, and the pictures of all forms in the documents:
``python -m tests.support.book_samples docs/pictures/forms``."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from services.intake.domain.errors import Words
from services.intake.domain.personal import ApplicantKind
from services.intake.use_cases.form_ports import BookRow, Sheet
from services.intake.use_cases.print_book import Field, book_sheet
from tests.support.form_samples import ADDRESS, FORMS, LONG_NAME, at, house, office, sheets


def book(count: int) -> Sheet:
    """The book of one field with so many rows."""
    wanted = Field("cong-tac-xa-hoi", Words("Công tác xã hội", "Social work"), ("1.013817",))
    here = house()
    return book_sheet(
        office(),
        here.province.vi,
        here.unit.vi,
        wanted,
        (date(2026, 11, 1), date(2026, 11, 30)),
        rows(count),
        at(30, 17),
    )


def rows(count: int) -> list[BookRow]:
    return [_row(number) for number in range(1, count + 1)]


def _row(number: int) -> BookRow:
    received = at(2, 7, 30) + timedelta(hours=number * 7 % 9, days=number // 3 * 7 // 5 % 28)
    late, open_ = number % 11 == 0, number % 4 == 0
    business = number % 5 == 0
    return BookRow(
        code=f"H99.11-26{received:%m%d}-{number:04d}",
        procedure_code="1.013817",
        procedure_name="Đăng ký hành nghề công tác xã hội",
        applicant_kind=ApplicantKind.BUSINESS if business else ApplicantKind.CITIZEN,
        name=LONG_NAME if business else ("Nguyễn Thị Hồng Vân", "Trần Văn Bình", "Lê Hoàng Thượng Uyển")[number % 3],
        address=ADDRESS if business else "Thôn 4, xã Hòa Bắc, tỉnh Hà Sơn",
        phone="0900 000 127",
        lead="Phòng Bảo trợ xã hội",
        received_at=received,
        due_at=received + timedelta(days=7),
        finished_at=None if open_ else received + timedelta(days=8 if late else 6),
        returned_at=None if open_ else received + timedelta(days=8 if late else 6, hours=3),
        returned_how=None if open_ else "Tại quầy",
        returned_to=None if open_ else "Người đứng tên",
    )


def main(folder: Path) -> None:
    """Writes one PNG a page, small enough for the documents."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in {**sheets(), "07-book": book(45)}.items():
        pages = FORMS.pictures(one, ppi=72)
        for place, page in enumerate(pages[:3], 1):
            (folder / (f"{name}-{place}.png" if len(pages) > 1 else f"{name}.png")).write_bytes(page)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
