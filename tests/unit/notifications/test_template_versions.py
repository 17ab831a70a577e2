"""Rules of versions: one person writes, another approves; nothing approved is ever changed or lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.notifications.domain.errors import IllegalStep, InvalidRequest, NotFound, TooManyAttempts
from services.notifications.domain.message import Channel, Message, Status
from services.notifications.domain.template import Place, Template
from services.notifications.domain.words.line import HOUSE, State, TemplateLine
from services.notifications.use_cases.queue_messages import queue_messages
from services.notifications.use_cases.templates import changing
from services.notifications.use_cases.templates.delivery import deliver_templates
from services.notifications.use_cases.templates.desk import Example, WordsDesk, load_line, place_of
from services.notifications.use_cases.templates.looking import look_at
from services.notifications.use_cases.templates.trying import send_test, trials_of
from shared.security.access import Forbidden
from shared.store.change import Conflict, Context, Key, Loaded
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import DESK, NOW, PERSON, TEMPLATES, event
from tests.unit.notifications.template_samples import (
    ADMIN,
    LEADER,
    MAIL,
    NEW,
    OPERATOR,
    OTHER_WRITER,
    SMS,
    WRITER,
    FakeLines,
    by,
    draft,
    open_desk,
)

HOUSE_CONTEXT = Context("service:notifications", NOW, "init")


def proposed(desk: WordsDesk) -> TemplateLine:
    return changing.propose(desk, WRITER, draft(), by(WRITER))


def text_now(desk: WordsDesk, **personal: str) -> str:
    """What somebody is told of an acceptance by SMS."""
    line = load_line(desk, SMS)
    loaded = Loaded({Key(TemplateLine, line.id): line} if line.version else {})
    change = queue_messages(event("intake.dossier.accepted.v1", personal={**PERSON, **personal}), loaded, desk=DESK)
    sms = next(one for one in change.saved if isinstance(one, Message) and one.channel is Channel.SMS)
    assert sms.writing is not None
    return f"{sms.template} {sms.writing.text}"


def test_new_words_wait_and_change_nothing_until_a_second_person_approves() -> None:
    desk = open_desk()
    before = text_now(desk)
    assert before.startswith("accepted.sms.vi.neutral@1 ")
    line = proposed(desk)
    assert (line.in_force, line.waiting and line.waiting.number) == (1, 2)
    assert text_now(desk) == before
    changing.approve(desk, LEADER, SMS, 2, "Đồng ý", by(LEADER))
    assert text_now(desk).startswith("accepted.sms.vi.neutral@2 Ho so H99.11-261005-0001 da duoc nhan.")


def test_nobody_approves_their_own_words() -> None:
    desk = open_desk()
    changing.propose(desk, ADMIN, draft(), by(ADMIN))
    with pytest.raises(IllegalStep) as refused:
        changing.approve(desk, ADMIN, SMS, 2, "", by(ADMIN))
    assert refused.value.slug == "own-words"
    assert load_line(desk, SMS).in_force in (0, 1)


@pytest.mark.parametrize("caller", [WRITER, OTHER_WRITER, OPERATOR])
def test_who_only_writes_or_looks_on_approves_nothing(caller: object) -> None:
    desk = open_desk()
    proposed(desk)
    with pytest.raises(Forbidden):
        changing.approve(desk, caller, SMS, 2, "", by(WRITER))  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        changing.propose(desk, OPERATOR, draft(), by(OPERATOR))


def test_while_somebody_s_words_wait_nobody_else_writes_over_them() -> None:
    desk = open_desk()
    proposed(desk)
    with pytest.raises(IllegalStep) as refused:
        changing.propose(desk, OTHER_WRITER, draft(NEW + " Xin cảm ơn."), by(OTHER_WRITER))
    assert refused.value.slug == "another-version-waits"
    line = changing.propose(desk, WRITER, draft(NEW + " Xin cảm ơn."), by(WRITER))
    assert [one.state for one in line.versions] == [State.APPROVED, State.TAKEN_BACK, State.WAITING]


def test_words_sent_back_say_why_and_are_never_used() -> None:
    desk = open_desk()
    proposed(desk)
    with pytest.raises(InvalidRequest) as wrong:
        changing.send_back(desk, LEADER, SMS, 2, " ", by(LEADER))
    assert wrong.value.faults[0].pointer == "/note"
    line = changing.send_back(desk, LEADER, SMS, 2, "Thiếu nơi nhận kết quả", by(LEADER))
    assert (line.in_force, line.waiting, line.numbered(2).note) == (1, None, "Thiếu nơi nhận kết quả")
    with pytest.raises(IllegalStep):
        changing.approve(desk, LEADER, SMS, 2, "", by(LEADER))


def test_only_the_author_takes_words_back() -> None:
    desk = open_desk()
    proposed(desk)
    with pytest.raises(IllegalStep):
        changing.take_back(desk, ADMIN, SMS, 2, by(ADMIN))
    assert changing.take_back(desk, WRITER, SMS, 2, by(WRITER)).waiting is None


def test_older_words_come_back_as_a_new_version_that_waits_as_any_other() -> None:
    desk = open_desk()
    proposed(desk)
    changing.approve(desk, LEADER, SMS, 2, "", by(LEADER))
    line = changing.return_to(desk, WRITER, SMS, 1, "Bản 2 khó hiểu", by(WRITER))
    assert (line.in_force, line.waiting and (line.waiting.number, line.waiting.again)) == (2, (3, 1))
    changing.approve(desk, LEADER, SMS, 3, "", by(LEADER))
    assert text_now(desk).startswith("accepted.sms.vi.neutral@3 Ho so H99.11-261005-0001 da duoc tiep nhan.")


def test_words_never_in_force_do_not_come_back() -> None:
    desk = open_desk()
    proposed(desk)
    changing.send_back(desk, LEADER, SMS, 2, "Không", by(LEADER))
    with pytest.raises(IllegalStep):
        changing.return_to(desk, WRITER, SMS, 2, "Thử lại", by(WRITER))


@pytest.mark.parametrize("number", [0, 9])
def test_an_unknown_version_is_told_by_name(number: int) -> None:
    desk = open_desk()
    proposed(desk)
    for act in (
        lambda: changing.approve(desk, LEADER, SMS, number, "", by(LEADER)),
        lambda: changing.return_to(desk, WRITER, SMS, number, "vì", by(WRITER)),
        lambda: send_test(desk, WRITER, SMS, number, "0912345678", "1", by(WRITER)),
    ):
        with pytest.raises(NotFound) as refused:
            act()
        assert refused.value.slug == "unknown-template-version"


@pytest.mark.parametrize("key", [
    "", "accepted", "accepted.fax.vi.neutral", "nothing.sms.vi.neutral", "accepted.sms.de.neutral",
    "accepted.sms.vi.rude", "accepted.sms.vi.neutral@1",
])  # fmt: skip
def test_an_unknown_template_is_told_by_name(key: str) -> None:
    with pytest.raises(NotFound) as refused:
        place_of(key)
    assert refused.value.slug == "unknown-template"


def test_words_that_cannot_work_are_not_kept() -> None:
    desk = open_desk()
    with pytest.raises(InvalidRequest) as wrong:
        changing.propose(desk, WRITER, draft("{nam}", why=""), by(WRITER))
    assert {one.pointer for one in wrong.value.faults} == {"/text", "/why"}
    assert load_line(desk, SMS).version == 0


def test_the_same_words_are_no_new_version() -> None:
    desk = open_desk()
    same = TEMPLATES.find("accepted", Channel.SMS, "vi").text
    with pytest.raises(InvalidRequest):
        changing.propose(desk, WRITER, draft(same), by(WRITER))


def test_who_wrote_on_an_outdated_version_is_told() -> None:
    desk = open_desk()
    proposed(desk)
    changing.approve(desk, LEADER, SMS, 2, "", by(LEADER))
    with pytest.raises(Conflict):
        changing.propose(desk, WRITER, draft(NEW + " Cảm ơn.", based_on=1), by(WRITER))


def test_an_older_person_gets_words_of_their_own_once_approved() -> None:
    desk = open_desk()
    elder = place_of("accepted.sms.vi.elder")
    changing.propose(desk, WRITER, draft("Thưa ông bà, hồ sơ {code} hẹn trả {due}.", elder), by(WRITER))
    changing.approve(desk, LEADER, elder, 1, "", by(LEADER))
    line = load_line(desk, elder)
    received = event("intake.dossier.accepted.v1", personal={**PERSON, "address_form": "elder"})
    change = queue_messages(received, Loaded({Key(TemplateLine, line.id): line}), desk=DESK)
    told = {one.channel: one for one in change.saved if isinstance(one, Message)}
    assert told[Channel.SMS].template == "accepted.sms.vi.elder@1"
    assert told[Channel.EMAIL].template == "accepted.email.vi.elder@1"
    assert text_now(desk, address_form="unheard-of").startswith("accepted.sms.vi.neutral@1")


def test_the_delivery_is_brought_once_and_its_newer_words_come_into_force_where_nobody_changed_them() -> None:
    work = FakeWork()
    first = deliver_templates(work, TEMPLATES, HOUSE_CONTEXT)
    assert (first.in_force, first.waiting) == (first.templates, 0)
    assert deliver_templates(work, TEMPLATES, HOUSE_CONTEXT).in_force == 0
    newer = replace(TEMPLATES.find("accepted", Channel.SMS, "vi"), version=2, text=NEW)
    done = deliver_templates(work, [newer], HOUSE_CONTEXT)  # type: ignore[arg-type]
    line = work.load(Key(TemplateLine, SMS.key)).get(TemplateLine, SMS.key)
    assert (done.in_force, done.waiting, line and line.in_force) == (1, 0, 2)


def test_newer_words_of_a_delivery_wait_where_people_wrote_their_own() -> None:
    desk = open_desk()
    proposed(desk)
    changing.approve(desk, LEADER, SMS, 2, "", by(LEADER))
    newer = replace(TEMPLATES.find("accepted", Channel.SMS, "vi"), version=2, text=NEW + " Cảm ơn.")
    done = deliver_templates(desk.work, [newer], HOUSE_CONTEXT)  # type: ignore[arg-type]
    line = load_line(desk, SMS)
    assert (done.in_force, done.waiting, line.in_force) == (0, 1, 2)
    assert line.waiting is not None
    assert line.waiting.author == HOUSE
    assert changing.approve(desk, ADMIN, SMS, 3, "", by(ADMIN)).in_force == 3


def test_a_look_tells_parts_encoding_and_cost_before_anything_is_kept() -> None:
    desk = open_desk()
    plain = look_at(desk, WRITER, draft().template())
    marked = look_at(desk, WRITER, draft(accented=True).template())
    assert (plain.cut and (plain.cut.encoding, plain.cut.count), plain.cost) == (("gsm-7", 1), 850)
    assert (marked.cut and (marked.cut.encoding, marked.cut.count), marked.cost) == (("ucs-2", 2), 1_700)
    assert load_line(desk, SMS).version == 0


def test_a_look_with_what_was_really_told_hides_whom_it_was_about() -> None:
    desk = open_desk()
    told = {"code": "H99.11-261006-0009", "name": "Nguyễn Thị Bích Đào", "procedure": "Cấp phép", "due": "9:00 thứ Ba"}
    assert isinstance(desk.lines, FakeLines)
    desk.lines.examples["accepted", "vi"] = Example(told, NOW)
    words = Template("accepted", Channel.EMAIL, "vi", 1, "Kính gửi {name},\n\n{code}: {due}", "{code}")
    hidden, seen = look_at(desk, WRITER, words, real=True), look_at(desk, LEADER, words, real=True)
    assert hidden.writing is not None
    assert seen.writing is not None
    assert (hidden.hidden, "Đào" in hidden.writing.text, "9:00 thứ Ba" in hidden.writing.text) == (True, False, True)
    assert (seen.hidden, "Bích Đào" in seen.writing.text, seen.told_at) == (False, True, NOW)
    assert look_at(desk, WRITER, words).told_at is None


@pytest.mark.parametrize(("place", "typed", "to"), [
    (SMS, "0912 345 678", "+84912345678"), (MAIL, " thu@hason.example ", "thu@hason.example"),
])  # fmt: skip
def test_a_test_goes_to_the_typed_address_marked_and_with_invented_values(place: Place, typed: str, to: str) -> None:
    desk = open_desk()
    sent = send_test(desk, WRITER, place, None, typed, "once", by(WRITER))
    assert sent.writing is not None
    assert (sent.recipient, sent.status, sent.about) == (to, Status.QUEUED, f"test:{place.key}")
    assert "[Th" in (sent.writing.subject or sent.writing.text)
    assert sent.template == f"{place.key}@1"
    assert sent.writing.values == {}
    assert send_test(desk, WRITER, place, None, typed, "once", by(WRITER)) == sent
    assert trials_of(desk, place, 5) == [sent]


@pytest.mark.parametrize(("place", "typed"), [(SMS, "024 3825 0000"), (SMS, "abc"), (MAIL, "nobody"), (MAIL, "a@b\nc")])
def test_a_test_to_nowhere_is_refused_by_field(place: Place, typed: str) -> None:
    with pytest.raises(InvalidRequest) as wrong:
        send_test(open_desk(), WRITER, place, None, typed, "1", by(WRITER))
    assert wrong.value.faults[0].pointer == "/recipient"


def test_tests_are_counted_and_bounded() -> None:
    desk = open_desk()
    for number in range(20):
        send_test(desk, WRITER, SMS, None, "0912345678", str(number), by(WRITER))
    with pytest.raises(TooManyAttempts):
        send_test(desk, WRITER, SMS, None, "0912345678", "20", by(WRITER))
    assert send_test(desk, LEADER, SMS, None, "0912345678", "20", by(LEADER)).status is Status.QUEUED


def test_where_no_channel_is_open_no_test_is_sent() -> None:
    with pytest.raises(IllegalStep):
        send_test(open_desk(channels=frozenset()), WRITER, SMS, None, "0912345678", "1", by(WRITER))


TEXTS = st.sampled_from([NEW, NEW + " Cảm ơn.", "{code} {due} {hotline}", "Hồ sơ {code}: {due}"])
PEOPLE = st.sampled_from(["staff:a", "staff:b", "staff:c"])


class VersionsMachine(RuleBasedStateMachine):
    """Whatever people do in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.line = TemplateLine.begin(SMS)
        self.approved: dict[int, str] = {}

    @rule(text=TEXTS, who=PEOPLE)
    def propose(self, text: str, who: str) -> None:
        self._try(lambda: self.line.propose(draft(text).template(), who, "vì", NOW))

    @rule(number=st.integers(0, 6), who=PEOPLE)
    def approve(self, number: int, who: str) -> None:
        self._try(lambda: self.line.approve(number, who, NOW))

    @rule(number=st.integers(0, 6), who=PEOPLE)
    def send_back(self, number: int, who: str) -> None:
        self._try(lambda: self.line.send_back(number, who, NOW, "không"))

    @precondition(lambda self: self.line.versions)
    @rule(number=st.integers(0, 6), who=PEOPLE)
    def return_to(self, number: int, who: str) -> None:
        self._try(lambda: self.line.return_to(number, who, "vì", NOW))

    @rule(number=st.integers(1, 3))
    def deliver(self, number: int) -> None:
        words = replace(draft(f"Bản {number}: {{code}} {{due}}").template(), version=number)
        self.line = self.line.deliver(words, "", NOW) or self.line

    def _try(self, act: Callable[[], TemplateLine]) -> None:
        with suppress(IllegalStep, InvalidRequest, NotFound):
            self.line = act()

    @invariant()
    def holds(self) -> None:
        line = self.line
        assert [one.number for one in line.versions] == list(range(1, len(line.versions) + 1))
        assert sum(one.state is State.WAITING for one in line.versions) <= 1
        for one in line.versions:
            if one.state is State.APPROVED:
                assert one.decided_by != one.author or one.author == HOUSE
                assert self.approved.setdefault(one.number, one.text) == one.text
        assert line.in_force == 0 or line.numbered(line.in_force).state is State.APPROVED
        assert set(self.approved) <= {one.number for one in line.versions if one.state is State.APPROVED}


VersionsMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestVersions = VersionsMachine.TestCase
