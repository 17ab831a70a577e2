"""Gives out a form of a dossier (01 to 06) as a PDF: the copy that says this already, or a new issue of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.intake.domain.account import Account
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.form_copy import FormName, IssuedForm, content_hash, shown_hash, whole_milliseconds
from services.intake.use_cases.deciding import TRIES, in_the_name_of, load_dossier, require_on
from services.intake.use_cases.form_facts import form_issued
from services.intake.use_cases.form_ports import Code, FormOffice, Sheet
from services.intake.use_cases.forms.agreed import apology_of
from services.intake.use_cases.forms.control_sheet import fill_control_sheet
from services.intake.use_cases.forms.endings import fill_apology, fill_stop
from services.intake.use_cases.forms.filled import Filled, House, day_words, short_day
from services.intake.use_cases.forms.payment import fill_payment_receipt
from services.intake.use_cases.forms.receipt import fill_receipt
from services.intake.use_cases.forms.requests import fill_refusal, fill_supplement
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.security.owner_tokens import new_owner_token
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key
from shared.working_time.calendar import local

ACTION = "dossier.forms"
CONTROL_ACTION = "dossier.control-sheet"
VERIFY = "/verify/"
UNKNOWN_FORM = Words("Không có mẫu này", "There is no such form")


FILLING: Mapping[FormName, Callable[[Dossier, House], Filled]] = {
    FormName.RECEIPT: fill_receipt,
    FormName.SUPPLEMENT: fill_supplement,
    FormName.REFUSAL: fill_refusal,
    FormName.APOLOGY: fill_apology,
    FormName.STOP: fill_stop,
    FormName.CONTROL_SHEET: fill_control_sheet,
    FormName.PAYMENT_RECEIPT: fill_payment_receipt,
}
# A dossier may have several of these: which one is named.
SEVERAL: Mapping[FormName, Callable[[Dossier, House, str], Filled]] = {
    FormName.SUPPLEMENT: fill_supplement,
    FormName.PAYMENT_RECEIPT: fill_payment_receipt,
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A form in hand: its dossier, the copy as it is kept, and the drawing."""

    dossier: Dossier
    copy: IssuedForm
    pdf: bytes = field(repr=False)


def read_form_name(text: str) -> FormName:
    """Raises NotFound."""
    try:
        return FormName(text)
    except ValueError:
        raise NotFound("unknown-form", UNKNOWN_FORM) from None


def issue_form(
    ports: Ports, office: FormOffice, caller: Caller, code: str, form: FormName, context: Context, *, of: str = ""
) -> Printed:
    """The form as it says things now. What a copy given out before says already is printed again as it was.

    ``of`` names one of several requests for papers, or a receipt's number; without it the latest. Raises Forbidden,
    NotFound, IllegalStep where the dossier has no such form (yet), Conflict, StoreAway.
    """
    grant = ports.access.grant(caller, ACTION if form.for_owner else CONTROL_ACTION)
    named = in_the_name_of(grant, code, context)
    for attempt in range(1, TRIES + 1):
        dossier = load_dossier(ports.work, code)
        require_on(grant, dossier)
        house = house_of(ports, office)
        filled = SEVERAL[form](dossier, house, of) if form in SEVERAL and of else FILLING[form](dossier, house)
        copies = copies_of(ports, office, dossier.code, form, filled.of)
        if copies and copies[-1].is_genuine and copies[-1].says_the_same(filled.content, filled.due_at):
            copy = copies[-1]
            break
        copy = _new_copy(ports, house, dossier, filled, copies, named)
        try:
            ports.work.commit(Change(saved=(copy,), facts=(form_issued(copy),)), named)
            break
        except (AlreadyExists, Conflict):  # somebody printed the same in this very moment: take theirs
            if attempt == TRIES:
                raise Conflict(f"{copy.id} was given out by somebody else") from None
    return Printed(dossier, copy, office.drawer.draw(sheet_of(office, dossier, copy, caller)))


def forms_of(dossier: Dossier) -> list[FormName]:
    """Which forms the dossier has by now."""
    accepted = dossier.acceptance is not None
    has = {
        FormName.RECEIPT: accepted,
        FormName.SUPPLEMENT: bool(dossier.supplements),
        FormName.REFUSAL: dossier.refusal is not None,
        FormName.APOLOGY: apology_of(dossier) is not None,
        FormName.STOP: dossier.stopped is not None,
        FormName.CONTROL_SHEET: accepted,
        FormName.PAYMENT_RECEIPT: any(one.paid for one in dossier.payments),
    }
    return [form for form in FormName if has[form]]


