"""The receipt, form 01: every field of the form, the sum of its date, and whose link its QR code holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, NotFound, Words
from services.intake.domain.form_copy import FormName
from services.intake.domain.personal import Person
from services.intake.domain.progress import Progress, Step
from services.intake.use_cases.form_ports import Sheet
from services.intake.use_cases.issue_form import issue_form
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from tests.support.form_desk import FORMS, KeepingDrawer, form_office
from tests.support.form_samples import worst
from tests.support.pdf_text import pages_of
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, TOKEN, accepted, context, filed, make_ports
from tests.unit.intake.test_supplement import OWNER, STRANGER, answer, asked, kept


def sheet_of(dossier: Dossier, caller: Caller = OWNER) -> Sheet:
    drawer, work = KeepingDrawer(), kept(dossier)
    office = form_office(work, drawer)
    issue_form(make_ports(work), office, caller, dossier.code, FormName.RECEIPT, context())
    return drawer.last


def form_of(dossier: Dossier, caller: Caller = OWNER) -> dict[str, Any]:
    return dict(sheet_of(dossier, caller).data["content"])


def test_the_form_says_who_what_and_until_when() -> None:
    brought = Person("Trần Văn Bình", "001190000001", "+84912345679", None, "Xã Hòa Bắc", "Giấy ủy quyền số 12")
    form = form_of(replace(accepted(), submitted_by=brought))
    assert (form["code"], form["name"]) == ("H99.11-261005-0001", "Nguyễn Thị Đào")
    assert (form["identity_name"], form["identity"]) == ("Số căn cước/CMND", "001158012345")
    assert form["received_at"] == "08 giờ 00 phút, ngày 05 tháng 10 năm 2026"
    assert form["due_at"] == "08 giờ 00 phút, ngày 12 tháng 10 năm 2026"
    assert form["limit"] == "5 ngày làm việc"
    assert form["phone"] == "0912 345 678"
    assert (form["authorised"]["name"], form["authorised"]["paper"]) == ("Trần Văn Bình", "Giấy ủy quyền số 12")
    assert (form["book"], form["book_number"]) == ("Bảo trợ xã hội, năm 2026", "261005-0001")
    assert form["moved"] is None


def test_it_says_in_one_line_how_the_date_came_about() -> None:
    assert form_of(accepted())["sum"] == "Tính 40 giờ làm việc, mỗi ngày 8 giờ; không tính 2 ngày cuối tuần"


def test_a_wait_for_papers_shows_as_a_second_date_and_in_the_sum() -> None:
    answered, _ = answer(asked(), days=3)
    form = form_of(answered)
    assert form["due_at"] == "08 giờ 00 phút, ngày 12 tháng 10 năm 2026"
    assert form["moved"] is not None
    assert form["moved_why"] == "sau khi bổ sung hồ sơ"
    assert "thời gian chờ bổ sung (6/10 đến 8/10)" in form["sum"]
    assert form["ledger_total"] == "40\u00a0giờ"


def test_a_dossier_of_several_agencies_shows_the_whole_date_and_each_part() -> None:
    form = form_of(worst(), OFFICER)
    assert [one["agency"] for one in form["parts"]] == [
        "Trung tâm Công tác xã hội tỉnh",
        "Phòng Bảo trợ xã hội",
        "Lãnh đạo Sở Y tế",
    ]
    assert [one["due"] for one in form["parts"]] == ["09:00, 25/11/2026", "10:45, 30/11/2026", None]
    assert form["moved"] == "16 giờ 45 phút, ngày 07 tháng 12 năm 2026"


def test_a_lien_thong_receipt_shows_the_summed_due_date_and_each_agency_s_part() -> None:
    """Two agencies, nothing sent out yet: both parts stand there with their dates, and the sum of both below them."""
    first, whole = NOW + timedelta(days=2), accepted().due_at
    assert whole is not None
    steps = (
        Step("opinion", "H99.11.02", "Phòng Nghiệp vụ Y", Words("Cho ý kiến", "Opinion"), first),
        Step("decide", "H99.11.01", "Phòng Bảo trợ xã hội", Words("Trình kết quả", "Result"), whole),
    )
    opened = accepted().follow(Progress().with_opening(NOW, whole, steps, 1))
    form = form_of(opened)
    assert [(one["agency"], one["due"]) for one in form["parts"]] == [
        ("Phòng Nghiệp vụ Y", "08:00, 07/10/2026"),
        ("Phòng Bảo trợ xã hội", "08:00, 12/10/2026"),
    ]
    assert form["due_short"] == "08:00, 12/10/2026"
    assert form["ledger_total"] == "40\u00a0giờ"
    text = " ".join(pages_of(FORMS.draw(sheet_of(opened))))
    sum_of_all = text[text.index("Phần việc của từng cơ quan") :]
    for told in ("Phòng Nghiệp vụ Y", "08:00, 07/10/2026", "Phòng Bảo trợ xã hội", "Cả hồ sơ: ngày trả kết quả"):
        assert told in sum_of_all
    assert sum_of_all.count("08:00, 12/10/2026") == 2


def test_a_part_that_was_planned_before_the_date_moved_is_not_promised_any_more() -> None:
    parts = form_of(worst(), OFFICER)["parts"]
    assert parts[-1]["due"] is None


def test_an_owner_s_receipt_carries_the_personal_link() -> None:
    assert sheet_of(accepted()).codes["personal"].link == f"http://localhost:8080/tracking/o/{TOKEN}"


def test_an_officer_s_receipt_carries_it_only_where_an_officer_filed() -> None:
    public = sheet_of(accepted(), OFFICER).codes["personal"].link
    assert public == "http://localhost:8080/tracking?code=H99.11-261005-0001"
    at_counter = replace(accepted(), channel=Channel.COUNTER, owner_token=TOKEN)
    assert sheet_of(at_counter, OFFICER).codes["personal"].link == f"http://localhost:8080/tracking/o/{TOKEN}"


def test_there_is_no_receipt_before_acceptance() -> None:
    with pytest.raises(IllegalStep) as refused:
        form_of(filed())
    assert refused.value.slug == "no-receipt-yet"


def test_a_receipt_is_for_its_owner_and_the_officers_of_its_unit() -> None:
    with pytest.raises(NotFound):
        form_of(accepted(), STRANGER)
    for caller in (PUBLIC, ELSEWHERE):
        with pytest.raises(Forbidden):
            form_of(accepted(), caller)


def test_it_is_drawn_as_a_pdf_of_one_page_with_the_fonts_of_the_house() -> None:
    drawn = FORMS.draw(sheet_of(accepted()))
    assert drawn.startswith(b"%PDF-")
    assert b"LiberationSerif" in drawn
    assert drawn.count(b"/Type /Page\n") + drawn.count(b"/Type/Page\n") <= 1


def test_what_people_wrote_is_text_and_never_markup() -> None:
    written = replace(accepted(), form={"content": '#panic("x") *đậm* $x$ <a> \\ "'})
    assert FORMS.draw(sheet_of(written)).startswith(b"%PDF-")


def test_neither_link_nor_person_shows_when_a_form_is_printed() -> None:
    told = repr(sheet_of(accepted()))
    for secret in (TOKEN, "Nguyễn Thị Đào", "001158012345", "0912 345 678"):
        assert secret not in told
