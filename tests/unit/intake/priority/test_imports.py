"""A list becomes part of the register: what is wrong is told row by row, and nobody is there twice."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.priority.imports import RegisterImport, RegisterRow, SentState
from services.intake.domain.priority.lists import ListState, PriorityList
from services.intake.domain.priority.people import PriorityPerson
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.priority.imports import (
    SentList,
    read_sent,
    rows_of,
    send_list,
    start_import,
    take_sent,
    view_import,
)
from shared.security.caller import Caller
from shared.store.change import Change
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import OFFICER, context, make_ports

HEAD = "Xã, phường;Nhóm;Họ và tên;Ngày sinh;Số căn cước;Địa chỉ"
COMMUNE = Caller("staff", "hoa-bac", frozenset({"reception"}), "H99.52")
DAY = date(2026, 10, 1)


def csv_of(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode("utf-8-sig")


def preview(ports: Ports, content: bytes, caller: Caller = OFFICER, **told: object) -> RegisterImport:
    sent = SentList("danh-sach.csv", content, DAY, **{"whole": True, **told})  # type: ignore[arg-type]
    found = send_list(ports, caller, sent, context("staff:reception"))
    return read_sent(ports, found.id, context())


def taken(ports: Ports, content: bytes, caller: Caller = OFFICER, **told: object) -> RegisterImport:
    found = preview(ports, content, caller, **told)
    start_import(ports, caller, found.id, context("staff:reception"))
    return take_sent(ports, found.id, context())


def reasons(ports: Ports, found: RegisterImport) -> dict[int, list[str]]:
    rows = rows_of(ports, OFFICER, found.id, -1, 1000)
    return {row.report["row"]: [one["field"] for one in row.report["faults"]] for row in rows if row.report["faults"]}


GOOD = "H99.52;merit;Nguyễn Văn Bình;3/11/1953;001053000001;Thôn 4"


def test_a_preview_writes_nothing_into_the_register() -> None:
    work = FakeWork()
    found = preview(make_ports(work), csv_of(GOOD))
    assert (found.state, dict(found.counts), found.content) == (SentState.PREVIEW, {"new": 1}, None)
    assert not work.all(PriorityPerson)
    assert not work.all(PriorityList)


def test_every_fault_of_a_row_is_named_and_loses_no_good_row() -> None:
    work = FakeWork()
    ports = make_ports(work)
    found = taken(
        ports,
        csv_of(
            GOOD,
            "Xã Lạ;merit;Trần Văn A;1/1/1950;;",
            "H99.52;không có;Trần Văn B;1/1/1950;;",
            "H99.52;merit;;1/1/1950;;",
            "H99.52;merit;Trần Văn C;;;",
            "H99.52;merit;Trần Văn D;1950;;",
            "H99.52;merit;Trần Văn E;31/2/1950;;",
            "H99.52;merit;Trần Văn G;1/1/2030;;",
            "H99.52;merit;Trần Văn H;1/1/1950;12345678901;",
            "H99.52;merit;Trần Văn I;hôm qua;;",
            "Xã Hòa Bắc;Người có công;Trần Văn K;1950;001050000002;",
        ),
    )
    assert dict(found.counts) == {"new": 2, "refused": 9}
    assert reasons(ports, found) == {
        3: ["commune"],
        4: ["group"],
        5: ["name"],
        6: ["identity_number"],
        7: ["birth_date"],
        8: ["birth_date"],
        9: ["birth_date"],
        10: ["identity_number"],
        11: ["birth_date"],
    }
    assert sorted(one.facts.name for one in work.all(PriorityPerson)) == ["Nguyễn Văn Bình", "Trần Văn K"]
    assert all(not row.told for row in work.all(RegisterRow) if row.report["faults"])


def test_the_same_list_again_changes_nobody() -> None:
    work = FakeWork()
    ports = make_ports(work)
    rows = csv_of(GOOD, "H99.52;merit;Lê Thị Cúc;2/5/1949;;")
    taken(ports, rows)
    again = taken(ports, rows)
    assert dict(again.counts) == {"known": 2}
    assert len(work.all(PriorityPerson)) == 2
    assert work.all(PriorityList)[0].editions[-1].people == 2


def test_the_same_number_is_one_person_with_several_groups_in_several_communes() -> None:
    work = FakeWork()
    ports = make_ports(work)
    taken(ports, csv_of(GOOD, "H99.52;disability;Nguyễn Văn Bình;3/11/1953;001053000001;"))
    other = taken(ports, csv_of("H99.53;pension;NGUYỄN VĂN BÌNH;;001053000001;"))
    assert dict(other.counts) == {"added": 1}
    (person,) = work.all(PriorityPerson)
    assert [one.list_id for one in person.entries] == ["H99.52:disability", "H99.52:merit", "H99.53:pension"]


def test_one_number_with_two_names_is_refused_where_another_commune_told_it() -> None:
    ports = make_ports(FakeWork())
    taken(ports, csv_of(GOOD))
    found = taken(ports, csv_of("H99.53;merit;Phạm Thị Lan;3/11/1953;001053000001;"))
    assert dict(found.counts) == {"refused": 1}


def test_a_commune_corrects_its_own_entry() -> None:
    work = FakeWork()
    ports = make_ports(work)
    taken(ports, csv_of(GOOD))
    found = taken(ports, csv_of("H99.52;merit;Nguyễn Văn Bính;3/11/1953;001053000001;"))
    assert dict(found.counts) == {"changed": 1}
    assert [one.facts.name for one in work.all(PriorityPerson)] == ["Nguyễn Văn Bính"]


def test_who_was_listed_without_a_number_is_the_same_person_once_it_is_known() -> None:
    work = FakeWork()
    ports = make_ports(work)
    taken(ports, csv_of("H99.52;merit;Lê Thị Cúc;2/5/1949;;"))
    taken(ports, csv_of("H99.52;disability;Lê Thị Cúc;2/5/1949;001149000009;"))
    taken(ports, csv_of("H99.52;pension;Lê Thị Cúc;2/5/1949;;"))
    whole = [one for one in work.all(PriorityPerson) if one.merged_into is None]
    assert len(whole) == 1
    assert {one.group for one in whole[0].entries} == {"merit", "disability", "pension"}
    assert [one.merged_into for one in work.all(PriorityPerson) if one.merged_into] == [whole[0].id]


def test_two_people_of_one_name_need_their_numbers() -> None:
    ports = make_ports(FakeWork())
    same = "H99.52;merit;Lê Thị Cúc;2/5/1949;00114900000{};"
    taken(ports, csv_of(same.format(1), same.format(2)))
    found = taken(ports, csv_of("H99.52;disability;Lê Thị Cúc;2/5/1949;;"))
    assert dict(found.counts) == {"refused": 1}


def test_a_row_that_is_there_twice_is_taken_once() -> None:
    ports = make_ports(FakeWork())
    found = taken(ports, csv_of(GOOD, GOOD, GOOD.replace("001053000001", "001 053 000 001")))
    assert dict(found.counts) == {"new": 1, "repeated": 2}
    assert [one.report["repeats"] for one in rows_of(ports, OFFICER, found.id, -1, 9)] == [None, 2, 2]


def test_a_commune_sends_its_own_rows_only() -> None:
    ports = make_ports(FakeWork())
    found = preview(ports, csv_of(GOOD, GOOD.replace("H99.52", "H99.53"), ";merit;Lê Cúc;1/2/1944;;"), COMMUNE)
    assert dict(found.counts) == {"new": 2, "refused": 1}
    assert reasons(ports, found) == {3: ["commune"]}
    other = Caller("staff", "dong-linh", frozenset({"reception"}), "H99.53")
    with pytest.raises(NotFound):
        view_import(ports, other, found.id)


def test_nothing_is_added_to_a_list_that_waits_to_be_confirmed() -> None:
    work = FakeWork()
    ports = make_ports(work)
    taken(ports, csv_of(GOOD))
    (first,) = work.all(PriorityList)
    submitted = first.submit(context().at, "staff:hoa-bac")
    assert submitted.open is not None
    assert submitted.open.state is ListState.SUBMITTED
    work.commit(Change(saved=(submitted,)), context())
    found = preview(ports, csv_of(GOOD.replace("000001", "000002")))
    assert dict(found.counts) == {"refused": 1}


def test_a_file_is_decided_once() -> None:
    ports = make_ports(FakeWork())
    found = taken(ports, csv_of(GOOD))
    with pytest.raises(IllegalStep):
        start_import(ports, OFFICER, found.id, context())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xff\xfea", b"a;b\n1;2\n", "Họ và tên\n".encode()])
def test_a_file_that_is_no_list_is_told_so(content: bytes) -> None:
    found = preview(make_ports(FakeWork()), content)
    assert (found.state, found.content) == (SentState.UNREADABLE, None)
    assert found.fault is not None


def test_a_list_is_not_true_for_a_day_to_come() -> None:
    sent = SentList("a.csv", csv_of(GOOD), date(2026, 10, 6), whole=True, commune="H99.1", group="x")
    with pytest.raises(InvalidRequest) as refused:
        send_list(make_ports(FakeWork()), OFFICER, sent, context())
    assert [one.pointer for one in refused.value.faults] == ["/as_of", "/commune", "/group"]


def test_a_workbook_tells_the_same_as_a_text_also_where_zeros_were_lost() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Họ tên", "Ngày sinh", "CCCD"])
    sheet.append(["Nguyễn Văn Bình", date(1953, 11, 3), 1053000001])
    content = io.BytesIO()
    book.save(content)
    work = FakeWork()
    taken(make_ports(work), content.getvalue(), commune="H99.52", group="merit")
    (person,) = work.all(PriorityPerson)
    assert person.facts.identity_number == "001053000001"
    assert person.facts.birth_date == date(1953, 11, 3)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["H99.51", "H99.52"]),
        st.sampled_from(["merit", "disability"]),
        st.integers(0, 3),  # which of four people
        st.booleans(),  # whether their number is told
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(PEOPLE, max_size=3))
def test_whatever_is_sent_however_often_nobody_is_there_twice(files: list[list[tuple[str, str, int, bool]]]) -> None:
    work = FakeWork()
    ports = make_ports(work)
    for rows in files:
        lines = [
            f"{commune};{group};Người Số {['Một', 'Hai', 'Ba', 'Bốn'][who]};{who + 1}/2/1950;"
            f"{f'00105000000{who}' if numbered else ''};"
            for commune, group, who, numbered in rows
        ]
        if lines:
            taken(ports, csv_of(*lines))
    whole = [one for one in work.all(PriorityPerson) if one.merged_into is None]
    for commune in ("H99.51", "H99.52"):
        here = [one.facts.who for one in whole if commune in one.communes()]
        assert len(here) == len(set(here))
    for found in work.all(PriorityList):
        for edition in found.editions:
            named = [one for one in whole if one.is_named(found.id, frozenset({edition.number}))]
            assert len(named) == edition.people
