"""Numbers of dossiers in the real database: each agency has its own, and begins anew each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.intake.app import Parts
from services.intake.domain.errors import Words
from services.intake.use_cases.dossier_request import read_dossier_request
from services.intake.use_cases.file_dossier import file_dossier
from services.intake.use_cases.ports import Ports, ReceptionUnit
from shared.security.caller import PUBLIC
from shared.working_time.calendar import ZONE, local
from tests.integration.intake.conftest import FILING, Clock

LAST_MINUTE = datetime(2026, 10, 5, 23, 59, 30, tzinfo=ZONE)


def filed(parts: Parts, ports: Ports) -> str:
    context = replace(parts.context("test"), actor="public")
    request = read_dossier_request({**FILING, "another": True}, local(context.at).date())
    return file_dossier(ports, PUBLIC, request, context).dossier.code


def test_numbers_begin_anew_each_day_per_agency(parts: Parts, clock: Clock) -> None:
    """The day is that of the desk: it ends at midnight in Viet Nam, not in Greenwich."""
    clock.now = LAST_MINUTE
    here, there = parts.ports, replace(parts.ports, unit=ReceptionUnit("H99.12", Words("Xã", "Commune"), Words("", "")))
    assert [filed(parts, here), filed(parts, here), filed(parts, there), filed(parts, here)] == [
        "H99.11-261005-0001",
        "H99.11-261005-0002",
        "H99.12-261005-0001",
        "H99.11-261005-0003",
    ]
    clock.forward(seconds=45)
    assert [filed(parts, there), filed(parts, here), filed(parts, there)] == [
        "H99.12-261006-0001",
        "H99.11-261006-0001",
        "H99.12-261006-0002",
    ]
    clock.now = LAST_MINUTE  # a clock that was set back goes on where that day stood
    assert filed(parts, here) == "H99.11-261005-0004"
