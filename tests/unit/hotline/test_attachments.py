"""Files that go with a petition: what is taken, who sees them, when they are served, and that none is lost or left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import BinaryIO

import pytest

from services.hotline.domain.attachments.attachment import Attachment, Findings, Scan
from services.hotline.domain.contact import Contact, Look, Seen
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Kind
from services.hotline.gateways.files import ContentTypes
from services.hotline.use_cases.attachments.attach import (
    OPEN_JOB,
    SCAN_JOB,
    attach_as_staff,
    attach_by_key,
    prepare,
)
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk, AttachmentLimits
from services.hotline.use_cases.attachments.look_after import look_after_attachments, open_attachment, scan_attachment
from services.hotline.use_cases.attachments.view_attachments import list_attachments, open_thumbnail
from services.hotline.use_cases.attachments.view_attachments import open_attachment as read_attachment
from shared.files.faults import ScannerAway
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Job
from tests.unit.hotline.fakes import LEADER, NOW, OFFICER, OPERATOR, Desk, context
from tests.unit.intake.fake_files import JPEG_START, FakeFiles
from tests.unit.intake.paper_samples import jpeg, pdf

WHO = "192.0.2.1"


@dataclass
class FakeAttachments:
    desk: Desk

    def of_petition(self, code: str) -> Sequence[Attachment]:
        return [one for one in self.desk.work.all(Attachment) if one.petition == code]

    def referring_to(self, files: Sequence[str]) -> frozenset[str]:
        known = {one.content.file for one in self.desk.work.all(Attachment)}
        known |= {one.findings.thumbnail or "" for one in self.desk.work.all(Attachment) if one.findings}
        return frozenset(known & set(files))

    def never_scanned(self, limit: int) -> Sequence[str]:
        return [one.id for one in self.desk.work.all(Attachment) if one.scan is Scan.NOT_SCANNED][:limit]


@dataclass
class FakeScanner:
    clean: bool | None = True

    def is_clean(self, content: BinaryIO) -> bool:
        if self.clean is None:
            raise ScannerAway("away, as the test wants it")
        return bool(content.read()) and self.clean


class FakeDrawing:
    def look(self, content: BinaryIO, media_type: str) -> tuple[Findings, bytes | None]:
        return Findings(pages=2), JPEG_START


@dataclass
class House:
    scanner: FakeScanner | None = field(default_factory=FakeScanner)
    desk: Desk = field(default_factory=Desk)

    def __post_init__(self) -> None:
        self.files = FakeFiles(lambda: self.desk.now)
        self.attachments = AttachmentDesk(
            self.files, FakeAttachments(self.desk), ContentTypes(), FakeDrawing(), self.scanner,
            AttachmentLimits(file_bytes=100_000, files=2),
        )  # fmt: skip
        self.filed = self.desk.file()
        self.code = self.filed.petition.code

    def attach(self, *sent: bytes, key: str | None = None) -> Sequence[Attachment]:
        named = [(f"tệp {number}.pdf", content) for number, content in enumerate(sent)]
        key = self.filed.key if key is None else key
        return attach_by_key(self.desk.ports, self.attachments, self.code, key, named, context(), address=WHO)[1]

    def job(self, one: Attachment, *kinds: str) -> Attachment:
        for kind in kinds:
            job = Job(kind, one.id, NOW)
            work = self.desk.work
            change = (
                scan_attachment(work, self.attachments, job, NOW) if kind == SCAN_JOB
                else open_attachment(work, self.attachments, job)
            )  # fmt: skip
            work.commit(change, context())
        return next(each for each in self.desk.work.all(Attachment) if each.id == one.id)

    def read(self, caller: Caller, one: Attachment, why: str = "") -> bytes:
        _, file = read_attachment(self.desk.ports, self.attachments, caller, one.petition, one.id, why, context(caller))
        return file.read()


@pytest.fixture
def house() -> House:
    return House()


def test_a_file_is_served_once_it_is_clean_and_each_opening_is_written_down(house: House) -> None:
    (one,) = house.attach(pdf())
    assert (one.scan, one.file_name) == (Scan.PENDING, "tệp 0.pdf")
    with pytest.raises(IllegalStep, match="waits"):
        house.read(OFFICER, one)
    one = house.job(one, SCAN_JOB, OPEN_JOB)
    assert (one.scan, one.findings and one.findings.pages) == (Scan.CLEAN, 2)
    assert house.read(LEADER, one) == pdf()
    assert [(look.what, look.about, look.who) for look in house.desk.work.all(Look)] == [
        (Seen.ATTACHMENT, house.code, LEADER.actor)
    ]
    small = open_thumbnail(house.desk.ports, house.attachments, OFFICER, house.code, one.id)
    assert small.read() == JPEG_START


def test_an_infected_file_is_never_served(house: House) -> None:
    assert house.scanner is not None
    house.scanner.clean = False
    (one,) = house.attach(pdf())
    one = house.job(one, SCAN_JOB, OPEN_JOB)
    assert (one.scan, one.findings) == (Scan.INFECTED, None)
    with pytest.raises(IllegalStep, match="infected"):
        house.read(OFFICER, one)
    house.scanner.clean = None
    (other,) = house.attach(jpeg())
    with pytest.raises(ScannerAway):
        house.job(other, SCAN_JOB)


def test_without_a_scanner_files_are_told_as_not_scanned_and_scanned_later() -> None:
    house = House(scanner=None)
    (one,) = house.attach(pdf())
    assert one.scan is Scan.NOT_SCANNED
    assert house.read(OFFICER, one) == pdf()
    house.attachments = AttachmentDesk(
        house.files, FakeAttachments(house.desk), ContentTypes(), FakeDrawing(), FakeScanner()
    )
    look_after_attachments(house.desk.work, house.attachments, context())
    assert house.job(one, SCAN_JOB).scan is Scan.CLEAN


def test_only_the_key_or_staff_may_add(house: House) -> None:
    with pytest.raises(NotFound):
        house.attach(pdf(), key="wrong")
    for caller, may in ((OPERATOR, True), (LEADER, False)):
        sent = [("tay.pdf", pdf() + b"\n")]
        if not may:
            with pytest.raises(Forbidden):
                attach_as_staff(house.desk.ports, house.attachments, caller, house.code, sent, context(caller))
        else:
            attach_as_staff(house.desk.ports, house.attachments, caller, house.code, sent, context(caller))
    assert len(house.desk.work.all(Attachment)) == 1


def test_the_files_of_a_denunciation_are_for_petition_officers_alone(house: House) -> None:
    house.filed = house.desk.file(kind=Kind.DENUNCIATION, contact=Contact())
    house.code = house.filed.petition.code
    (one,) = house.attach(pdf())
    one = house.job(one, SCAN_JOB)
    for caller in (OPERATOR, LEADER):
        with pytest.raises(Forbidden):
            house.read(caller, one, "đọc để giao")
        with pytest.raises(Forbidden):
            list_attachments(house.desk.ports, house.attachments, caller, house.code)
    with pytest.raises(InvalidRequest):
        house.read(OFFICER, one)
    assert house.read(OFFICER, one, "đọc để hướng dẫn") == pdf()
    with pytest.raises(NotFound):
        open_thumbnail(house.desk.ports, house.attachments, OFFICER, house.code, one.id)
    other = house.desk.file().petition.code
    with pytest.raises(NotFound):
        read_attachment(house.desk.ports, house.attachments, OFFICER, other, one.id, "", context(OFFICER))


@pytest.mark.parametrize("content", [b"", b"MZ" + bytes(50), b"x" * 200_000, pdf()[:-20]], ids=range(4))
def test_what_is_not_taken_leaves_nothing_behind(house: House, content: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        prepare(house.attachments, [("tốt.pdf", pdf()), ("hại.pdf", content)])
    assert [one.pointer for one in refused.value.faults] == ["/files"]
    assert "hại.pdf" in refused.value.faults[0].words.vi
    assert house.files.held == {}


def test_the_same_file_again_is_kept_once_and_no_more_than_the_most(house: House) -> None:
    (one,) = house.attach(pdf())
    assert [again.id for again in house.attach(pdf())] == [one.id]
    house.attach(jpeg())
    with pytest.raises(InvalidRequest):
        house.attach(pdf() + b"\n")
    assert len(house.desk.work.all(Attachment)) == len(house.files.held) == 2


def test_what_became_nobodys_is_removed_and_what_somebody_has_never(house: House) -> None:
    (one,) = house.attach(pdf())
    house.files.kept.clear()  # a crash before it was kept
    prepare(house.attachments, [("bỏ dở.pdf", jpeg())])
    house.desk.now += timedelta(days=2)
    assert look_after_attachments(house.desk.work, house.attachments, context(at=house.desk.now)) == 1
    assert set(house.files.held) == house.files.kept == {one.content.file}
