"""What is told of a dossier: true, in the portal's numbers, nothing made up; the simulator misses no wrong field."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from deploy.simulators.portal.fields import check_dossier, check_row
from services.intake.domain.channel import Channel
from services.intake.domain.paper import Content, Paper, Scan, Source
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.portal.dossier_data import Place, dossier_data, lacking
from services.intake.domain.portal.rows import rows_of
from services.intake.domain.procedure import Field
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplied
from tests.unit.intake.fakes import NOW
from tests.unit.intake.lives import ACCEPTED, AT, BY, FILED, asked
from tests.unit.intake.portal_world import CODES

CODE = CODES[0]
PLACE = Place(CODE, "Bộ phận Một cửa", {"bao-tro-xa-hoi": "G15-YT03"}, "https://motcua.example")


def paper(id: str, source: Source, scan: Scan = Scan.CLEAN) -> Paper:
    content = Content("f", "application/pdf", 100, "0" * 64)
    return Paper(id, 1, FILED.code, "H99.11", "bang-cap.jpg", content, source, NOW, BY, scan)


@pytest.mark.parametrize(
    ("channel", "number"),
    [("counter", "1"), ("online", "2"), ("post", "3"), ("home", "1"), ("mobile_point", "1"), ("agency", "1")],
)
def test_a_channel_has_its_number(channel: str, number: str) -> None:
    assert dossier_data(replace(FILED, channel=Channel(channel)), (), PLACE)["KenhThucHien"] == number


@pytest.mark.parametrize("status", Status)
def test_a_status_is_told_as_itself_with_all_that_it_needs(status: Status) -> None:
    data = dossier_data(AT[status], (), PLACE)
    assert data["TrangThaiHoSo"] == str(int(status))
    assert lacking(AT[status], data, CODE) == ()
    assert check_dossier(data) == []
    assert all(check_row(row.data(FILED.code)) == [] for row in rows_of(AT[status], PLACE))


def test_moments_are_written_by_viet_nams_clock() -> None:
    assert dossier_data(FILED, (), PLACE)["NgayNopHoSo"] == "20261005080000"


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(FILED, applicant=replace(FILED.applicant, phone=None, email=None, identity_number=None))
    data = dossier_data(bare, (), PLACE)
    assert not {"SoDienThoai", "Email", "DinhDanhCHS", "NgayTiepNhan", "NgayHenTra"} & data.keys()
    assert lacking(bare, data, CODE) == ("DinhDanhCHS",)


def test_an_older_card_has_its_own_kind_and_a_representatives_number_is_not_the_applicants() -> None:
    older = replace(FILED, applicant=replace(FILED.applicant, identity_number="012345678"))
    assert dossier_data(older, (), PLACE)["DinhDanhCHS"] == [{"LoaiDinhDanh": "2", "SoDinhDanh": "012345678"}]
    business = replace(FILED, applicant=replace(FILED.applicant, kind=ApplicantKind.BUSINESS))
    data = dossier_data(business, (), PLACE)
    assert "DinhDanhCHS" not in data
    assert lacking(business, data, CODE) == ()


def test_a_field_is_coded_by_the_catalogue_else_by_our_list_else_not_at_all() -> None:
    own = replace(FILED, procedure=replace(FILED.procedure, field=Field("Bảo trợ xã hội", "x", "G01")))
    assert dossier_data(own, (), PLACE)["MaLinhVuc"] == "G01"
    assert dossier_data(FILED, (), PLACE)["MaLinhVuc"] == "G15-YT03"
    unknown = dossier_data(FILED, (), replace(PLACE, fields={}))
    assert lacking(FILED, unknown, CODE) == ("MaLinhVuc",)


def test_papers_are_told_as_they_came_and_not_while_they_are_in_quarantine() -> None:
    papers = (
        paper("a", Source.DIGITISED),
        paper("b", Source.REUSED),
        paper("c", Source.SENT, Scan.PENDING),
        paper("d", Source.RESULT),
    )
    data = dossier_data(AT[Status.DONE], papers, PLACE)
    assert [(one["TepDinhKemId"], one["DuocSoHoa"], one["DuocTaiSuDung"]) for one in data["TaiLieuNop"]] == [
        ("a", "1", "0"),
        ("b", "0", "1"),
    ]
    assert data["HoSoCoThanhPhanSoHoa"] == "1"
    assert data["DanhSachGiayToKetQua"][0]["DuongDanTepTinKetQua"].endswith("/documents/d")
    assert check_dossier(data) == []


def test_an_answered_request_tells_the_date_before_and_after() -> None:
    at = NOW + timedelta(days=1)
    later = ACCEPTED.due_at + timedelta(days=3) if ACCEPTED.due_at else at
    one = ACCEPTED.ask_for_agency(asked("t", at))
    got = one.supply(Supplied(at + timedelta(days=2), BY, "Đã nộp", later, ACCEPTED.ledger))
    (told,) = dossier_data(got, (), PLACE)["DanhSachHoSoBoSung"]
    assert (told["NgayHenTraTruoc"], told["NgayHenTraMoi"]) == ("20261012080000", "20261015080000")
    assert check_dossier(dossier_data(got, (), PLACE)) == []


def test_facts_of_one_second_keep_their_order_though_some_moments_are_cut_to_it() -> None:
    second = NOW + timedelta(hours=1)
    one = ACCEPTED.ask_for_agency(asked("t", second + timedelta(milliseconds=700)))
    got = one.supply(Supplied(second, BY, "Đã nộp", ACCEPTED.due_at, ACCEPTED.ledger))
    rows = rows_of(got, PLACE)
    assert [int(row.status) for row in rows] == [1, 2, 5, 2]
    assert [row.key for row in rows][-2:] == ["asked-t", "supplied-t"]


def test_an_answer_whose_request_seems_later_by_another_clock_leaves_nothing_open() -> None:
    one = ACCEPTED.ask_for_agency(asked("t", NOW + timedelta(hours=2)))
    got = one.supply(Supplied(NOW + timedelta(hours=1), BY, "Đã nộp", ACCEPTED.due_at, ACCEPTED.ledger))
    assert rows_of(got, PLACE)[-1].status is got.status is Status.ACCEPTED


WRONG: list[tuple[str, Any]] = [
    ("MaHoSo", "1.2.3"),
    ("MaTTHC", "abc"),
    ("KenhThucHien", "4"),
    ("KenhThucHien", 1),
    ("LoaiDoiTuong", "0"),
    ("TrangThaiHoSo", "11"),
    ("TrichYeuHoSo", "x" * 1001),
    ("SoDienThoai", "+84912345678"),
    ("NgayNopHoSo", "20261005"),
    ("NgayNopHoSo", "20261340080000"),
    ("NgayHenTra", "20200101080000"),
    ("NgayTuChoi", "20261005080000"),
    ("DinhDanhCHS", [{"LoaiDinhDanh": "1", "SoDinhDanh": "012345678"}]),
    ("DinhDanhCHS", "001158012345"),
    ("ChuHoSo", "  "),
    ("TruongLa", "x"),
    ("TaiLieuNop", [{"TepDinhKemId": "a"}]),
    ("DanhSachLePhi", [{"TenPhiLePhi": "Phí", "Gia": "0"}]),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_the_simulator_names_the_wrong_field(name: str, value: Any) -> None:
    errors = check_dossier({**dossier_data(ACCEPTED, (), PLACE), name: value})
    assert errors
    assert all(one["field"].startswith(name) for one in errors)


@pytest.mark.parametrize("name", CODE.required)
def test_the_simulator_demands_what_we_think_that_it_demands(name: str) -> None:
    data = dossier_data(ACCEPTED, (), PLACE)
    del data[name]
    assert name in {one["field"] for one in check_dossier(data)}


@pytest.mark.parametrize("name", ["NguoiXuLy", "ThoiDiemXuLy", "PhongBanXuLy", "NoiDungXuLy", "TrangThai"])
def test_a_row_lacks_nothing_that_is_demanded(name: str) -> None:
    row = rows_of(ACCEPTED, PLACE)[0].data(ACCEPTED.code)
    assert check_row(row) == []
    del row[name]
    assert check_row(row) == [{"field": name, "message": "bắt buộc phải có"}]
