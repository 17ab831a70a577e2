"""Rules of papers in memory: who may, when, how much; what counts, what is missing, what is used again."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.paper import Findings, Paper, RefusedFile, Scan, SetAside, Source, completeness
from services.intake.domain.status import Status
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.add_paper import add_small_paper, complete_upload, put_piece, start_upload
from services.intake.use_cases.look_after_papers import clear_away, look_at_paper, scan_later, scan_paper
from services.intake.use_cases.paper_ports import Look, NoSuchFile, PaperLimits, PieceDiffers, ScannerAway
from services.intake.use_cases.view_papers import open_paper, papers_of, put_aside
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.store.change import Job
from tests.support.components import components_of
from tests.support.file_rules import FileRules, SetClock, Shelf
from tests.unit.intake.fake_files import FakeDrawing, FakeFiles, FakeScanner
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, context, filed
from tests.unit.intake.paper_house import BY_HAND, LISTED, OWNER, House
from tests.unit.intake.paper_samples import jpeg, pdf


class TestFakeFiles(FileRules):
    @pytest.fixture
    def shelf(self) -> Shelf:
        clock = SetClock()
        return Shelf(FakeFiles(clock), clock, PieceDiffers, NoSuchFile)


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
