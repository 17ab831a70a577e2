"""The facts about accounts that intake tells, as data; codes and addresses stand in the personal block alone."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.one_time_code import OneTimeCode, Purpose
from services.intake.domain.reach import Reach
from shared.store.change import Fact
from shared.working_time.calendar import local

SIGN_IN_CODE_ISSUED = "intake.sign_in_code.issued.v1"
CLAIMED = "intake.dossier.claimed.v1"


def sign_in_code_issued(one: OneTimeCode, purpose: Purpose, where: Reach, code: str, language: str) -> Fact:
    """Its subject is the issue, which leads to nobody."""
    data = {
        "purpose": purpose.value,
        "issued_at": local(one.issued_at).isoformat(),
        "expires_at": local(one.expires_at).isoformat(),
    }
    personal = {where.way.value: where.value, "code": code, "language": language}
    return Fact(SIGN_IN_CODE_ISSUED, one.issue, 1, data, personal)


def claimed(dossier: Dossier, account: str) -> Fact:
    """``account`` is an opaque id: who it is only intake knows."""
    data = {
        "procedure": {
            "code": dossier.procedure.code,
            "name": dossier.procedure.name.vi,
            "name_en": dossier.procedure.name.en,
        },
        "account": account,
    }
    return Fact(CLAIMED, dossier.code, dossier.version, data)
