"""Rules of papers in memory: who may, when, how much; what counts, what is missing, what is used again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.paper import Findings, Paper, RefusedFile, Scan, SetAside, Shown, Source, completeness
from services.intake.domain.status import Status
from services.intake.domain.store_look import StoreLook
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.add_paper import add_small_paper, complete_upload, put_piece, start_upload
from services.intake.use_cases.look_after_papers import clear_away, look_at_paper, scan_later, scan_paper
from services.intake.use_cases.paper_ports import Look, NoSuchFile, PaperDesk, PaperLimits, PieceDiffers, ScannerAway
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reuse_paper import may_reuse, reusable_papers, reuse_paper
from services.intake.use_cases.view_papers import open_paper, papers_of, put_aside
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.store.change import Change, Job
from tests.support.components import components_of
from tests.support.fake_store import FakeWork
from tests.support.file_rules import FileRules, SetClock, Shelf
from tests.unit.intake.fake_files import FakeDrawing, FakeFiles, FakeScanner, make_desk
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, TOKEN, context, filed, make_ports
from tests.unit.intake.paper_samples import jpeg, pdf

OWNER = Caller("owner", owner_token=TOKEN)
LISTED = (("Đơn đề nghị", True), ("Bản sao thẻ", False))
BY_HAND = PaperRequest("đơn.pdf", 1, Source.DIGITISED, 1, Shown.ORIGINAL)


class TestFakeFiles(FileRules):
    @pytest.fixture
    def shelf(self) -> Shelf:
        clock = SetClock()
        return Shelf(FakeFiles(clock), clock, PieceDiffers, NoSuchFile)


class House:
    """One dossier with its ports and desk."""

    def __init__(self, dossier: Dossier, scanner: FakeScanner | None = None) -> None:
        self.dossier = replace(dossier, procedure=replace(dossier.procedure, papers=components_of(LISTED)))
        self.work = FakeWork(self.dossier)
        self.ports: Ports = make_ports(self.work)
        self.desk: PaperDesk = make_desk(self.work, scanner=scanner)

    def add(self, caller: Caller = OWNER, wanted: PaperRequest | None = None, content: bytes = b"") -> Paper:
        content = content or pdf()
        wanted = replace(wanted or PaperRequest("đơn.pdf", 1, component=1), size=len(content))
        return add_small_paper(self.ports, self.desk, caller, self.dossier.code, wanted, content, context(caller.actor))

    def latest(self, paper: Paper) -> Paper:
        return next(one for one in self.work.all(Paper) if one.id == paper.id)

    def work_off(self) -> None:
        """What the timer does with the jobs that are due now."""
        handlers = {"scan-paper": scan_paper, "open-paper": look_at_paper}
        while self.work.jobs:
            key, job = next(iter(self.work.jobs.items()))
            change = handlers[job.kind](self.work, self.desk, job, NOW)
            del self.work.jobs[key]
            self.work.commit(change, context("service:intake"))


@pytest.fixture
def house() -> House:
    return House(filed())


def test_what_the_procedure_asks_for_is_missing_until_it_is_there(house: House) -> None:
    house.add()
    _, papers = papers_of(house.ports, house.desk, OWNER, house.dossier.code)
    lines = completeness(components_of(LISTED), papers)
    assert [(one.name, one.is_missing) for one in lines] == [("Đơn đề nghị", False), ("Bản sao thẻ", True)]


def test_what_is_only_shown_or_found_in_a_database_is_missing_never(house: House) -> None:
    """A dossier is complete though nobody sends the card that the desk only looks at, or what the state knows."""
    first, card = components_of(LISTED)
    found = replace(first, id="birth", name=Words("Giấy khai sinh", "Birth certificate"), in_national_database=True)
    parts = (found, replace(card, digitise=False), first)
    paper = house.add(wanted=PaperRequest("đơn.pdf", 1, component=2))
    lines = completeness(parts, [paper])
    assert [(one.number, one.name, one.is_missing) for one in lines] == [
        (1, "Bản sao thẻ", False),
        (2, "Đơn đề nghị", False),
    ]
    assert completeness(parts, [])[1].is_missing


@pytest.mark.parametrize(
    "spoilt",
    [
        {"scan": Scan.INFECTED},
        {"aside": SetAside(NOW, "staff:reception")},
        {"findings": Findings(readable=False)},
    ],
)
def test_a_paper_that_nobody_can_use_leaves_its_place_empty(house: House, spoilt: dict[str, object]) -> None:
    paper = replace(house.add(), **spoilt)  # type: ignore[arg-type]
    assert completeness(components_of(LISTED), [paper])[0].is_missing


def test_only_owner_and_unit_may_add_and_look(house: House) -> None:
    paper = house.add()
    wrong = Caller("owner", owner_token="another-token")
    for caller, refusal in ((PUBLIC, Forbidden), (wrong, NotFound), (ELSEWHERE, Forbidden)):
        with pytest.raises(refusal):
            house.add(caller)
        with pytest.raises(refusal):
            open_paper(house.ports, house.desk, caller, house.dossier.code, paper.id)
    with pytest.raises(Forbidden):
        house.add(OWNER, replace(BY_HAND, source=Source.RESULT))


@pytest.mark.parametrize("status", [one for one in Status if one not in (Status.FILED, Status.SUPPLEMENT_ASKED)])
def test_an_owner_adds_papers_only_while_they_are_wanted(status: Status) -> None:
    with pytest.raises(IllegalStep, match="no papers are taken now"):
        House(replace(filed(), status=status)).add()


@pytest.mark.parametrize(
    ("status", "taken"),
    [(Status.FILED, False), (Status.IN_PROGRESS, False), (Status.DONE, True), (Status.RETURNED, True)],
)
def test_a_result_is_attached_once_there_is_one(status: Status, taken: bool) -> None:
    house, wanted = House(replace(filed(), status=status)), PaperRequest("kết quả.pdf", 1, Source.RESULT)
    if taken:
        result = house.add(OFFICER, wanted)
        assert open_paper(house.ports, house.desk, OWNER, house.dossier.code, result.id)[1].read() == pdf()
    else:
        with pytest.raises(IllegalStep, match="no result yet"):
            house.add(OFFICER, wanted)


def test_too_large_too_many_and_empty_are_refused_by_name() -> None:
    house = House(filed())
    house.desk = replace(house.desk, limits=PaperLimits(file_bytes=len(pdf()), dossier_bytes=len(pdf()) + 10))
    with pytest.raises(RefusedFile) as large:
        house.add(content=pdf() + bytes(1))
    assert large.value.slug == "file-too-large"
    with pytest.raises(RefusedFile) as empty:
        add_small_paper(house.ports, house.desk, OWNER, house.dossier.code, PaperRequest("a", 0), b"", context())
    assert empty.value.slug == "file-empty"
    house.add()
    with pytest.raises(IllegalStep) as many:
        house.add()
    assert many.value.slug == "too-many-papers"


def test_a_paper_for_no_line_of_the_list_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequest) as refused:
        house.add(wanted=PaperRequest("a.pdf", 1, component=3))
    assert refused.value.faults[0].pointer == "/component"


def test_of_a_refused_file_nothing_is_kept(house: House) -> None:
    with pytest.raises(RefusedFile):
        house.add(content=b"MZ" + bytes(300))
    files = house.desk.files
    assert isinstance(files, FakeFiles)
    assert files.held == {}


def test_pieces_in_any_order_make_one_paper_and_the_sum_is_of_the_whole(house: House) -> None:
    house.desk = replace(house.desk, limits=PaperLimits(piece_bytes=1000))
    content, wanted = jpeg(), PaperRequest("ảnh.jpg", len(jpeg()), component=2)
    upload = start_upload(house.ports, house.desk, OWNER, house.dossier.code, wanted, context())
    for number in reversed(range(1, upload.pieces + 1)):
        piece = content[(number - 1) * 1000 : number * 1000]
        put_piece(house.ports, house.desk, OWNER, upload.id, number, piece)
        if number == 2:
            with pytest.raises(IllegalStep, match="still missing"):
                complete_upload(house.ports, house.desk, OWNER, upload.id, context())
    done = [complete_upload(house.ports, house.desk, OWNER, upload.id, context()) for _ in range(2)]
    assert done[0] == done[1]
    assert done[0].content.sha256 == hashlib.sha256(content).hexdigest()
    assert len(house.work.all(Paper)) == 1


@pytest.mark.parametrize("number", [0, 3])
def test_a_piece_of_another_length_or_number_is_not_taken(house: House, number: int) -> None:
    wanted = PaperRequest("ảnh.jpg", 10)
    upload = start_upload(house.ports, house.desk, OWNER, house.dossier.code, wanted, context())
    with pytest.raises(NotFound):
        put_piece(house.ports, house.desk, OWNER, upload.id, number, b"1234567890")
    with pytest.raises(InvalidRequest):
        put_piece(house.ports, house.desk, OWNER, upload.id, 1, b"123")


def test_nothing_is_opened_or_served_before_the_scanner_has_spoken() -> None:
    scanner = FakeScanner(verdict=None)
    house = House(filed(), scanner=scanner)
    paper = house.add()
    assert paper.scan is Scan.PENDING
    with pytest.raises(ScannerAway):
        scan_paper(house.work, house.desk, Job("scan-paper", paper.id, NOW), NOW)
    assert look_at_paper(house.work, house.desk, Job("open-paper", paper.id, NOW), NOW).saved == ()
    with pytest.raises(IllegalStep, match="virus scan"):
        open_paper(house.ports, house.desk, OWNER, house.dossier.code, paper.id)
    scanner.verdict = Scan.CLEAN
    house.work_off()
    found = house.latest(paper)
    assert found.findings is not None
    assert (found.scan, found.findings.pages) == (Scan.CLEAN, 2)
    assert found.findings.thumbnail is not None


def test_an_infected_paper_is_never_opened_and_never_served() -> None:
    house = House(filed(), scanner=FakeScanner(Scan.INFECTED))
    paper = house.add()
    house.work_off()
    assert house.latest(paper).findings is None
    with pytest.raises(IllegalStep, match="infected"):
        open_paper(house.ports, house.desk, OWNER, house.dossier.code, paper.id)


def test_papers_from_before_the_scanner_are_scanned_later(house: House) -> None:
    paper = house.add()
    assert paper.scan is Scan.NOT_SCANNED
    assert scan_later(house.desk, NOW) == ()
    assert [job.subject for job in scan_later(replace(house.desk, scanner=FakeScanner()), NOW)] == [paper.id]


def test_pages_counted_at_the_desk_are_compared_with_those_of_the_file() -> None:
    house = House(filed())
    paper = house.add(OFFICER, replace(BY_HAND, counted=3))
    assert not paper.miscounted
    house.work_off()
    assert house.latest(paper).miscounted
    assert not replace(house.latest(paper), counted=2).miscounted


def test_a_file_that_cannot_be_opened_is_told_and_not_lost(house: House) -> None:
    house.desk = replace(house.desk, drawing=FakeDrawing(Look(Findings(readable=False, locked=True))))
    paper = house.add()
    house.work_off()
    found = house.latest(paper)
    assert found.findings == Findings(readable=False, locked=True)
    assert not found.counts
    assert house.desk.files.pieces(paper.content.file)


def test_digitised_papers_and_results_go_into_the_persons_own_store_and_nothing_else_does() -> None:
    house = House(filed())
    assert house.add().person is None, "anybody can send a file in anybody's name"
    assert house.add(OFFICER, replace(BY_HAND, shown=Shown.COPY)).person is None
    assert house.add(OFFICER, BY_HAND).person is not None
    done = House(replace(filed(), status=Status.DONE))
    assert done.add(OFFICER, PaperRequest("kq.pdf", 1, Source.RESULT)).person is not None


def test_the_own_store_opens_to_an_officer_who_saw_the_card_and_to_nobody_else() -> None:
    house = House(filed())
    paper = house.add(OFFICER, BY_HAND)
    second = replace(house.dossier, code="H99.11-261005-0002", owner_token_hash="other")
    house.work.commit(Change(saved=(second,)), context())
    with pytest.raises(InvalidRequest):
        reusable_papers(house.ports, house.desk, OFFICER, second.code, context(), card_seen=False)
    with pytest.raises(Forbidden):
        reusable_papers(house.ports, house.desk, OWNER, house.dossier.code, context(), card_seen=True)
    assert house.work.all(StoreLook) == []
    assert reusable_papers(house.ports, house.desk, OFFICER, house.dossier.code, context(), card_seen=True) == ()
    opened = context("staff:reception")
    assert reusable_papers(house.ports, house.desk, OFFICER, second.code, opened, card_seen=True) == (paper,)
    look = house.work.all(StoreLook)[-1]
    assert (look.who, look.at, look.dossier, look.offered) == ("staff:reception", opened.at, second.code, (paper.id,))
    assert look.person == paper.person
    reused = reuse_paper(
        house.ports, house.desk, OFFICER, second.code, paper.id, 1, context("staff:reception"), card_seen=True
    )
    assert (reused.source, reused.reused_from, reused.content) == (Source.REUSED, paper.id, paper.content)
    assert reusable_papers(house.ports, house.desk, OFFICER, second.code, context(), card_seen=True) == ()
    assert len(house.work.all(StoreLook)) == 3


def owned(dossier: Dossier, number: int, *accounts: str) -> Dossier:
    """Another dossier of the same applicant, in these accounts."""
    return replace(dossier, code=f"H99.11-261005-{number:04}", owner_token_hash=f"{number}", owners=frozenset(accounts))


def test_a_signed_in_owner_uses_again_what_came_with_dossiers_of_the_very_same_account() -> None:
    house = House(replace(filed(), owners=frozenset({"dao"})))
    paper = house.add(OFFICER, BY_HAND)
    now, another = owned(house.dossier, 2, "dao"), owned(house.dossier, 3, "somebody")
    house.work.commit(Change(saved=(now, another)), context())
    dao, somebody = (Caller("citizen", id) for id in ("dao", "somebody"))
    at = context("citizen:dao")
    assert reusable_papers(house.ports, house.desk, dao, now.code, at) == (paper,)
    assert reusable_papers(house.ports, house.desk, somebody, another.code, at) == (), (
        "whoever knows a number files too"
    )
    for stranger in (somebody, Caller("citizen", "nobody")):
        with pytest.raises(NotFound):
            reusable_papers(house.ports, house.desk, stranger, now.code, at)
        with pytest.raises(NotFound):
            reuse_paper(house.ports, house.desk, stranger, another.code, paper.id, 1, at)
    reused = reuse_paper(house.ports, house.desk, dao, now.code, paper.id, 1, at)
    assert (reused.source, reused.added_by, reused.reused_from) == (Source.REUSED, "citizen:dao", paper.id)
    assert next((one.who, one.offered) for one in house.work.all(StoreLook)) == ("citizen:dao", (paper.id,))


def test_an_account_takes_papers_over_only_while_they_are_wanted_and_only_if_it_may_file() -> None:
    house = House(replace(filed(), owners=frozenset({"dao"})))
    paper = house.add(OFFICER, BY_HAND)
    dao = Caller("citizen", "dao")
    shut = replace(owned(house.dossier, 2, "dao"), status=Status.ACCEPTED)
    house.work.commit(Change(saved=(shut,)), context())
    assert may_reuse(house.ports, dao, house.dossier)
    assert not any(may_reuse(house.ports, one, shut) for one in (dao, OWNER, OFFICER))
    with pytest.raises(IllegalStep, match="no papers are taken now"):
        reuse_paper(house.ports, house.desk, dao, shut.code, paper.id, 1, context())


def test_a_signed_in_owner_sends_looks_and_puts_aside_as_by_the_link() -> None:
    house = House(replace(filed(), owners=frozenset({"dao"})))
    dao, stranger = Caller("citizen", "dao"), Caller("citizen", "nobody")
    paper = house.add(dao)
    assert paper.added_by == "citizen:dao"
    assert open_paper(house.ports, house.desk, dao, house.dossier.code, paper.id)[1].read() == pdf()
    with pytest.raises(NotFound):
        house.add(stranger)
    with pytest.raises(NotFound):
        open_paper(house.ports, house.desk, stranger, house.dossier.code, paper.id)
    assert put_aside(house.ports, dao, house.dossier.code, paper.id, context("citizen:dao")).aside is not None


def test_a_paper_put_aside_stays_in_the_history(house: House) -> None:
    paper = house.add()
    aside = put_aside(house.ports, OWNER, house.dossier.code, paper.id, context())
    assert aside.aside is not None
    assert aside.aside.by == f"owner:{house.dossier.code}"
    assert put_aside(house.ports, OWNER, house.dossier.code, paper.id, context()) == aside
    assert house.desk.files.pieces(paper.content.file)


def test_what_belongs_to_a_dossier_is_never_cleared_away(house: House) -> None:
    paper = house.add()
    house.desk.files.put("orphan", 1, b"ab")
    files = house.desk.files
    assert isinstance(files, FakeFiles)
    files.kept.clear()  # as a crash right after the paper was written leaves it
    assert clear_away(house.desk, files.clock() + timedelta(days=2)) == 1
    assert set(files.held) == {paper.content.file}
    assert paper.content.file in files.kept
