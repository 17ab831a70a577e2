"""Issues the receipt of an accepted dossier (form 01 of TT 03/2025/TT-VPCP) as a PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.domain.dossier_code import DossierCode
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.personal import ApplicantKind, Person, show_phone
from services.intake.domain.returning import ReturnMethod
from services.intake.use_cases.deciding import load_dossier, require_on
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.working_time.calendar import local

ACTION = "dossier.receipt"
NOT_YET = Words(
    "Giấy tiếp nhận có khi hồ sơ được tiếp nhận",
    "There is a receipt once the dossier is accepted",
)


@dataclass(frozen=True, slots=True)
class Authorised:
    """Who brought the papers for the applicant."""

    name: str
    address: str | None
    identity: str | None
    phone: str | None
    email: str | None
    paper: str | None


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """The fields of the form, each as it is printed; None where a line is left to be written by hand."""

    number: str
    code: str
    authority: str
    office: str
    office_short: str
    place_and_day: str
    name: str = field(repr=False)
    identity_name: str
    identity: str | None = field(repr=False)
    address: str = field(repr=False)
    phone: str | None = field(repr=False)
    email: str | None = field(repr=False)
    authorised: Authorised | None = field(repr=False)
    content: str = field(repr=False)
    components: tuple[str, ...]
    sets: str
    limit: str
    received_at: str
    due_at: str
    moved: str | None
    return_place: str = field(repr=False)
    book_number: str
    link: str = field(repr=False)
    link_says: str
    hotline: str


class Receipts(Protocol):
    """Where forms are drawn."""

    def draw(self, form: ReceiptForm) -> bytes:
        """The form as a PDF."""
        ...


@dataclass(frozen=True, slots=True)
class ReceiptOffice:
    """What a receipt tells of the place: its address, the telephone, and where the pages are."""

    address: str
    hotline: str
    public_url: str
    receipts: Receipts


def issue_receipt(ports: Ports, office: ReceiptOffice, caller: Caller, code: str) -> tuple[Dossier, bytes]:
    """The dossier and its receipt. Raises Forbidden, NotFound, IllegalStep before acceptance, StoreAway.

    Its QR code opens the owner's page for whoever may hold the personal link: an owner who shows it now, or the
    applicant for whom an officer filed. Else it opens the public look-up.
    """
    grant = ports.access.grant(caller, ACTION)
    dossier = load_dossier(ports.work, code)
    require_on(grant, dossier)
    if dossier.acceptance is None:
        raise IllegalStep("no-receipt-yet", NOT_YET)
    token = caller.owner_token if caller.kind == "owner" else dossier.owner_token
    form = receipt_form(ports, office, dossier, dossier.acceptance, token)
    return dossier, office.receipts.draw(form)


def receipt_form(
    ports: Ports, office: ReceiptOffice, dossier: Dossier, acceptance: Acceptance, token: str | None
) -> ReceiptForm:
    """The form filled in; its language is Vietnamese, as the law has it."""
    applicant, taken = dossier.applicant, dossier.procedure
    sequence = DossierCode.read(dossier.code).sequence
    due_at = dossier.due_at or acceptance.due_at
    tracking = f"{office.public_url.rstrip('/')}/tracking"
    citizen = applicant.kind is ApplicantKind.CITIZEN
    return ReceiptForm(
        number=f"{sequence:04d}",
        code=dossier.code,
        authority=ports.unit.province.vi,
        office=ports.unit.name.vi,
        office_short=ports.unit.name.vi.partition(",")[0],
        place_and_day=f"{_place(ports)}, {_day(acceptance.accepted_at)}",
        name=applicant.name,
        identity_name="Số căn cước/CMND" if citizen else "Mã số thuế",
        identity=applicant.identity_number if citizen else applicant.tax_code,
        address=applicant.address,
        phone=show_phone(applicant.phone) if applicant.phone else None,
        email=applicant.email,
        authorised=_authorised(dossier.submitted_by),
        content=_content(dossier),
        components=tuple(f"{name} (bản chính)" if original else name for name, original in taken.components),
        sets="01",
        limit=taken.limit.words.vi,
        received_at=_moment(acceptance.accepted_at),
        due_at=_moment(acceptance.due_at),
        moved=_moment(due_at) if due_at != acceptance.due_at else None,
        return_place=_return_place(dossier, office),
        book_number=f"{sequence:04d}",
        link=f"{tracking}/o/{token}" if token else f"{tracking}?code={dossier.code}",
        link_says=_link_says(token),
        hotline=office.hotline,
    )


def _link_says(token: str | None) -> str:
    if token:
        return (
            "Quét mã này để xem hồ sơ đang ở đâu, bổ sung hoặc rút hồ sơ. Ai có mã này đều xem được hồ sơ, xin giữ kín."
        )
    return "Quét mã này, ghi 4 số cuối điện thoại để xem hồ sơ đang ở đâu."


def _place(ports: Ports) -> str:
    """Hà Sơn, out of ``Sở Y tế tỉnh Hà Sơn``: papers begin with the place's name."""
    name = ports.unit.province.vi
    for word in (" tỉnh ", " thành phố "):
        if word in name:
            return name.split(word, 1)[1]
    return name


def _content(dossier: Dossier) -> str:
    taken = dossier.procedure
    parts = [f"{taken.code} – {taken.name.vi}"]
    if taken.variant_name:
        parts.append(taken.variant_name.vi)
    written = dossier.form.get("content")
    if isinstance(written, str) and written.strip():
        parts.append(written.strip())
    return ". ".join(parts)


def _authorised(person: Person | None) -> Authorised | None:
    if person is None:
        return None
    phone = show_phone(person.phone) if person.phone else None
    return Authorised(person.name, person.address, person.identity_number, phone, person.email, person.paper)


def _return_place(dossier: Dossier, office: ReceiptOffice) -> str:
    if dossier.return_method is ReturnMethod.COUNTER:
        return f"Bộ phận Một cửa, {office.address}"
    if dossier.return_method is ReturnMethod.POST:
        return f"Qua bưu chính công ích, đến {dossier.applicant.address}"
    return "Bản điện tử, theo thư điện tử hoặc số điện thoại trên"


def _moment(moment: datetime) -> str:
    here = local(moment)
    return f"{here.hour:02d} giờ {here.minute:02d} phút, {_day(moment)}"


def _day(moment: datetime) -> str:
    here = local(moment)
    return f"ngày {here.day:02d} tháng {here.month:02d} năm {here.year}"
