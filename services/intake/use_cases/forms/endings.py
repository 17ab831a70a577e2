"""Forms 04 and 05: the apology with its new date, and the notice that a dossier is stopped."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.form_copy import FormName
from services.intake.use_cases.forms.agreed import Stopped, apology_of, stop_of
from services.intake.use_cases.forms.filled import (
    Content,
    Filled,
    House,
    applicant_fields,
    day_words,
    listed,
    moment_words,
)


def fill_apology(dossier: Dossier, house: House) -> Filled:
    """Raises IllegalStep where nobody apologised."""
    apology = apology_of(dossier)
    if apology is None:
        raise IllegalStep("no-apology", Words("Chưa có văn bản xin lỗi", "There is no apology"))
    return apology_form(dossier, apology, house)


def apology_form(dossier: Dossier, apology: DueChange, house: House) -> Filled:
    """The form filled in from the apology, with the date as it was promised, whatever moved it since."""
    promised_at = apology.promised_at or apology.due_at
    content: Content = {
        **house.heading(),
        **applicant_fields(dossier),
        "received_on": day_words(dossier.acceptance.accepted_at) if dossier.acceptance else None,
        "procedure_name": dossier.procedure.name.vi,
        "first_due_at": moment_words(apology.due_before),
        "reason": listed(apology.reason),
        "new_due_at": moment_words(promised_at),
        "hotline": house.hotline,
    }
    return Filled(FormName.APOLOGY, "", apology.changed_at, promised_at, content)


def fill_stop(dossier: Dossier, house: House) -> Filled:
    """Raises IllegalStep where the dossier was not stopped."""
    stopped = stop_of(dossier)
    if stopped is None:
        raise IllegalStep("not-stopped", Words("Hồ sơ này không bị dừng", "This dossier was not stopped"))
    return stop_form(dossier, stopped, house)


def stop_form(dossier: Dossier, stopped: Stopped, house: House) -> Filled:
    """The form filled in from the stop."""
    content: Content = {
        **house.heading(),
        **applicant_fields(dossier),
        "received_on": day_words(dossier.acceptance.accepted_at if dossier.acceptance else dossier.filed_at),
        "stopped_on": day_words(stopped.stopped_at),
        "procedure_name": dossier.procedure.name.vi,
        "reason": listed(stopped.reason),
        "address_of_office": house.address,
        "hotline": house.hotline,
    }
    return Filled(FormName.STOP, "", stopped.stopped_at, None, content)
