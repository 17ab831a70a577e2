"""One dossier with its ports and desk, for the tests of papers."""

from __future__ import annotations

from dataclasses import replace

from services.intake.domain.dossier import Dossier
from services.intake.domain.paper import Paper, Shown, Source
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.add_paper import add_small_paper
from services.intake.use_cases.look_after_papers import look_at_paper, scan_paper
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from tests.support.components import components_of
from tests.support.fake_store import FakeWork
from tests.unit.intake.fake_files import FakeScanner, make_desk
from tests.unit.intake.fakes import NOW, TOKEN, context, make_ports
from tests.unit.intake.paper_samples import pdf

OWNER = Caller("owner", owner_token=TOKEN)
LISTED = (("Đơn đề nghị", True), ("Bản sao thẻ", False))
BY_HAND = PaperRequest("đơn.pdf", 1, Source.DIGITISED, 1, Shown.ORIGINAL)


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
