"""A dossier as the portal's service ``DongBoHoSoMC`` wants it: its true status, and no field that is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.means import Means
from services.intake.domain.paper import Paper, Source
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.personal import ApplicantKind, show_phone
from services.intake.domain.portal.codes import PortalCodes
from services.intake.domain.procedure import Fee
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplement
from shared.working_time.calendar import local

Data = dict[str, Any]
YES, NO = "1", "0"
CHARGE, DUTY = "1", "2"  # phí, lệ phí


@dataclass(frozen=True, slots=True)
class Officer:
    """Who did it: the name that is shown, and the office held where it is known."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What the place adds: its codes, ``unit`` by name, the portal's field codes by our field's key, addresses of
    files, and officers by their account."""

    codes: PortalCodes
    unit: str
    fields: Mapping[str, str] = field(default_factory=dict)
    public_url: str = ""
    officers: Mapping[str, Officer] = field(default_factory=dict)


def stamp(moment: datetime) -> str:
    """The portal's way to write a moment: Viet Nam's clock, ``yyyyMMddHHmmss``."""
    return f"{local(moment):%Y%m%d%H%M%S}"


def dossier_data(dossier: Dossier, papers: Sequence[Paper], place: Place) -> Data:
    """The record as it stands now. A field that is not known is left out; nothing is made up to fill one."""
    codes, applicant, procedure = place.codes, dossier.applicant, dossier.procedure
    there = [one for one in papers if one.counts and one.is_served]
    data: Data = {
        "MaHoSo": dossier.code,
        "MaTTHC": procedure.code,
        "TenTTHC": procedure.name.vi,
        "MaLinhVuc": field_code(dossier, place),
        "TenLinhVuc": procedure.field.vi if procedure.field else None,
        "KenhThucHien": codes.channels[dossier.channel],
        "ChuHoSo": applicant.name,
        "LoaiDoiTuong": codes.applicants[applicant.kind],
        "Email": applicant.email,
        "SoDienThoai": show_phone(applicant.phone).replace(" ", "") if applicant.phone else None,
        "TrichYeuHoSo": _summary(dossier)[: codes.longest_summary],
        "DonViXuLy": _holder(dossier, place),
        "TrangThaiHoSo": str(int(dossier.status)),
        "NoiNopHoSo": codes.place_of_filing,
        "DinhDanhCHS": _identities(dossier, codes),
        **_moments(dossier),
        "HinhThuc": codes.return_methods[dossier.returned.method if dossier.returned else dossier.return_method],
        "HoSoCoThanhPhanSoHoa": _flag(any(one.source is Source.DIGITISED for one in there)),
        "DuocThanhToanTrucTuyen": _flag(any(_paid_online(one) for one in dossier.payments)),
        "TaiKhoanDuocXacThucVoiVNeID": NO,
        "TaiLieuNop": [_paper(one, dossier, place) for one in there if one.source is not Source.RESULT],
        "DanhSachLePhi": _fees(dossier),
        "DanhSachHoSoBoSung": [_supplement(dossier, one) for one in dossier.supplements],
        "DanhSachGiayToKetQua": _results(dossier, there, place),
    }
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def lacking(dossier: Dossier, data: Mapping[str, Any], codes: PortalCodes) -> tuple[str, ...]:
    """The fields that the portal demands and that are not known: such a dossier waits, with this as the reason."""
    wanted = (
        *codes.required,
        *codes.by_status.get(int(dossier.status), ()),
        *codes.by_applicant.get(dossier.applicant.kind, ()),
    )
    return tuple(dict.fromkeys(name for name in wanted if name not in data))


def field_code(dossier: Dossier, place: Place) -> str | None:
    """The portal's code of the procedure's field: the catalogue's own, else the one of our list of fields."""
    its = dossier.procedure.field
    if its is None:
        return None
    return its.code or place.fields.get(its.key) or None


def _flag(is_so: bool) -> str:
    return YES if is_so else NO


def _summary(dossier: Dossier) -> str:
    case = dossier.procedure.variant_name
    return f"{dossier.procedure.name.vi} ({case.vi})" if case else dossier.procedure.name.vi


def _holder(dossier: Dossier, place: Place) -> str:
    holder = dossier.progress.holder
    return holder.agency_name if holder and not dossier.status.is_closed else place.unit


def _identities(dossier: Dossier, codes: PortalCodes) -> list[Data]:
    """The applicant's own number only: a representative's is somebody else's."""
    number = dossier.applicant.identity_number
    if not number or dossier.applicant.kind is not ApplicantKind.CITIZEN:
        return []
    kind = codes.identity_new if len(number) == 12 else codes.identity_old
    return [{"LoaiDinhDanh": kind, "SoDinhDanh": number}]


