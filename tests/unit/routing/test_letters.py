"""Letters that are posted: one try after another by the schedule, then a person; nothing is tried while cut off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from deploy.local.system import WEBHOOK_RULES
from services.routing.domain.agency import Delivery
from services.routing.domain.letter import Letter, LetterState, NotStuck
from services.routing.domain.webhook_rules import WebhookRules
from services.routing.use_cases.post_letters import NoSuchLetter, NotTaken, Poster, post_again
from shared.store.change import Change, Context, Key
from tests.support.fake_store import FakeWork
from tests.unit.routing.world import DOSSIER, KEY, MONDAY, agency

RULES = WebhookRules.read(json.loads(WEBHOOK_RULES.read_text("utf-8")))
LETTER = Letter("e1", 1, KEY, DOSSIER, "agency.task.assigned.v1", 2, b"{}", "a..b", MONDAY, MONDAY)


@dataclass
class Post:
    """The post in memory; ``shut`` refuses every letter."""

    shut: bool = True
    work: FakeWork = field(
        default_factory=lambda: FakeWork(agency().reached_by(Delivery.WEBHOOK, "http://localhost:8000/x"), LETTER)
    )
    now: datetime = MONDAY
    posted: list[Mapping[str, str]] = field(default_factory=list)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        assert (url, body) == ("http://localhost:8000/x", b"{}")
        self.posted.append(headers)
        if self.shut:
            raise NotTaken("the answer was 503")

    def next_of(self, agency: str, now: datetime) -> str | None:
        return "e1" if self.letter.state is LetterState.WAITING and self.letter.next_at <= now else None

    def run(self) -> bool:
        return Poster(self.work, self, self, RULES, lambda: self.now).post_to(KEY)  # type: ignore[arg-type]

    @property
    def letter(self) -> Letter:
        found = self.work.load(Key(Letter, "e1")).get(Letter, "e1")
        assert found is not None
        return found

    def save(self, state: object) -> None:
        self.work.commit(Change(saved=(state,)), Context("x", self.now, "c"))  # type: ignore[arg-type]


def test_a_letter_is_posted_by_the_schedule_then_given_up_until_a_person_says_so() -> None:
    post = Post()
    for pause in RULES.pauses:
        assert not post.run()
        assert post.letter.next_at == post.now + timedelta(seconds=pause)
        assert post.run()  # nothing is due
        post.now += timedelta(seconds=pause)
    assert not post.run()
    assert (post.letter.state, post.letter.reason) == (LetterState.GIVEN_UP, "the answer was 503")
    assert [one["Motcua-Attempt"] for one in post.posted] == [str(n + 1) for n in range(len(RULES.pauses) + 1)]
    post.shut = False
    context = Context("staff:admin", post.now, "c")
    with pytest.raises(NoSuchLetter):
        post_again(post.work, context, "H99-11-01", "e1")
    post_again(post.work, context, KEY, "e1")
    assert post.run()
    assert (post.letter.state, post.letter.body) == (LetterState.TAKEN, b"")
    with pytest.raises(NotStuck):
        post_again(post.work, context, KEY, "e1")


def test_a_letter_goes_with_its_signature() -> None:
    post = Post(shut=False)
    assert post.run()
    assert post.posted[0]["JWS"] == "a..b"
    assert post.posted[0]["Content-Type"] == "application/cloudevents+json"


def test_nothing_is_tried_while_the_agency_is_cut_off() -> None:
    post = Post()
    known = agency().reached_by(Delivery.WEBHOOK, "http://localhost:8000/x")
    post.save(replace(known.revoked(MONDAY)))
    assert not post.run()
    assert (post.posted, post.letter.attempts) == ([], 0)


def test_a_letter_whose_poster_died_is_posted_again_after_its_claim() -> None:
    post = Post(shut=False)
    post.save(LETTER.claimed(MONDAY))
    assert post.run()
    assert post.posted == []
    post.now += timedelta(minutes=3)
    assert post.run()
    assert post.posted[0]["Motcua-Attempt"] == "2"