def copies_of(ports: Ports, office: FormOffice, code: str, form: FormName, of: str) -> list[IssuedForm]:
    """All issues of one form, the first first. Raises StoreAway."""
    ids = office.copies.ids_of(code)
    loaded = ports.work.load(*(Key(IssuedForm, id) for id in ids)) if ids else None
    found = [one for one in (loaded.get(IssuedForm, id) for id in ids) if one] if loaded else []
    return sorted((one for one in found if one.form is form and one.of == of), key=lambda one: one.issue)


def house_of(ports: Ports, office: FormOffice) -> House:
    """The place that gives the forms out."""

    def person(actor: str) -> str | None:
        kind, _, name = actor.partition(":")
        account: Account | None = ports.accounts.find(name) if kind == "staff" else None
        return account.display_name.vi if account else None

    def field_of(procedure: str) -> str | None:
        found = ports.catalogue.current(procedure, local(ports.clock()).date())
        return found.field.vi if found else None

    calendar = ports.calendars.current()
    return House(ports.unit.name, ports.unit.province, office.address, office.hotline, calendar, field_of, person)


def sheet_of(office: FormOffice, dossier: Dossier, copy: IssuedForm, caller: Caller | None = None) -> Sheet:
    """How a copy is drawn: its content, its number by the circular in force when it was given out, its QR codes.

    The owner's own link is put on a receipt for whoever may hold it; it is no part of the content.
    """
    ruled = office.ruled(copy.form.value, local(copy.issued_at).date())
    data: dict[str, Any] = {
        "form": ruled,
        "number": f"{copy.number}/{ruled['letters']}" if ruled["letters"] else str(copy.number),
        "again": max(copy.issue - 1, copy.content.get("again", 0)),
        "hash": shown_hash(copy.sha256),
        "content": dict(copy.content),
    }
    says = "Quét mã để kiểm tra giấy này với sổ gốc."
    codes = {"verify": Code(office.link(f"{VERIFY}{copy.token}"), says)}
    if copy.form is FormName.RECEIPT:
        codes["personal"] = _personal_code(office, dossier, caller)
    return Sheet(copy.form.value, data, codes)


def _personal_code(office: FormOffice, dossier: Dossier, caller: Caller | None) -> Code:
    """The owner's page for whoever may hold the personal link: an owner who shows it now, or the applicant for whom an
    officer filed. Else the public look-up."""
    shown = caller.owner_token if caller and caller.kind == "owner" else None
    token = shown or dossier.owner_token
    if token:
        return Code(
            office.link(f"/tracking/o/{token}"),
            "Quét mã để xem hồ sơ đang ở đâu, bổ sung hoặc rút hồ sơ. Ai có mã này đều xem được hồ sơ, xin giữ kín.",
        )
    return Code(
        office.link(f"/tracking?code={dossier.code}"),
        "Quét mã, ghi 4 số cuối điện thoại để xem hồ sơ đang ở đâu.",
    )


def _new_copy(
    ports: Ports, house: House, dossier: Dossier, filled: Filled, copies: Sequence[IssuedForm], context: Context
) -> IssuedForm:
    """The next issue. The first one bears the day of what it tells, a later one the day on which it is given out."""
    issued_at = whole_milliseconds(context.at)
    day = issued_at if copies else filled.acted_at
    year = local(day).year
    before = copies[-1] if copies else None
    content = {
        **filled.content,
        "place_and_day": f"{house.place}, {day_words(day)}",
        "replaces": {"number": before.number, "on": short_day(before.issued_at)} if before else None,
    }
    copy = IssuedForm(
        dossier=dossier.code,
        form=filled.form,
        of=filled.of,
        issue=before.issue + 1 if before else 1,
        number=ports.numbers.take(form_series(filled.form, dossier.unit, year)),
        year=year,
        unit=dossier.unit,
        issued_at=issued_at,
        issued_by=context.actor,
        dossier_version=dossier.version,
        procedure=dossier.procedure.name,
        due_at=filled.due_at,
        content=content,
        token=new_owner_token(),
        sha256="",
    )
    return replace(copy, sha256=content_hash(copy))


def form_series(form: FormName, unit: str, year: int) -> str:
    """The name of the number series of one form, unit and year."""
    return f"form/{form.value}/{unit}/{year}"
