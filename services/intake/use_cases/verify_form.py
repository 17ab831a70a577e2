"""Checks a form in somebody's hand: its record is hashed anew and compared with the event that was kept of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.form_copy import FormName, IssuedForm, masked_initials
from services.intake.use_cases.form_facts import FORM_ISSUED, issued_data
from services.intake.use_cases.form_ports import FormOffice
from services.intake.use_cases.issue_form import copies_of
from services.intake.use_cases.ports import Ports, ReceptionUnit
from shared.security.owner_tokens import digest_owner_token
from shared.store.change import Key
from shared.working_time.calendar import local

UNKNOWN = Words(
    "Chưa thấy giấy này. Xin quét lại mã trên giấy",
    "No such paper was found. Please scan the code on it again",
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What anybody who holds the paper may know. ``title`` and ``form_number`` are those of the circular in force then;
    ``initials`` stand for the name; ``event`` is the id of the kept event, None where there is none."""

    copy: IssuedForm = field(repr=False)
    title: str
    form_number: str | None
    number: str
    unit: ReceptionUnit
    initials: str = field(repr=False)
    matches: bool
    event: str | None
    later: IssuedForm | None = field(repr=False)

    @property
    def issued_at(self) -> datetime:
        return self.copy.issued_at


def verify_form(ports: Ports, office: FormOffice, token: str, *, address: str) -> Verification:
    """The copy that this token belongs to, and whether it still says what was kept of it.

    ``address`` is the network address that asks: attempts are counted by it.
    Raises NotFound for a token that is none, TooManyAttempts, StoreAway.
    """
    ports.limits.take("verify-address", address)
    id = office.copies.id_of_token(digest_owner_token(token))
    copy = ports.work.load(Key(IssuedForm, id)).get(IssuedForm, id) if id else None
    if copy is None:
        raise NotFound("unknown-paper", UNKNOWN)
    event = next((one for one in office.kept.of_subject(copy.id) if one.type == FORM_ISSUED), None)
    issues = copies_of(ports, office, copy.dossier, copy.form, copy.of)
    later = issues[-1] if issues and issues[-1].issue > copy.issue else None
    ruled = office.ruled(copy.form.value, local(copy.issued_at).date())
    return Verification(
        copy=copy,
        title=ruled["title"] or copy.form.words.vi,
        form_number=ruled["number"],
        number=_number_on(copy, ruled["letters"]),
        unit=ports.unit,
        initials=masked_initials(str(copy.content.get("name", ""))),
        matches=copy.is_genuine and event is not None and dict(event.data) == issued_data(copy),
        event=event.id if event else None,
        later=later,
    )


def _number_on(copy: IssuedForm, letters: str | None) -> str:
    """As it stands on the paper: a receipt for money bears the number of its own series."""
    if copy.form is FormName.PAYMENT_RECEIPT:
        return copy.of
    return f"{copy.number}/{letters}" if letters else str(copy.number)
