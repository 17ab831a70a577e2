"""Papers to agencies and results from them, in memory: what a link opens, and what becomes of a result's file."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.consumed import readings
from services.intake.domain import task_links
from services.intake.domain.agency_result import AgencyResult
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Withdrawal
from services.intake.domain.errors import IntakeError
from services.intake.domain.paper import Content, Paper, Scan, Source
from services.intake.gateways.links import links_of
from services.intake.use_cases.exchange import facts
from services.intake.use_cases.exchange.by_link import list_by_link, open_by_link, upload_by_link
from services.intake.use_cases.exchange.ports import ExchangeDesk
from services.intake.use_cases.exchange.send_papers import INLINE_BYTES, send_papers
from services.intake.use_cases.exchange.take_result import take_result
from services.intake.use_cases.paper_ports import ScannerAway
from services.routing.gateways import links as signing
from shared.bus.reading import Received
from shared.security.keys import new_signing_key, public_json
from shared.security.signed_links import Link, sign_link
from shared.store.change import Change, Context, Key
from tests.unit.intake.fake_files import FakeScanner
from tests.unit.intake.fakes import NOW, accepted
from tests.unit.intake.paper_house import House
from tests.unit.intake.paper_samples import EICAR, pdf

CENTRE = new_signing_key()
READINGS = {one.type: one for one in readings("test")}
HANDLERS = {"take-result": take_result, "send-papers": send_papers}
CONTEXT = Context("public", NOW, "correlation")
DECIDED, DONE, ASKED = "routing.case.decided.v1", "routing.task.done.v1", "routing.papers.requested.v1"


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


@dataclass
class Door:
    """One accepted dossier whose task lies with an agency, and the agency at the door."""

    house: House
    desk: ExchangeDesk
    number: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def task(self) -> str:
        return f"{self.house.dossier.code}:1"

    def link(self, use: str = "task-papers", task: str = "", **lasts: float) -> str:
        until = NOW + timedelta(**lasts) if lasts else NOW + timedelta(days=30)
        return sign_link(Link(use, task or self.task, "H99-11-02", until), CENTRE)

    def upload(self, content: bytes, sum: bytes | None = None) -> AgencyResult:
        return upload_by_link(self.desk, self.link("task-result"), self.task, content, sum or digest(content), CONTEXT)

    def hear(self, type: str, **data: Any) -> None:
        """What routing tells, as the consumer hands it in."""
        self.number += 1
        personal = data.pop("personal", {})
        at = NOW.isoformat()
        given = {"task_id": self.task, "agency": "H99.11.02", "agency_name": "Phòng Y", "dispatched_at": at}
        given |= {"done_at": at, "decided_at": at, "decision": "granted"}
        loaded = READINGS[type].schema().load({**given, **data}, unknown="exclude")
        received = Received(
            f"e{self.number}", type, "/motcua/routing", self.house.dossier.code, self.number, NOW, loaded, personal, "c"
        )
        reading = READINGS[type]
        change = reading.apply(received, self.house.work.load(*reading.needs(received)))
        self.house.work.commit(change, CONTEXT)

    def decide(self, content: bytes, *, inline: bool = False, upload: str = "", **file: Any) -> None:
        """The case is decided with a result's file."""
        named = {"sha256": digest(content).hex(), "size": len(content), "media_type": "application/pdf"}
        named |= {"upload_id": upload or None, **file}
        personal = {"content": base64.b64encode(content).decode()} if inline else {}
        result = {"name": "Giấy phép", "number": "12/GP", "file": named}
        self.hear(DECIDED, result=result, personal=personal)

    def work_off(self) -> None:
        work = self.house.work
        while due := [one for one in work.jobs.values() if one.kind in HANDLERS]:
            change = HANDLERS[due[0].kind](work, self.house.desk, due[0], NOW)
            del work.jobs[due[0].kind, due[0].subject]
            work.commit(change, CONTEXT)

    def results(self) -> list[Paper]:
        return [one for one in self.house.work.all(Paper) if one.source is Source.RESULT]

    def refused(self) -> list[str]:
        return [str(one.data["reason"]) for one in self.house.work.facts if one.type == facts.RESULT_REFUSED]

    def set(self, dossier: Dossier) -> None:
        known = self.house.work.load(Key(Dossier, dossier.code)).get(Dossier, dossier.code)
        assert known is not None
        self.house.work.commit(Change(saved=(replace(dossier, version=known.version + 1),)), CONTEXT)


MakeDoor = Callable[..., Door]


@pytest.fixture
def make_door(tmp_path: Path) -> MakeDoor:
    key = tmp_path / "centre.public.json"
    key.write_text(json.dumps(public_json([CENTRE])))

    def make(scanner: FakeScanner | None = None) -> Door:
        house = House(accepted(), scanner)
        return Door(house, ExchangeDesk(house.ports, house.desk, links_of(key)))

    return make


