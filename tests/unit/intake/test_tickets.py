"""Tickets and counters by the use cases: who gets a number when, and which step may follow which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.consumed import TICKET_BY_MESSAGE
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.personal import InvalidValue
from services.intake.domain.queue.card import read_card
from services.intake.domain.queue.estimate import Estimate, worked
from services.intake.domain.queue.plan import InvalidPlan, read_plan
from services.intake.domain.queue.ticket import Basis, Holder, State, Ticket, Via
from services.intake.use_cases.queue import counters, own_ticket
from services.intake.use_cases.queue.by_message import answer_request, note_request
from services.intake.use_cases.queue.facts import TICKET_NOT_GIVEN, TICKET_TAKEN
from services.intake.use_cases.queue.kiosks import end_kiosk, require_kiosk, set_up_kiosk
from services.intake.use_cases.queue.take_ticket import take_ticket
from services.intake.use_cases.queue.watch import look, place
from shared.bus.reading import Received
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.store.change import NOTHING, Loaded
from shared.working_time import Calendar
from shared.working_time.calendar import local
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER
from tests.unit.intake.queue_house import Hall

OTHER = Caller("staff", "second", frozenset({"reception"}), "H99.11")
OPERATOR = Caller("staff", "operator", frozenset({"operator"}), "H99.11")
CARD = "001150012345|012345678|Nguyễn Thị Đào|02031950|Nữ|Xã Hòa Bắc|01012022"


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_each_line_counts_from_one(hall: Hall) -> None:
    assert [hall.take(line).number for line in "ABABC"] == ["A001", "B001", "A002", "B002", "C001"]


def test_a_procedure_leads_to_its_line_and_what_none_is_for_to_the_last(hall: Hall) -> None:
    assert hall.take("", procedure="1.013814").line == "B"
    assert hall.desk.plan.line_of_field("dia-chat").code == "C"


def test_an_unknown_line_is_named(hall: Hall) -> None:
    with pytest.raises(InvalidRequest, match="/line"):
        hall.take("X")


@pytest.mark.parametrize(
    ("moment", "slug"),
    [
        (datetime(2026, 10, 4, 3, 0, tzinfo=UTC), "no-tickets-today"),  # a Sunday
        (datetime(2026, 10, 4, 23, 0, tzinfo=UTC), "no-tickets-now"),  # 06:00
        (datetime(2026, 10, 5, 9, 50, tzinfo=UTC), "no-tickets-now"),  # 16:50
    ],
)
def test_outside_the_hours_there_is_no_number(hall: Hall, moment: datetime, slug: str) -> None:
    hall.clock.now = moment
    with pytest.raises(IllegalStep) as refused:
        hall.take()
    assert refused.value.slug == slug


def test_at_lunch_numbers_are_given_out(hall: Hall) -> None:
    hall.clock.now = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
    assert hall.take().number == "A001"


def test_the_same_telephone_has_one_number_in_a_line_while_it_waits(hall: Hall) -> None:
    first = hall.take(phone="0912 345 678")
    assert hall.take(phone="0912345678").id == first.id
    assert hall.take("B", phone="0912345678").id != first.id
    hall.open()
    hall.do("call_next")
    assert hall.take(phone="0912345678").id != first.id


def test_whoever_gave_a_telephone_is_told_and_nobody_else(hall: Hall) -> None:
    hall.take()
    ticket = hall.take(phone="0912345678")
    assert [(fact.type, fact.subject) for fact in hall.work.facts] == [(TICKET_TAKEN, ticket.id)]
    assert [one.id for one in hall.work.all(Holder)] == [ticket.id]
    assert "912345678" not in str(hall.work.facts[0].data)


def test_by_telephone_the_operator_needs_a_number_to_tell(hall: Hall) -> None:
    with pytest.raises(InvalidRequest, match="/phone"):
        hall.take(via=Via.TELEPHONE, caller=OPERATOR)
    assert hall.take(via=Via.TELEPHONE, caller=OPERATOR, phone="0912345678").via is Via.TELEPHONE


@pytest.mark.parametrize("caller", [PUBLIC, ELSEWHERE])
def test_only_officers_of_the_unit_take_numbers_for_others(hall: Hall, caller: Caller) -> None:
    with pytest.raises(Forbidden):
        hall.take(via=Via.COUNTER, caller=caller)


def test_age_gives_preference_without_an_entry_where_the_card_is_seen(hall: Hall) -> None:
    ticket = hall.take(via=Via.COUNTER, caller=OFFICER, card=CARD)
    assert ticket.preference is not None
    assert ticket.preference.basis is Basis.AGE
    young = hall.take(via=Via.COUNTER, caller=OFFICER, birth_date="1990-01-01")
    assert young.preference is None


def test_on_the_web_nobody_is_believed_a_date_of_birth(hall: Hall) -> None:
    assert hall.take(birth_date="1950-01-01").preference is None


def test_what_is_claimed_is_confirmed_with_one_press(hall: Hall) -> None:
    ordinary, claimed = hall.take(), hall.take(claims_priority=True)
    hall.open()
    called = hall.do("call_next")
    assert called is not None
    assert called.id == claimed.id
    assert hall.do("confirm").preference.basis is Basis.CONFIRMED  # type: ignore[union-attr]
    assert ordinary.state is State.WAITING


def test_a_wrong_claim_waits_on_among_the_others_at_its_own_place(hall: Hall) -> None:
    hall.take()
    claimed = hall.take(claims_priority=True)
    last = hall.take()
    hall.open()
    hall.do("call_next")
    refused = hall.do("refuse_claim")
    assert refused is not None
    assert (refused.first, refused.state) == (False, State.WAITING)
    order = []
    for _ in range(3):
        order.append(hall.do("call_next").id)  # type: ignore[union-attr]
        hall.do("finish")
    assert order.index(claimed.id) == 1
    assert order[2] == last.id


def test_who_was_absent_comes_back_to_the_place_of_their_time(hall: Hall) -> None:
    first, second = hall.take(), hall.take()
    hall.open()
    hall.do("call_next")
    hall.do("call_again")
    hall.do("skip")
    own_ticket.come_back(hall.ports, PUBLIC, first.id, hall.now())
    assert hall.do("call_next").id == first.id  # type: ignore[union-attr]
    hall.do("finish")
    assert hall.do("call_next").id == second.id  # type: ignore[union-attr]


def test_a_ticket_handed_over_keeps_its_time(hall: Hall) -> None:
    early = hall.take("A")
    hall.open()
    hall.do("call_next")
    waits = hall.take("C")
    counters.hand_over(hall.ports, hall.desk, OFFICER, 1, "C", "thu phí", hall.now())
    hall.open(6, OTHER, "C")
    assert hall.do("call_next", 6, OTHER).id == early.id  # type: ignore[union-attr]
    assert hall.ticket(early.id).number == "A001"
    assert hall.ticket(waits.id).state is State.WAITING


def test_a_ticket_handed_to_one_counter_is_called_there_alone(hall: Hall) -> None:
    hall.take("A")
    hall.open(1)
    hall.open(3, OTHER, "AB")
    hall.do("call_next")
    counters.hand_over(hall.ports, hall.desk, OFFICER, 1, "#3", "", hall.now())
    assert hall.do("call_next") is None
    assert hall.do("call_next", 3, OTHER).number == "A001"  # type: ignore[union-attr]


@pytest.mark.parametrize("to", ["X", "#1", "#9", "#", "##", "#-1", ""])
def test_a_ticket_is_handed_to_somewhere_that_is(hall: Hall, to: str) -> None:
    hall.take()
    hall.open()
    hall.do("call_next")
    with pytest.raises(IllegalStep):
        counters.hand_over(hall.ports, hall.desk, OFFICER, 1, to, "", hall.now())


def test_a_counter_has_one_ticket_at_a_time_and_takes_no_break_with_it(hall: Hall) -> None:
    hall.take()
    hall.take()
    hall.open()
    hall.do("call_next")
    for step in ("call_next", "pause", "close"):
        with pytest.raises(IllegalStep) as refused:
            hall.do(step)
        assert refused.value.slug == "counter-busy"


def test_a_counter_on_a_break_calls_nobody(hall: Hall) -> None:
    hall.take()
    hall.open()
    hall.do("pause")
    with pytest.raises(IllegalStep, match="not open"):
        hall.do("call_next")
    hall.do("go_on")
    assert hall.do("call_next") is not None


def test_somebody_elses_counter_is_taken_over_and_not_worked_from_afar(hall: Hall) -> None:
    hall.take()
    hall.open()
    with pytest.raises(IllegalStep) as refused:
        hall.do("call_next", caller=OTHER)
    assert refused.value.slug == "not-your-counter"
    hall.open(caller=OTHER)
    assert hall.do("call_next", caller=OTHER) is not None


def test_who_gives_up_is_not_called(hall: Hall) -> None:
    gone, stays = hall.take(), hall.take()
    own_ticket.give_up(hall.ports, PUBLIC, gone.id, hall.now())
    hall.open()
    assert hall.do("call_next").id == stays.id  # type: ignore[union-attr]
    with pytest.raises(IllegalStep):
        own_ticket.give_up(hall.ports, PUBLIC, stays.id, hall.now())


def test_before_five_are_served_no_time_is_promised(hall: Hall) -> None:
    ticket = hall.take()
    hall.open()
    told = place(hall.ports, look(hall.ports, hall.desk), ticket)
    assert told == Estimate(0)


def test_where_no_counter_is_open_that_is_said(hall: Hall) -> None:
    hall.take()
    ticket = hall.take()
    assert place(hall.ports, look(hall.ports, hall.desk), ticket) == Estimate(1, served=False)


def test_a_span_goes_over_lunch(hall: Hall) -> None:
    start = local(datetime(2026, 10, 5, 4, 15, tzinfo=UTC))  # 11:15, lunch at 11:30
    assert worked(Calendar("test"), start, timedelta(minutes=10)).strftime("%H:%M") == "11:25"  # type: ignore[union-attr]
    assert worked(Calendar("test"), start, timedelta(minutes=30)).strftime("%H:%M") == "13:45"  # type: ignore[union-attr]
    assert worked(Calendar("test"), start, timedelta(hours=9)) is None


def test_a_machine_gives_numbers_until_it_is_taken_out_of_use(hall: Hall) -> None:
    done = set_up_kiosk(hall.ports, hall.desk, OFFICER, "Sảnh", hall.now())
    taken = take_ticket(hall.ports, hall.desk, PUBLIC, {"line": "A"}, Via.KIOSK, hall.now(), kiosk=done.key)
    assert taken.ticket.via is Via.KIOSK
    end_kiosk(hall.ports, OFFICER, done.kiosk.id, hall.now())
    for key in (done.key, f"{done.kiosk.id}.guess", "", "."):
        with pytest.raises(NotFound):
            require_kiosk(hall.ports, key)


@pytest.mark.parametrize(
    "text", ["", "abc", "1|2|3|4|5|6", CARD.replace("02031950", "99999999"), CARD.replace("Nguyễn Thị Đào", "?")]
)
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_card(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"lines": []},
        {"counters": []},
        {"counters": [{"number": 1, "lines": ["Z"]}]},
        {"counters": [{"number": 1, "lines": ["A"]}]},
        {"opens_before_minutes": "soon"},
    ],
)
def test_a_plan_that_leaves_a_line_unserved_is_refused(changed: dict[str, object]) -> None:
    names = {"name": {"vi": "x", "en": "x"}, "example": {"vi": "x", "en": "x"}, "fields": []}
    plan = {
        "lines": [{"code": "A", **names}, {"code": "B", **names}],
        "counters": [{"number": 1, "lines": ["A", "B"]}],
        "opens_before_minutes": 30,
        "last_ticket_before_close_minutes": 15,
        "series_digits": 3,
    }
    assert read_plan(plan).line("A") is not None
    with pytest.raises(InvalidPlan):
        read_plan({**plan, **changed})


def test_now_is_a_working_morning() -> None:
    assert local(NOW).strftime("%A %H:%M") == "Monday 08:00"


def ask_by_sms(hall: Hall, text: str = "LAY SO B", id: str = "news-1") -> None:
    """As notifications tells it, and the job that follows."""
    news = Received(
        id,
        TICKET_BY_MESSAGE.type,
        "/motcua/notifications",
        id,
        1,
        hall.clock(),
        {"word": "ticket", "received_at": hall.clock()},
        {"from": "+84912345678", "text": text, "language": "vi"},
        "correlation",
    )
    noted = TICKET_BY_MESSAGE.apply(news, Loaded({}))
    hall.work.commit(noted, hall.now())
    after = [answer_request(hall.ports, hall.desk, job, hall.clock()) for job in noted.jobs]
    for change in after:
        hall.work.commit(change, hall.now())


def test_a_message_is_answered_with_a_number_of_the_line_it_names(hall: Hall) -> None:
    ask_by_sms(hall)
    assert [(one.number, one.via) for one in hall.work.all(Ticket)] == [("B001", Via.SMS)]
    assert [fact.type for fact in hall.work.facts] == [TICKET_TAKEN]


def test_a_message_that_names_no_line_comes_to_the_last_one(hall: Hall) -> None:
    ask_by_sms(hall, "lấy số")
    assert [one.line for one in hall.work.all(Ticket)] == ["C"]


def test_two_messages_of_one_telephone_have_one_number(hall: Hall) -> None:
    ask_by_sms(hall)
    ask_by_sms(hall, id="news-2")
    assert len(hall.work.all(Ticket)) == 1


def test_at_night_a_message_is_told_when_numbers_are_given_out(hall: Hall) -> None:
    hall.clock.now = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
    ask_by_sms(hall)
    assert hall.work.all(Ticket) == []
    assert [fact.type for fact in hall.work.facts] == [TICKET_NOT_GIVEN]


def test_other_words_and_mail_take_no_number() -> None:
    for word, sender in (("stop", "+84912345678"), ("ticket", "dao@thu.example"), ("ticket", "")):
        assert note_request("news", word, sender, "", "vi", NOW) == NOTHING
