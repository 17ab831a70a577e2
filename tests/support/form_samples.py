"""Dossiers that fill forms to the brim, and the forms filled in from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange, DueChangeKind
from services.intake.domain.endings import Refusal
from services.intake.domain.errors import Words
from services.intake.domain.form_copy import IssuedForm, content_hash
from services.intake.domain.personal import Applicant, ApplicantKind, Person
from services.intake.domain.procedure import LimitKind, TimeLimit
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.progress import Decision, Outcome, Progress, Step, Task
from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod
from services.intake.domain.stop import Stop, StopGround
from services.intake.domain.supplement import RECEPTION, Supplement, Supplied, due_after_answer
from services.intake.gateways.forms import TypstForms, read_numberings
from services.intake.use_cases.form_ports import BookRow, FormOffice, Sheet
from services.intake.use_cases.forms.control_sheet import fill_control_sheet
from services.intake.use_cases.forms.endings import apology_form, stop_form
from services.intake.use_cases.forms.filled import Filled, House, day_words
from services.intake.use_cases.forms.receipt import fill_receipt
from services.intake.use_cases.forms.requests import fill_refusal, fill_supplement
from services.intake.use_cases.issue_form import sheet_of
from shared.print.beside import FONTS
from shared.working_time import Calendar, Off, Reason, SpecialDay
from tests.support.components import components_of

DATA = Path(__file__).parents[2] / "services" / "intake" / "data"
FORMS = TypstForms(DATA / "forms", FONTS)
NUMBERINGS = read_numberings(DATA / "forms")
CULTURE_DAY = date(2026, 11, 24)
CALENDAR = Calendar(
    "ha-son",
    special={
        CULTURE_DAY: SpecialDay(CULTURE_DAY, Reason("Ngày Văn hóa Việt Nam", "Viet Nam Culture Day"), Off.HOLIDAY)
    },
)
OFFICER = "staff:reception"
TOKEN = "k3Zt-0fV7pLq2XwYbN8cRa5HdJmS1uGe"
LONG_NAME = (
    "Công ty trách nhiệm hữu hạn một thành viên Dịch vụ Trợ giúp xã hội và Phục hồi chức năng Nguyễn Thượng Uyển"
)
ADDRESS = (
    "Số 128/45/7 đường Nguyễn Thị Minh Khai, tổ dân phố số 12, phường Trường Thượng, thành phố Hà Sơn, tỉnh Hà Sơn"
)


def house() -> House:
    """The place of the samples, as the demo has it."""
    unit = Words("Bộ phận Một cửa, Sở Y tế tỉnh Hà Sơn", "One-stop desk, Department of Health of Hà Sơn")
    province = Words("Sở Y tế tỉnh Hà Sơn", "Department of Health of Hà Sơn")
    people = {OFFICER: "Trần Thu Hà"}
    return House(
        unit,
        province,
        "Số 1 đường Một Cửa, phường Hà Sơn, tỉnh Hà Sơn",
        "1800 0000",
        CALENDAR,
        lambda _: "Công tác xã hội",
        people.get,
    )


class NoBook:
    """Has no rows."""

    def rows(self, *_: Any) -> Sequence[BookRow]:
        return ()


@dataclass
class NothingKept:
    """Neither copies nor events."""

    ids: list[str] = field(default_factory=list)

    def ids_of(self, dossier: str) -> list[str]:
        return self.ids

    def id_of_token(self, token_digest: str) -> str | None:
        return None

    def of_subject(self, subject: str) -> list[Any]:
        return []


def office(numbering: str = "") -> FormOffice:
    nothing = NothingKept()
    return FormOffice(
        house().address,
        "1800 0000",
        "https://motcua.hason.example",
        FORMS,
        nothing,
        nothing,
        NoBook(),
        read_numberings(DATA / "forms", numbering),
    )


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 by Viet Nam's clocks."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def citizen() -> Applicant:
    return Applicant(
        ApplicantKind.CITIZEN,
        "Nguyễn Thị Hồng Vân",
        "Thôn 4, xã Hòa Bắc, tỉnh Hà Sơn",
        "012345678901",
        phone="+84900000127",
        email="hongvan@thu.example",
    )


def taken(limit: int = 5, components: tuple[tuple[str, bool], ...] | None = None) -> ProcedureTaken:
    return ProcedureTaken(
        "1.013817",
        1,
        Words("Đăng ký hành nghề công tác xã hội", "Registration of social-work practice"),
        TimeLimit(LimitKind.WORKING_DAYS, Decimal(limit)),
        papers=components_of(
            components
            or (
                ("Đơn đề nghị đăng ký hành nghề công tác xã hội theo mẫu", True),
                ("Bản sao văn bằng, chứng chỉ chuyên môn về công tác xã hội", False),
                ("Giấy xác nhận thực hành công tác xã hội", False),
            )
        ),
    )


def accepted(**changes: Any) -> Dossier:
    """Accepted on a Thursday before a weekend and a holiday."""
    dossier = Dossier(
        "H99.11-261119-0042",
        1,
        "H99.11",
        taken(),
        Channel.COUNTER,
        citizen(),
        ReturnMethod.COUNTER,
        at(19, 11, 20),
        OFFICER,
        "0" * 64,
        owner_token=TOKEN,
    )
    dossier = replace(dossier, **changes)
    due_at, ledger = dossier.procedure.limit.due(CALENDAR, at(19, 11, 45), None)
    return dossier.accept(Acceptance(at(19, 11, 45), OFFICER, due_at, ledger))


def worst() -> Dossier:
    """Long names, an authorised person, many papers, two agencies, a wait for papers."""
    papers = tuple(
        (
            f"Giấy tờ thứ {number}: bản thuyết minh về điều kiện cơ sở vật chất, trang thiết bị và nhân lực"
            f"{' của từng khu vực phục hồi chức năng' * (number % 2)}",
            number % 3 == 0,
        )
        for number in range(1, 13)
    )
    brought = Person(
        "Tôn Nữ Hoàng Thượng Uyển Nhi",
        "001190000001",
        "+84912345679",
        "uyennhi.tonnu.hoangthuong@vanphong.example",
        ADDRESS,
        "Giấy ủy quyền số 12/2026/GUQ ngày 18 tháng 11 năm 2026, có công chứng",
    )
    business = Applicant(
        ApplicantKind.BUSINESS,
        LONG_NAME,
        ADDRESS,
        tax_code="0101234567-001",
        phone="+84912345678",
        email="vanphong.trogiupxahoi@nguyenthuonguyen.example",
        representative=Person("Nguyễn Phước Bửu Thượng Khuyến"),
    )
    dossier = accepted(
        procedure=taken(10, papers),
        applicant=business,
        submitted_by=brought,
        form={"content": "Đề nghị cấp giấy phép cho cơ sở tại 3 địa điểm; thay giấy phép số 12/GP-SYT năm 2021."},
    )
    return with_wait(with_route(dossier))


def with_route(dossier: Dossier) -> Dossier:
    """Three steps: the first was kept early, the second is at work."""
    steps = (
        Step("opinion", "H99.11.03", "Trung tâm Công tác xã hội tỉnh", Words("Cho ý kiến chuyên môn", "Opinion")),
        Step("appraise", "H99.11.01", "Phòng Bảo trợ xã hội", Words("Thẩm định hồ sơ", "Appraisal")),
        Step("decide", "H99.11", "Lãnh đạo Sở Y tế", Words("Ký kết quả", "Signature"), at(27, 11, 30)),
    )
    progress = Progress().with_opening(at(19, 14, 5), at(27, 11, 30), steps, 1)
    first = Task("t1", "opinion", "H99.11.03", "Trung tâm Công tác xã hội tỉnh", at(19, 14, 6), at(25, 9))
    first = replace(first, acknowledged_at=at(19, 14, 20), officer="Lê Văn An", dispatch_told=2, acknowledgement_told=3)
    second = Task("t2", "appraise", "H99.11.01", "Phòng Bảo trợ xã hội", at(23, 8, 30), at(26, 17), dispatch_told=4)
    second = replace(second, acknowledged_at=at(23, 8, 41), officer="Trần Thị Thu Hằng", acknowledgement_told=5)
    return dossier.follow(progress.with_dispatch(first).with_dispatch(second))


def with_wait(dossier: Dossier) -> Dossier:
    """The second agency asked for papers and got them."""
    asked = request("t2", "Phòng Bảo trợ xã hội")
    dossier = dossier.ask_for_agency(asked)
    assert dossier.acceptance
    answered_at = at(26, 10, 15)
    due_at, ledger = due_after_answer(
        CALENDAR,
        dossier.acceptance.ledger,
        asked,
        answered_at,
        dossier.procedure.supplement,
        dossier.procedure.limit,
        None,
    )
    supplied = dossier.supply(Supplied(answered_at, "owner:" + dossier.code, "Đã nộp", due_at, ledger))
    resumed = Task("t2", "appraise", "H99.11.01", "Phòng Bảo trợ xã hội", resumed_at=at(26, 10, 16))
    resumed = replace(resumed, resumed_due=at(30, 10, 45), resumption_told=8)
    return supplied.follow(supplied.progress.with_resumption(resumed))


def request(id: str = RECEPTION, office: str = "Bộ phận Một cửa, Sở Y tế tỉnh Hà Sơn") -> Supplement:
    wanted = (
        "1. Bản sao văn bằng có chứng thực (bản trong hồ sơ là bản chụp, không có chứng thực)\n"
        "2. Giấy xác nhận thực hành: bổ sung thời gian thực hành từ tháng 3 đến tháng 8 năm 2026\n"
        "- Phiếu lý lịch tư pháp số 1 còn hạn 6 tháng"
    )
    reason = "Giấy tờ nộp ngày 19/11/2026 chưa đủ căn cứ xác nhận thời gian thực hành."
    return Supplement(id, office, wanted, reason, at(24, 15), at(15, 15, month=12), OFFICER)


def asked() -> Dossier:
    fresh = replace(accepted(), acceptance=None, status=accepted().status.FILED)
    return fresh.ask(request())


def refused() -> Dossier:
    fresh = replace(accepted(submitted_by=Person("Trần Văn Bình", "001190000001")), acceptance=None)
    fresh = replace(fresh, status=fresh.status.FILED)
    reason = (
        "Giấy xác nhận thực hành do cơ sở không đủ điều kiện hướng dẫn thực hành cấp, trái với khoản 2 Điều 33 "
        "Nghị định số 110/2024/NĐ-CP.\nThủ tục này nộp tại Sở Y tế nơi cư trú; ông (bà) cư trú tại tỉnh khác."
    )
    return fresh.refuse(Refusal(at(19, 14, 10), OFFICER, reason))


def returned() -> Dossier:
    """Decided in time by the second agency, handed over at the counter."""
    dossier = worst()
    decision = Decision(
        Outcome.GRANTED,
        at(30, 9, 30),
        "H99.11.01",
        "Phòng Bảo trợ xã hội",
        result_name="Giấy chứng nhận đăng ký hành nghề",
        result_number="118/GCN-SYT",
        told=9,
    )
    done = dossier.follow(dossier.progress.with_decision(decision))
    return done.give_back(Returned(at(30, 15, 5), OFFICER, ReturnMethod.COUNTER, ReceivedBy.SUBMITTER))


def apology_filled() -> Filled:
    dossier = accepted()
    assert dossier.due_at
    assert dossier.ledger
    promised = at(2, 17, month=12)
    apology = DueChange(
        DueChangeKind.APOLOGY,
        at(25, 9),
        "staff:leader",
        "Trung tâm Công tác xã hội tỉnh chưa trả lời ý kiến chuyên môn do hệ thống của Trung tâm ngừng hoạt động từ "
        "ngày 20 đến ngày 25 tháng 11 năm 2026.",
        dossier.due_at,
        promised,
        dossier.ledger,
        0,
        promised_at=promised,
    )
    return apology_form(dossier, apology, house())


def stop_filled() -> Filled:
    reason = (
        "Quá 15 ngày làm việc kể từ ngày yêu cầu bổ sung (24/11/2026), Sở Y tế không nhận được giấy tờ bổ sung.\n"
        "Giấy xác nhận thực hành còn thiếu nên không đủ căn cứ giải quyết."
    )
    return stop_form(accepted(), Stop(at(16, 9, month=12), "staff:leader", StopGround.NO_ANSWER, reason), house())


def copy_of(filled: Filled, dossier: Dossier, *, number: int = 15, issue: int = 1) -> IssuedForm:
    """A copy as it would be given out, with a token that opens nothing."""
    before = {"number": f"{number - 3}", "on": "19/11/2026"} if issue > 1 else None
    day = filled.acted_at
    content = {**filled.content, "place_and_day": f"Hà Sơn, {day_words(day)}", "replaces": before}
    copy = IssuedForm(
        dossier=dossier.code,
        form=filled.form,
        of=filled.of,
        issue=issue,
        number=number,
        year=2026,
        unit=dossier.unit,
        issued_at=day,
        issued_by=OFFICER,
        dossier_version=dossier.version,
        procedure=dossier.procedure.name,
        due_at=filled.due_at,
        content=content,
        token=TOKEN,
        sha256="",
    )
    return replace(copy, sha256=content_hash(copy))


def sheet(filled: Filled, dossier: Dossier, *, issue: int = 1, numbering: str = "") -> Sheet:
    return sheet_of(office(numbering), dossier, copy_of(filled, dossier, issue=issue))


def sheets() -> dict[str, Sheet]:
    """Every form of a dossier, and the receipt at its fullest."""
    here = house()
    return {
        "01-receipt": sheet(fill_receipt(accepted(), here), accepted()),
        "01-receipt-reissued": sheet(fill_receipt(worst(), here), worst(), issue=2),
        "02-supplement": sheet(fill_supplement(asked(), here), asked()),
        "03-refusal": sheet(fill_refusal(refused(), here), refused()),
        "04-apology": sheet(apology_filled(), accepted()),
        "05-stop": sheet(stop_filled(), accepted()),
        "06-control-sheet": sheet(fill_control_sheet(returned(), here), returned()),
    }