def _moments(dossier: Dossier) -> Data:
    ended = dossier.result.decided_at if dossier.result else None
    if dossier.stopped:
        ended = dossier.stopped.stopped_at
    elif dossier.withdrawal:
        ended = dossier.withdrawal.withdrawn_at
    found = {
        "NgayNopHoSo": dossier.filed_at,
        "NgayTiepNhan": dossier.acceptance.accepted_at if dossier.acceptance else None,
        "NgayHenTra": dossier.due_at,
        "NgayKetThucXuLy": ended,
        "NgayTra": dossier.returned.returned_at if dossier.returned else None,
        "NgayTuChoi": dossier.refusal.refused_at if dossier.refusal else None,
    }
    return {name: stamp(moment) for name, moment in found.items() if moment}


def _paper(paper: Paper, dossier: Dossier, place: Place) -> Data:
    parts = [one for one in dossier.procedure.papers if not one.in_national_database]
    part = parts[paper.component - 1].id if paper.component and paper.component <= len(parts) else None
    told = {
        "TepDinhKemId": paper.id,
        "TenTepDinhKem": paper.file_name,
        "MaThanhPhanHoSo": part,
        "DuongDanTaiTepTin": _address(paper, dossier, place),
        "DuocSoHoa": _flag(paper.source is Source.DIGITISED),
        "DuocTaiSuDung": _flag(paper.source is Source.REUSED),
    }
    return {name: value for name, value in told.items() if value}


def _address(paper: Paper, dossier: Dossier, place: Place) -> str:
    return f"{place.public_url}/api/intake/v1/dossiers/{dossier.code}/documents/{paper.id}"


def _paid_online(duty: PaymentDuty) -> bool:
    return duty.paid is not None and duty.paid.means is Means.TRANSFER


def _fees(dossier: Dossier) -> list[Data]:
    asked = [fee for duty in dossier.payments for fee in duty.fees]
    return [_fee(one) for one in asked or dossier.procedure.fees if one.amount > 0]


def _fee(fee: Fee) -> Data:
    """What kind of fee it is only where its name says so."""
    name = fee.name.vi.strip()
    told: Data = {"TenPhiLePhi": name, "Gia": str(fee.amount)}
    if name.casefold().startswith("lệ phí"):
        told["LoaiPhiLePhi"] = DUTY
    elif name.casefold().startswith("phí") and "lệ phí" not in name.casefold():
        told["LoaiPhiLePhi"] = CHARGE
    return told


def _supplement(dossier: Dossier, one: Supplement) -> Data:
    told: Data = {
        "HoSoBoSungId": one.id,
        "NguoiYeuCauBoSung": one.asked_by,
        "NoiDungBoSung": one.wanted,
        "NgayBoSung": stamp(one.requested_at),
    }
    if one.supplied:
        told["NgayTiepNhanBoSung"] = stamp(one.supplied.answered_at)
        before = _due_before(dossier, one)
        if before and one.supplied.due_at:
            told |= {"NgayHenTraTruoc": stamp(before), "NgayHenTraMoi": stamp(one.supplied.due_at)}
    return told


def _due_before(dossier: Dossier, asked: Supplement) -> datetime | None:
    """The date that held when this was answered."""
    if dossier.acceptance is None or asked.supplied is None:
        return None
    answered = asked.supplied.answered_at
    dates = [(dossier.acceptance.accepted_at, dossier.acceptance.due_at)]
    dates += [(one.changed_at, one.due_at) for one in dossier.due_changes]
    dates += [(at, due) for at, due in (_met(one) for one in dossier.waits if one is not asked) if at and due]
    earlier = [one for one in dates if one[0] <= answered]
    return max(earlier, key=lambda one: one[0])[1] if earlier else None


def _met(one: Supplement | PaymentDuty) -> tuple[datetime | None, datetime | None]:
    if isinstance(one, Supplement):
        return (one.supplied.answered_at, one.supplied.due_at) if one.supplied else (None, None)
    return (one.paid.paid_at, one.paid.due_at) if one.paid else (None, None)


def _results(dossier: Dossier, papers: Sequence[Paper], place: Place) -> list[Data]:
    decision = dossier.result
    if decision is None or dossier.status not in (Status.DONE, Status.RETURNED):
        return []
    known = dossier.procedure.results
    name = decision.result_name or (known[0].name.vi if known else None) or dossier.procedure.name.vi
    code = next((one.code for one in known if one.code and one.name.vi == name), None)
    files = [_address(one, dossier, place) for one in papers if one.source is Source.RESULT]
    told = {"TenGiayTo": name, "MaGiayToKetQua": code or decision.result_number}
    lines = [{**told, "DuongDanTepTinKetQua": one} for one in files] or [told]
    return [{name: value for name, value in line.items() if value} for line in lines]