@pytest.fixture
def door(make_door: MakeDoor) -> Door:
    return make_door()


def with_paper(door: Door, **changed: object) -> Paper:
    """A paper that lies in the dossier."""
    content = changed.pop("content", None) or pdf()
    assert isinstance(content, bytes)
    id = f"paper{len(door.house.work.all(Paper))}"
    door.house.desk.files.put(id, 1, content)
    kept = Content(id, "application/pdf", len(content), digest(content).hex())
    code = door.house.dossier.code
    paper = Paper(id, 1, code, "H99.11", "don.pdf", kept, Source.SENT, NOW, "owner", Scan.CLEAN, component=1)
    paper = replace(paper, **changed)  # type: ignore[arg-type]
    door.house.work.commit(Change(saved=(paper,)), CONTEXT)
    return paper


def test_both_sides_name_what_a_link_opens_alike() -> None:
    assert (signing.PAPERS, signing.RESULT) == (task_links.PAPERS, task_links.RESULT)


def test_the_agency_sees_and_fetches_the_papers_of_its_task(door: Door) -> None:
    paper = with_paper(door)
    infected = with_paper(door, scan=Scan.INFECTED)
    _, papers = list_by_link(door.desk, door.link(), door.task, CONTEXT)
    assert [one.id for one in papers] == [paper.id], "what nobody can use is not shown"
    found, content = open_by_link(door.desk, door.link(), door.task, paper.id, CONTEXT)
    assert digest(content.read()).hex() == found.content.sha256
    with pytest.raises(IntakeError) as refused:
        open_by_link(door.desk, door.link(), door.task, infected.id, CONTEXT)
    assert refused.value.slug == "unknown-paper"


def test_a_paper_is_not_handed_out_before_it_was_scanned(door: Door) -> None:
    paper = with_paper(door, scan=Scan.PENDING)
    with pytest.raises(IntakeError) as refused:
        open_by_link(door.desk, door.link(), door.task, paper.id, CONTEXT)
    assert refused.value.slug == "paper-not-scanned-yet"


def _spoilt(token: str) -> str:
    head, body, seal = token.split(".")
    return f"{head}.{body}.{'A' if seal[0] != 'A' else 'B'}{seal[1:]}"


@pytest.mark.parametrize(
    ("make", "slug"),
    [
        (lambda door: "", "link-not-valid"),
        (lambda door: _spoilt(door.link()), "link-not-valid"),
        (
            lambda door: sign_link(Link("task-papers", door.task, "a", NOW + timedelta(1)), new_signing_key()),
            "link-not-valid",
        ),
        (lambda door: door.link(seconds=-1), "link-expired"),
        (lambda door: door.link(task=f"{door.house.dossier.code}:2"), "link-of-another-task"),
        (lambda door: door.link("task-result"), "link-of-another-use"),
    ],
)
def test_a_wrong_link_opens_nothing_and_says_why(door: Door, make: Callable[[Door], str], slug: str) -> None:
    with_paper(door)
    with pytest.raises(IntakeError) as refused:
        list_by_link(door.desk, make(door), door.task, CONTEXT)
    assert refused.value.slug == slug


@pytest.mark.parametrize("ends", ["decided", "done", "recalled", "withdrawn", "reassigned", "refused"])
def test_a_link_lives_as_long_as_its_task(door: Door, ends: str) -> None:
    door.hear("routing.task.dispatched.v1")
    list_by_link(door.desk, door.link(), door.task, CONTEXT)
    if ends == "decided":
        door.hear(DECIDED)
    elif ends == "done":
        door.hear(DONE)
    elif ends in ("reassigned", "refused"):
        door.hear(f"routing.task.{ends}.v1", **{f"{ends}_at": NOW.isoformat()})
    elif ends == "recalled":
        door.hear(DONE, task_id=f"{door.house.dossier.code}:2", recalled=[door.task])
    else:
        known = door.house.work.load(Key(Dossier, door.house.dossier.code)).get(Dossier, door.house.dossier.code)
        assert known is not None
        door.set(known.withdraw(Withdrawal(NOW, "owner", "")))
    for open_ in (
        lambda: list_by_link(door.desk, door.link(), door.task, CONTEXT),
        lambda: door.upload(pdf()),
    ):
        with pytest.raises(IntakeError) as refused:
            open_()
        assert refused.value.slug == "task-ended"


def test_an_upload_becomes_the_result_once_the_decision_names_it(door: Door) -> None:
    content = pdf()
    result = door.upload(content)
    assert result.file is not None
    assert door.upload(content) == result, "the same file again is the same upload"
    door.work_off()
    assert door.results() == []
    door.decide(content, upload=result.file.file)
    door.work_off()
    (paper,) = door.results()
    assert (paper.content.sha256, paper.file_name) == (digest(content).hex(), "Giấy phép 12-GP.pdf")
    assert paper.added_by == "agency:H99-11-02"
    assert paper.person, "it lies in the applicant's own store as well"
    door.work_off()
    assert len(door.results()) == 1


