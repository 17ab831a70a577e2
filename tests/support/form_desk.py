"""What the forms need, in memory over the fake store: the copies given out, the events kept of them, the book."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.form_copy import IssuedForm
from services.intake.domain.personal import show_phone
from services.intake.gateways.forms import TypstForms, read_numberings
from services.intake.use_cases.form_ports import BookRow, Drawer, FormOffice, Sheet
from shared.print.beside import FONTS
from shared.security.owner_tokens import digest_owner_token
from tests.support.fake_store import FakeWork

DATA = Path(__file__).parents[2] / "services" / "intake" / "data"
FORMS = TypstForms(DATA / "forms", FONTS)


@dataclass
class KeepingDrawer:
    """Draws nothing; keeps what was to be drawn."""

    sheets: list[Sheet] = field(default_factory=list)

    def draw(self, sheet: Sheet) -> bytes:
        self.sheets.append(sheet)
        return b"%PDF-"

    @property
    def last(self) -> Sheet:
        return self.sheets[-1]


@dataclass
class FakeCopies:
    """Implements FormCopies by looking at every copy."""

    work: FakeWork

    def ids_of(self, dossier: str) -> Sequence[str]:
        return [one.id for one in self.work.all(IssuedForm) if one.dossier == dossier]

    def id_of_token(self, token_digest: str) -> str | None:
        copies = self.work.all(IssuedForm)
        return next((one.id for one in copies if digest_owner_token(one.token) == token_digest), None)


@dataclass(frozen=True)
class FakeKeptEvent:
    id: str
    type: str
    data: Mapping[str, Any]


@dataclass
class FakeKept:
    """Implements KeptEvents over the fake store's events."""

    work: FakeWork

    def of_subject(self, subject: str) -> Sequence[FakeKeptEvent]:
        rows = [one for one in self.work.events.values() if one["subject"] == subject]
        return [FakeKeptEvent(one["_id"], one["type"], json.loads(one["body"])["data"]) for one in rows]


@dataclass
class FakeBook:
    """Implements Book by looking at every dossier."""

    work: FakeWork

    def rows(
        self, unit: str, procedures: Sequence[str], since: datetime, until: datetime, limit: int
    ) -> Sequence[BookRow]:
        found = [one for one in self.work.all(Dossier) if one.unit == unit and one.procedure.code in procedures]
        rows = [book_row(one, one.acceptance.accepted_at) for one in found if one.acceptance]
        return [one for one in rows if since <= one.received_at < until][:limit]


def book_row(dossier: Dossier, received_at: datetime) -> BookRow:
    applicant, returned = dossier.applicant, dossier.returned
    return BookRow(
        dossier.code,
        dossier.procedure.code,
        dossier.procedure.name.vi,
        applicant.kind,
        applicant.name,
        applicant.address,
        show_phone(applicant.phone) if applicant.phone else None,
        dossier.decision.agency_name if dossier.decision else None,
        received_at,
        dossier.due_at,
        dossier.decision.decided_at if dossier.decision else None,
        returned.returned_at if returned else None,
        returned.method.words.vi if returned else None,
        None,
    )


def form_office(
    work: FakeWork,
    drawer: Drawer | None = None,
    *,
    address: str = "Số 1 đường Một Cửa",
    numbering: str = "",
    public_url: str = "http://localhost:8080/",
) -> FormOffice:
    """The office over this store; it really draws where no other drawer is given."""
    return FormOffice(
        address,
        "1800 0000",
        public_url,
        drawer or FORMS,
        FakeCopies(work),
        FakeKept(work),
        FakeBook(work),
        read_numberings(DATA / "forms", numbering),
    )
