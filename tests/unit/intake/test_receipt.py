"""The receipt, form 01: every field of the form, Vietnamese type right, and whose link its QR code holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, NotFound
from services.intake.domain.personal import Person
from services.intake.gateways.receipts import TypstReceipts
from services.intake.use_cases.issue_receipt import ReceiptForm, ReceiptOffice, issue_receipt
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from tests.unit.intake.fakes import ELSEWHERE, OFFICER, TOKEN, accepted, filed, make_ports
from tests.unit.intake.test_supplement import OWNER, STRANGER, kept

DATA = Path(__file__).parents[3] / "services" / "intake" / "data"
RECEIPTS = TypstReceipts(DATA / "receipt.typ", DATA / "fonts")


class Kept:
    """Draws nothing; keeps the form."""

    def __init__(self) -> None:
        self.form: ReceiptForm | None = None

    def draw(self, form: ReceiptForm) -> bytes:
        self.form = form
        return b"%PDF-"


def form_of(dossier: Dossier, caller: Caller = OWNER) -> ReceiptForm:
    drawer = Kept()
    office = ReceiptOffice("Số 1 đường Một Cửa", "1800 0000", "http://localhost:8080/", drawer)
    issue_receipt(make_ports(kept(dossier)), office, caller, dossier.code)
    assert drawer.form is not None
    return drawer.form


def test_the_form_says_who_what_and_until_when() -> None:
    brought = Person("Trần Văn Bình", "001190000001", "+84912345679", None, "Xã Hòa Bắc", "Giấy ủy quyền số 12")
    form = form_of(replace(accepted(), submitted_by=brought))
    assert (form.code, form.number, form.name) == ("H99.11-261005-0001", "0001", "Nguyễn Thị Đào")
    assert (form.identity_name, form.identity) == ("Số căn cước/CMND", "001158012345")
    assert form.received_at == "08 giờ 00 phút, ngày 05 tháng 10 năm 2026"
    assert form.due_at == "08 giờ 00 phút, ngày 12 tháng 10 năm 2026"
    assert form.limit == "5 ngày làm việc"
    assert form.phone == "0912 345 678"
    assert form.authorised is not None
    assert (form.authorised.name, form.authorised.paper) == ("Trần Văn Bình", "Giấy ủy quyền số 12")
    assert form.moved is None


def test_an_owner_s_receipt_carries_the_personal_link() -> None:
    assert form_of(accepted()).link == f"http://localhost:8080/tracking/o/{TOKEN}"


def test_an_officer_s_receipt_carries_it_only_where_an_officer_filed() -> None:
    assert form_of(accepted(), OFFICER).link == "http://localhost:8080/tracking?code=H99.11-261005-0001"
    at_counter = replace(accepted(), channel=Channel.COUNTER, owner_token=TOKEN)
    assert form_of(at_counter, OFFICER).link == f"http://localhost:8080/tracking/o/{TOKEN}"


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


def test_it_is_drawn_as_a_pdf_with_the_fonts_of_the_house() -> None:
    drawn = RECEIPTS.draw(form_of(accepted()))
    assert drawn.startswith(b"%PDF-")
    assert b"LiberationSerif" in drawn
    assert drawn.count(b"/Type /Page\n") + drawn.count(b"/Type/Page\n") <= 1


def test_what_people_wrote_is_text_and_never_markup() -> None:
    written = replace(accepted(), form={"content": '#panic("x") *đậm* $x$ <a> \\ "'})
    assert RECEIPTS.draw(form_of(written)).startswith(b"%PDF-")


def test_neither_link_nor_person_shows_when_a_form_is_printed() -> None:
    told = repr(form_of(accepted()))
    for secret in (TOKEN, "Nguyễn Thị Đào", "001158012345", "0912 345 678"):
        assert secret not in told
