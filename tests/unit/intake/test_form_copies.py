"""Forms given out: the same content is the same copy, another content a new issue; a copy is checked by its hash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.intake.domain.date_rules import ApologyRule
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, NotFound, TooManyAttempts, Words
from services.intake.domain.form_copy import FormName, IssuedForm, content_hash, masked_initials
from services.intake.domain.procedure import LimitKind, TimeLimit
from services.intake.domain.progress import Progress, Task
from services.intake.domain.redating import Act, apologise, correct
from services.intake.domain.stop import Stop, StopGround
from services.intake.use_cases.form_facts import FORM_ISSUED
from services.intake.use_cases.form_ports import FormOffice
from services.intake.use_cases.issue_form import Printed, form_series, forms_of, issue_form
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.verify_form import verify_form
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change, Key
from shared.working_time import Calendar
from tests.support.fake_store import FakeWork
from tests.support.form_desk import KeepingDrawer, form_office
from tests.support.form_samples import NUMBERINGS, refused, with_route
from tests.unit.intake.fakes import NOW, OFFICER, TOKEN, FakeLimits, accepted, context, filed, make_ports
from tests.unit.intake.test_supplement import OWNER, answer, asked, kept

LEADER = Caller("staff", "leader", frozenset({"leader"}), "H99.11")
ADDRESS = "192.0.2.7"
CALENDAR = Calendar("test")
RULE = ApologyRule(date(2025, 7, 1), timedelta(hours=8), 1, Words("Luật", "Law"))


@dataclass
class Desk:
    """A dossier in the store, and what gives its forms out."""

    work: FakeWork
    ports: Ports
    office: FormOffice
    drawer: KeepingDrawer
    code: str

    def print(self, form: FormName = FormName.RECEIPT, caller: Caller = OFFICER, of: str = "") -> Printed:
        return issue_form(self.ports, self.office, caller, self.code, form, context(caller.actor), of=of)

    def save(self, dossier: Dossier) -> None:
        last = self.work.load(Key(Dossier, self.code)).get(Dossier, self.code)
        assert last
        self.work.commit(Change(saved=(replace(dossier, version=last.version + 1),)), context())

    @property
    def copies(self) -> list[IssuedForm]:
        return self.work.all(IssuedForm)

    def put(self, copy: IssuedForm) -> None:
        """What somebody who got at the database could do."""
        self.work._states[Key(IssuedForm, copy.id)] = copy


def desk(dossier: Dossier, **limits: Any) -> Desk:
    work, drawer = kept(dossier), KeepingDrawer()
    return Desk(work, make_ports(work, limits=FakeLimits(**limits)), form_office(work, drawer), drawer, dossier.code)


def test_printing_again_gives_the_same_copy() -> None:
    here = desk(accepted())
    first, again = here.print(), here.print(caller=OWNER)
    assert first.copy == again.copy
    assert len(here.copies) == 1
    assert [one.type for one in here.work.facts] == [FORM_ISSUED]


def test_a_changed_content_is_a_new_issue_that_says_what_it_replaces() -> None:
    here = desk(accepted())
    first = here.print().copy
    moved, _ = answer(asked(), days=3)
    here.save(moved)
    second = here.print().copy
    assert (first.issue, second.issue) == (1, 2)
    assert second.content["replaces"] == {"number": first.number, "on": "05/10/2026"}
    assert first.due_at != second.due_at
    assert here.copies[0] == first


def test_what_is_only_heard_on_the_way_makes_no_new_receipt() -> None:
    here = desk(accepted())
    routed = with_route(accepted())
    here.save(routed)
    first = here.print().copy
    resumed = Task("t2", "appraise", "H99.11.01", "Phòng", resumed_at=NOW, resumed_due=NOW, resumption_told=9)
    here.save(routed.follow(routed.progress.with_resumption(resumed)))
    assert here.print().copy == first


def test_a_control_sheet_is_issued_anew_with_every_hop() -> None:
    here = desk(accepted())
    first = here.print(FormName.CONTROL_SHEET, LEADER).copy
    sent = Task("t1", "s", "H99.11.01", "Phòng Bảo trợ xã hội", NOW + timedelta(minutes=4), dispatch_told=2)
    here.save(accepted().follow(Progress().with_dispatch(sent)))
    second = here.print(FormName.CONTROL_SHEET).copy
    assert (len(first.content["hops"]), len(second.content["hops"])) == (1, 2)
    assert here.print(FormName.CONTROL_SHEET).copy == second


def test_a_control_sheet_stays_in_the_house() -> None:
    with pytest.raises(Forbidden):
        desk(accepted()).print(FormName.CONTROL_SHEET, OWNER)


def test_a_copy_is_numbered_in_the_series_of_its_form_unit_and_year() -> None:
    here = desk(accepted())
    copy = here.print().copy
    assert (copy.number, copy.year) == (1, 2026)
    assert form_series(FormName.RECEIPT, "H99.11", 2026) == "form/receipt/H99.11/2026"
    assert here.drawer.last.data["number"] == "1/TNHS"


def test_two_who_print_at_once_get_one_copy() -> None:
    here = desk(accepted())
    other = desk(accepted())
    theirs = other.print().copy
    take = here.ports.numbers.take

    def slow(series: str) -> int:
        """While the number is taken, somebody else gives the same form out."""
        if theirs.id not in {one.id for one in here.copies}:
            here.put(theirs)
        return take(series)

    here.ports.numbers.take = slow  # type: ignore[method-assign]
    assert here.print().copy == theirs
    assert here.copies == [theirs]


def test_each_request_for_papers_has_its_own_form() -> None:
    here = desk(asked())
    task = asked().supplements[0].id
    latest = here.print(FormName.SUPPLEMENT).copy
    assert latest.of == task
    assert here.print(FormName.SUPPLEMENT, of=task).copy == latest
    with pytest.raises(NotFound):
        here.print(FormName.SUPPLEMENT, of="another")


@pytest.mark.parametrize("form", list(FormName))
def test_a_form_that_is_not_due_is_refused_with_the_reason(form: FormName) -> None:
    here = desk(filed())
    with pytest.raises(IllegalStep):
        here.print(form)
    assert here.copies == []


def test_a_dossier_offers_the_forms_that_it_has() -> None:
    assert forms_of(filed()) == []
    assert forms_of(accepted()) == [FormName.RECEIPT, FormName.CONTROL_SHEET]
    assert forms_of(asked()) == [FormName.RECEIPT, FormName.SUPPLEMENT, FormName.CONTROL_SHEET]
    assert forms_of(refused()) == [FormName.REFUSAL]


def test_an_apology_is_a_form_and_gives_the_receipt_its_new_date() -> None:
    here = desk(accepted())
    first = here.print().copy
    late = apologise(accepted(), CALENDAR, RULE, NOW + timedelta(days=8), Act(NOW, "staff:leader", "Chờ ý kiến"))
    here.save(late)
    apology, second = here.print(FormName.APOLOGY).copy, here.print().copy
    assert apology.due_at == NOW + timedelta(days=8) == second.due_at
    assert apology.content["first_due_at"] == first.content["due_at"]
    assert apology.content["reason"] == ["Chờ ý kiến"]
    assert second.content["moved_why"] == "theo văn bản xin lỗi và đề nghị gia hạn"
    assert FormName.APOLOGY in forms_of(late)


def test_a_corrected_receipt_says_that_it_was_issued_anew_and_why() -> None:
    wrong = accepted()
    act = Act(NOW + timedelta(hours=1), "staff:reception", "Ghi nhầm trường hợp")
    taken = replace(wrong.procedure, limit=TimeLimit(LimitKind.WORKING_DAYS, Decimal(10)))
    here = desk(correct(wrong, CALENDAR, taken, NOW, act))
    copy = here.print().copy
    assert here.drawer.last.data["again"] == 1
    assert copy.content["why_reissued"] == "Ghi nhầm trường hợp"
    assert copy.content["due_at"] == "08 giờ 00 phút, ngày 19 tháng 10 năm 2026"


def test_a_stopped_dossier_has_its_notice() -> None:
    at = NOW + timedelta(days=40)
    stopped = asked().stop(Stop(at, "staff:reception", StopGround.NO_ANSWER, "Quá hạn bổ sung"), NOW)
    copy = desk(stopped).print(FormName.STOP).copy
    assert copy.content["reason"] == ["Quá hạn bổ sung"]
    assert copy.due_at is None


def check(here: Desk, token: str) -> Any:
    return verify_form(here.ports, here.office, token, address=ADDRESS)


def test_a_copy_is_found_by_its_token_and_matches_the_kept_event() -> None:
    here = desk(accepted())
    copy = here.print().copy
    found = check(here, copy.token)
    assert found.matches
    assert found.event in here.work.events
    assert (found.later, found.initials, found.form_number, found.number) == (None, "N. T. Đ.", "01", "1/TNHS")
    assert here.drawer.last.codes["verify"].link == f"http://localhost:8080/verify/{copy.token}"


@pytest.mark.parametrize(
    "change",
    [
        {"due_at": NOW},
        {"issued_at": NOW + timedelta(days=1)},
        {"content": {"name": "Ai khác"}},
        {"number": 7},
        {"dossier_version": 9},
        {"unit": "H99.12"},
        {"sha256": "0" * 64},
    ],
)
def test_a_record_that_was_changed_no_longer_matches(change: dict[str, Any]) -> None:
    here = desk(accepted())
    copy = here.print().copy
    here.put(replace(copy, **change))
    assert not check(here, copy.token).matches


def test_a_record_hashed_anew_by_a_forger_does_not_match_the_kept_event() -> None:
    here = desk(accepted())
    copy = here.print().copy
    forged = replace(copy, due_at=NOW)
    here.put(replace(forged, sha256=content_hash(forged)))
    assert not check(here, copy.token).matches


def test_a_record_without_its_event_does_not_match() -> None:
    here = desk(accepted())
    copy = here.print().copy
    here.work.events.clear()
    found = check(here, copy.token)
    assert (found.matches, found.event) == (False, None)


def test_a_changed_record_is_never_printed_again() -> None:
    here = desk(accepted())
    copy = here.print().copy
    here.put(replace(copy, number=7))
    again = here.print().copy
    assert again.issue == 2
    assert again.is_genuine


def test_an_earlier_issue_says_that_it_was_superseded() -> None:
    here = desk(accepted())
    first = here.print().copy
    moved, _ = answer(asked(), days=3)
    here.save(moved)
    second = here.print().copy
    assert check(here, first.token).later == second
    assert check(here, second.token).later is None


@pytest.mark.parametrize("token", ["", "x", TOKEN, "a" * 32, "../../etc", "x" * 5000])
def test_every_wrong_token_is_the_same_unknown_paper(token: str) -> None:
    here = desk(accepted())
    here.print()
    with pytest.raises(NotFound) as unknown:
        check(here, token)
    assert unknown.value.slug == "unknown-paper"


def test_checks_are_counted_by_network_address() -> None:
    here = desk(accepted(), most=2)
    copy = here.print().copy
    check(here, copy.token)
    with pytest.raises(NotFound):
        check(here, "wrong")
    with pytest.raises(TooManyAttempts):
        check(here, copy.token)


def test_the_hash_does_not_hang_on_the_zone_of_a_clock_or_on_microseconds() -> None:
    here = desk(accepted())
    copy = here.print().copy
    stored = replace(copy, issued_at=copy.issued_at.astimezone(UTC), due_at=copy.due_at and copy.due_at.astimezone(UTC))
    assert stored.is_genuine


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Nguyễn Thị Đào", "N. T. Đ."), ("ý  nhi", "Ý. N."), ("Công ty TNHH (Sen)", "C. T. T. S."), ("", "")],
)
def test_initials_show_no_more_than_first_letters(name: str, initials: str) -> None:
    assert masked_initials(name) == initials


@pytest.mark.parametrize(
    ("day", "form", "number"),
    [
        (date(2025, 9, 14), "control-sheet", "05"),
        (date(2025, 9, 15), "control-sheet", "06"),
        (date(2025, 9, 14), "stop", None),
        (date(2025, 9, 15), "stop", "05"),
        (date(2025, 9, 14), "book", "06"),
        (date(2026, 1, 1), "book", "07"),
        (date(2000, 1, 1), "receipt", "01"),
    ],
)
def test_the_circular_in_force_numbers_the_forms(day: date, form: str, number: str | None) -> None:
    assert NUMBERINGS.on(day).forms[form].number == number


def test_a_place_may_keep_the_older_numbering() -> None:
    assert replace(NUMBERINGS, fixed="tt-01-2018").on(date(2026, 11, 22)).forms["control-sheet"].number == "05"
    with pytest.raises(ValueError, match="no numbering"):
        replace(NUMBERINGS, fixed="tt-99")


def test_the_number_of_a_form_follows_the_day_on_which_it_was_issued() -> None:
    here = desk(accepted())
    here.print()
    assert here.drawer.last.data["form"]["basis"] == "Thông tư 03/2025/TT-VPCP"
    assert here.copies[0].issued_at == datetime(2026, 10, 5, 1, tzinfo=UTC)