def test_a_file_within_the_decision_becomes_the_result(door: Door) -> None:
    content = pdf()
    door.decide(content, inline=True)
    (noted,) = door.house.work.all(AgencyResult)
    assert noted.content == content
    door.work_off()
    (paper,) = door.results()
    assert door.house.desk.files.open(paper.content.file).read() == content
    (noted,) = door.house.work.all(AgencyResult)
    assert (noted.content, noted.paper) == (None, paper.id)


def test_another_file_than_the_decision_says_is_refused_by_name_and_sent_again(door: Door) -> None:
    content, other = pdf(), pdf(True, False)
    first = door.upload(content)
    assert first.file is not None
    door.decide(other, upload=first.file.file)
    door.work_off()
    assert (door.refused(), door.results()) == (["result-hash-differs"], [])
    door.upload(other)
    door.work_off()
    assert [one.content.sha256 for one in door.results()] == [digest(other).hex()]
    with pytest.raises(IntakeError) as refused:
        door.upload(content)
    assert refused.value.slug == "task-ended"


@pytest.mark.parametrize(
    ("content", "file", "slug"),
    [
        (pdf(), {"size": 5}, "result-hash-differs"),
        (pdf(), {"sha256": "0" * 64}, "result-hash-differs"),
        (pdf(), {"media_type": "image/png"}, "result-type-differs"),
        (b"MZ\x90\x00 a program", {}, "file-type-not-taken"),
    ],
)
def test_a_result_that_cannot_be_used_is_refused_by_name(
    door: Door, content: bytes, file: dict[str, Any], slug: str
) -> None:
    door.decide(content, inline=True, **file)
    door.work_off()
    assert (door.refused(), door.results()) == ([slug], [])


def test_a_decision_that_names_no_upload_of_this_task_is_told(door: Door) -> None:
    door.decide(pdf(), upload="another-upload")
    door.work_off()
    assert door.refused() == ["result-not-uploaded"]


def test_an_infected_result_is_never_the_dossiers_paper(make_door: MakeDoor) -> None:
    door = make_door(FakeScanner(Scan.INFECTED))
    door.decide(pdf(), inline=True)
    door.work_off()
    assert (door.refused(), door.results()) == (["result-infected"], [])


def test_without_the_scanner_a_result_waits(make_door: MakeDoor) -> None:
    scanner = FakeScanner(None)
    door = make_door(scanner)
    door.decide(pdf(), inline=True)
    with pytest.raises(ScannerAway):
        door.work_off()
    scanner.verdict = Scan.CLEAN
    door.work_off()
    assert [one.scan for one in door.results()] == [Scan.CLEAN]


@pytest.mark.parametrize(
    ("content", "sum", "slug"),
    [
        (pdf(), b"0" * 32, "result-hash-differs"),
        (b"", digest(b""), "file-empty"),
        (EICAR, digest(EICAR), "file-type-not-taken"),
    ],
)
def test_a_bad_upload_is_refused_at_the_door(door: Door, content: bytes, sum: bytes, slug: str) -> None:
    with pytest.raises(IntakeError) as refused:
        door.upload(content, sum)
    assert refused.value.slug == slug
    assert door.house.work.all(AgencyResult) == []


def test_a_second_other_upload_is_refused(door: Door) -> None:
    door.upload(pdf())
    with pytest.raises(IntakeError) as refused:
        door.upload(pdf(True, False))
    assert refused.value.slug == "result-uploaded-before"


def test_papers_are_sent_by_message_small_ones_with_their_content(door: Door) -> None:
    small, large = with_paper(door), with_paper(door, content=pdf() + b" " * INLINE_BYTES)
    waiting = with_paper(door, scan=Scan.PENDING)
    door.hear(ASKED, papers=[small.id, large.id, waiting.id, "unknown"], inline=True)
    door.work_off()
    (sent,) = [one for one in door.house.work.facts if one.type == facts.PAPERS_SENT]
    assert [one["id"] for one in sent.data["papers"]] == [small.id, large.id, waiting.id]
    assert {one["id"]: one["reason"] for one in sent.data["not_sent"]} == {
        waiting.id: "paper-not-scanned-yet",
        "unknown": "unknown-paper",
    }
    assert sent.personal is not None
    assert list(sent.personal["contents"]) == [small.id]
    assert sent.kept == sent.data, "what passed through is not kept"


def test_nothing_is_sent_once_the_task_has_ended(door: Door) -> None:
    with_paper(door)
    door.hear(ASKED, papers=[], inline=False)
    door.hear(DECIDED)
    door.work_off()
    assert not [one for one in door.house.work.facts if one.type == facts.PAPERS_SENT]
