"""Agencies that are away, answer twice or out of order: each dossier is decided once all the same."""

from __future__ import annotations

from services.routing.use_cases import facts
from tests.integration.agencies.centre import Centre, simulator

AGENCY = "H99.11.02"


def test_an_agency_that_is_away_and_answers_twice_and_out_of_order_decides_each_dossier_once(centre: Centre) -> None:
    sheet = centre.provision(AGENCY)
    centre.start()
    with simulator(sheet, "--behave", "away=0.2/4", "--behave", "twice/2", "--behave", "out-of-order/3"):
        codes = [centre.accept() for _ in range(9)]
        for code in codes:
            centre.wait_for_status(code, "decided", 30)
    told = [kind for code in codes for kind in centre.told(code)]
    assert (told.count(facts.TASK_ACKNOWLEDGED), told.count(facts.CASE_DECIDED)) == (9, 9)
    assert centre.parked() == []
    assert sheet.with_suffix(".log").read_text("utf-8").count("away for") == 2
