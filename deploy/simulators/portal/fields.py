"""The portal's rules, field by field: what must be there, of what kind, how long, which codes, and which dates.

Written down a second time on purpose: the centre's own knowledge of them is what this one is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Errors = list[dict[str, str]]
Check = Callable[[str], str | None]
CODE = re.compile(r"[A-Z]\d{2}(\.\d{2,3}){0,3}-\d{6}-\d{4,}")
STATUSES = tuple(str(number) for number in range(1, 11))
FLAGS = ("0", "1")


@dataclass(frozen=True, slots=True)
class Rule:
    """One field. ``lines`` makes it a list of records with rules of their own, not longer than ``longest``."""

    check: Check | None = None
    required: bool = False
    longest: int = 500
    lines: Mapping[str, Rule] | None = None


def one_of(*codes: str) -> Check:
    return lambda value: None if value in codes else f"phải là một trong {', '.join(codes)}"


def matching(pattern: str, told: str) -> Check:
    return lambda value: None if re.fullmatch(pattern, value) else told


def is_moment(value: str) -> str | None:
    if not re.fullmatch(r"\d{14}", value):
        return "phải có dạng yyyyMMddHHmmss"
    try:
        datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the portal writes no zone
    except ValueError:
        return "không phải là một thời điểm"
    return None


MOMENT, REQUIRED_MOMENT = Rule(is_moment), Rule(is_moment, required=True)
TEXT, REQUIRED = Rule(), Rule(required=True)
FLAG = Rule(one_of(*FLAGS))
IDENTITY = {
    "LoaiDinhDanh": Rule(one_of("1", "2"), required=True),
    "SoDinhDanh": Rule(matching(r"\d{9}|\d{12}", "phải có 9 hoặc 12 chữ số"), required=True),
}
PAPER = {
    "TepDinhKemId": REQUIRED,
    "TenTepDinhKem": REQUIRED,
    "MaThanhPhanHoSo": Rule(longest=100),
    "DuongDanTaiTepTin": Rule(matching(r"https?://\S+", "phải là một địa chỉ"), required=True, longest=1000),
    "DuocSoHoa": Rule(one_of(*FLAGS), required=True),
    "DuocTaiSuDung": Rule(one_of(*FLAGS), required=True),
}
FEE = {
    "TenPhiLePhi": REQUIRED,
    "MaPhiLePhi": Rule(longest=50),
    "HinhThucThu": Rule(one_of("1", "2")),
    "Gia": Rule(matching(r"[1-9]\d{0,11}", "phải là số tiền"), required=True),
    "LoaiPhiLePhi": Rule(one_of("1", "2")),
}
SUPPLEMENT = {
    "HoSoBoSungId": REQUIRED,
    "NguoiYeuCauBoSung": REQUIRED,
    "NoiDungBoSung": Rule(required=True, longest=4000),
    "NgayBoSung": REQUIRED_MOMENT,
    "NgayTiepNhanBoSung": MOMENT,
    "NgayHenTraTruoc": MOMENT,
    "NgayHenTraMoi": MOMENT,
}
RESULT = {
    "TenGiayTo": REQUIRED,
    "MaGiayToKetQua": Rule(longest=100),
    "DuongDanTepTinKetQua": Rule(matching(r"https?://\S+", "phải là một địa chỉ"), longest=1000),
}
DOSSIER = {
    "MaHoSo": Rule(
        lambda value: None if CODE.fullmatch(value) and len(value) <= 35 else "không đúng cấu trúc mã hồ sơ",
        required=True,
    ),
    "MaTTHC": Rule(matching(r"\d\.\d{6}", "không đúng cấu trúc mã thủ tục"), required=True),
    "TenTTHC": Rule(required=True, longest=1000),
    "MaLinhVuc": Rule(required=True, longest=50),
    "TenLinhVuc": REQUIRED,
    "KenhThucHien": Rule(one_of("1", "2", "3"), required=True),
    "ChuHoSo": REQUIRED,
    "LoaiDoiTuong": Rule(one_of("1", "2", "3", "4"), required=True),
    "Email": Rule(matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "không phải là thư điện tử")),
    "SoDienThoai": Rule(matching(r"0\d{9,10}", "phải có 10 chữ số, bắt đầu bằng 0")),
    "TrichYeuHoSo": Rule(required=True, longest=1000),
    "DonViXuLy": REQUIRED,
    "TrangThaiHoSo": Rule(one_of(*STATUSES), required=True),
    "NoiNopHoSo": Rule(one_of("1", "2"), required=True),
    "DinhDanhCHS": Rule(lines=IDENTITY),
    "NgayNopHoSo": REQUIRED_MOMENT,
    **dict.fromkeys(("NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "NgayTuChoi"), MOMENT),
    "HinhThuc": Rule(one_of("0", "1", "2"), required=True),
    **dict.fromkeys(("HoSoCoThanhPhanSoHoa", "DuocThanhToanTrucTuyen", "TaiKhoanDuocXacThucVoiVNeID"), FLAG),
    "TaiLieuNop": Rule(lines=PAPER),
    "DanhSachLePhi": Rule(lines=FEE),
    "DanhSachHoSoBoSung": Rule(lines=SUPPLEMENT),
    "DanhSachGiayToKetQua": Rule(lines=RESULT),
}
ROW = {
    "MaHoSo": DOSSIER["MaHoSo"],
    "NguoiXuLy": REQUIRED,
    "ChucDanh": Rule(longest=200),
    "ThoiDiemXuLy": REQUIRED_MOMENT,
    "PhongBanXuLy": REQUIRED,
    "NoiDungXuLy": Rule(required=True, longest=1000),
    "TrangThai": Rule(one_of(*STATUSES), required=True),
    "NgayBatDau": MOMENT,
    "NgayKetThucTheoQuyDinh": MOMENT,
}
# What a status needs besides, and what may not be there.
NEEDS = {
    "2": ("NgayTiepNhan", "NgayHenTra"),
    "3": ("NgayTuChoi",),
    "4": ("NgayTiepNhan", "NgayHenTra"),
    "5": ("DanhSachHoSoBoSung",),
    "6": ("DanhSachLePhi",),
    "8": ("NgayKetThucXuLy",),
    "9": ("NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "DanhSachGiayToKetQua"),
    "10": ("NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy", "NgayTra", "DanhSachGiayToKetQua"),
}
ONLY_WITH = {"NgayTuChoi": ("3",), "NgayTra": ("10",), "DanhSachGiayToKetQua": ("9", "10")}
ORDER = (("NgayNopHoSo", "NgayTiepNhan"), ("NgayTiepNhan", "NgayHenTra"), ("NgayNopHoSo", "NgayTra"))


def check_dossier(data: Any) -> Errors:
    """Everything that is wrong with one record of ``DongBoHoSoMC``."""
    errors = _check(data, DOSSIER, "")
    if errors or not isinstance(data, dict):
        return errors
    status = data["TrangThaiHoSo"]
    errors += [
        _error(name, f"phải có khi trạng thái là {status}") for name in NEEDS.get(status, ()) if name not in data
    ]
    for name, statuses in ONLY_WITH.items():
        if name in data and status not in statuses:
            errors.append(_error(name, f"không đi cùng trạng thái {status}"))
    if data["LoaiDoiTuong"] == "1" and not data.get("DinhDanhCHS"):
        errors.append(_error("DinhDanhCHS", "công dân phải có số định danh"))
    for first, second in ORDER:
        if first in data and second in data and data[first] > data[second]:
            errors.append(_error(second, f"không được trước {first}"))
    for place, one in enumerate(data.get("DinhDanhCHS", ())):
        if len(one["SoDinhDanh"]) != {"1": 12, "2": 9}[one["LoaiDinhDanh"]]:
            errors.append(_error(f"DinhDanhCHS[{place}].SoDinhDanh", "không hợp với loại định danh"))
    return errors


def check_row(data: Any) -> Errors:
    """Everything that is wrong with one record of ``CapNhatTienDoHoSoMC``."""
    return _check(data, ROW, "")


def _check(data: Any, rules: Mapping[str, Rule], where: str) -> Errors:
    if not isinstance(data, dict):
        return [_error(where or "data", "phải là một bản ghi")]
    errors = [_error(where + name, "không có trong quy định") for name in data if name not in rules]
    for name, rule in rules.items():
        if name not in data:
            errors += [_error(where + name, "bắt buộc phải có")] if rule.required else []
        elif rule.lines is not None:
            errors += _check_lines(data[name], rule.lines, where + name)
        else:
            told = _wrong(data[name], rule)
            errors += [_error(where + name, told)] if told else []
    return errors


def _check_lines(lines: Any, rules: Mapping[str, Rule], name: str) -> Errors:
    if not isinstance(lines, Sequence) or isinstance(lines, str):
        return [_error(name, "phải là một danh sách")]
    return [error for place, line in enumerate(lines) for error in _check(line, rules, f"{name}[{place}].")]


def _wrong(value: Any, rule: Rule) -> str | None:
    if not isinstance(value, str):
        return "phải là chuỗi ký tự"
    if not value.strip():
        return "không được để trống"
    if len(value) > rule.longest:
        return f"dài hơn {rule.longest} ký tự"
    return rule.check(value) if rule.check else None


def _error(field: str, message: str) -> dict[str, str]:
    return {"field": field, "message": message}
