"""Forms 02 and 03: the request for further papers, and the refusal to receive."""

from __future__ import annotations

from dataclasses import replace

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, NotFound, Words
from services.intake.domain.form_copy import FormName
from services.intake.domain.supplement import Supplement, in_full
from services.intake.use_cases.forms.filled import (
    Content,
    Filled,
    House,
    applicant_fields,
    authorised_fields,
    listed,
    moment_words,
)


def fill_supplement(dossier: Dossier, house: House, of: str = "") -> Filled:
    """The request of this id, or the latest. Raises IllegalStep where nothing was asked, NotFound for another id."""
    asked = _asked(dossier, of)
    content: Content = {
        **house.heading(),
        **applicant_fields(dossier),
        "asked_by": asked.asked_by,
        "wanted": listed(asked.wanted),
        "reason": listed(asked.reason),
        "respond_by": moment_words(asked.respond_by),
        "clock_stands_still": dossier.acceptance is not None and asked.task_id is not None,
        "contact": house.person(asked.requested_by) or house.short,
        "officer": house.person(asked.requested_by),
        "address_of_office": house.address,
        "hotline": house.hotline,
    }
    return Filled(FormName.SUPPLEMENT, asked.id, asked.requested_at, asked.respond_by, content)


def fill_refusal(dossier: Dossier, house: House) -> Filled:
    """Raises IllegalStep where the dossier was not refused."""
    refusal = dossier.refusal
    if refusal is None:
        raise IllegalStep("not-refused", Words("Hồ sơ này không bị từ chối", "This dossier was not refused"))
    content: Content = {
        **house.heading(),
        **applicant_fields(dossier),
        "authorised": authorised_fields(dossier.submitted_by),
        "reason": listed(refusal.reason),
        "submitter": (dossier.submitted_by or dossier.applicant.representative or dossier.applicant).name,
        "officer": house.person(refusal.refused_by),
        "hotline": house.hotline,
    }
    return Filled(FormName.REFUSAL, "", refusal.refused_at, None, content)


def _asked(dossier: Dossier, of: str) -> Supplement:
    if not dossier.supplements:
        raise IllegalStep("nothing-was-asked", Words("Chưa ai yêu cầu bổ sung", "No further papers were asked for"))
    found = dossier.supplement(of) if of else dossier.supplements[-1]
    if found is None:
        raise NotFound("unknown-request", Words("Không có yêu cầu bổ sung này", "There is no such request"))
    return replace(
        in_full(_open_then(dossier, found)),
        id=found.id,
        requested_at=found.requested_at,
        requested_by=found.requested_by,
    )


def _open_then(dossier: Dossier, asked: Supplement) -> list[Supplement]:
    """What was waited for when this was asked, itself with it: a request beside another one names all of it."""
    return [
        one
        for one in dossier.supplements
        if one is asked
        or (
            one.requested_at <= asked.requested_at
            and (one.supplied is None or one.supplied.answered_at > asked.requested_at)
        )
    ]
