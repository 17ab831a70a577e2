"""The catalogue that init loads: every procedure of the field, complete, and honest about what is sample data."""

from __future__ import annotations

import json
from datetime import date

import pytest

from services.intake.domain.procedure import LimitKind, Procedure
from services.intake.gateways.public_holidays import build_calendar
from services.intake.settings import DATA
from services.intake.store.reference_documents import read_procedure, write_procedure
from shared.working_time import InvalidCalendar
from shared.working_time.calendar import DEFAULT_DAY

ENTRIES = json.loads((DATA / "procedures.json").read_text(encoding="utf-8"))
PROCEDURES = {one.code: one for one in map(read_procedure, ENTRIES)}
TABLE = json.loads((DATA / "calendar.json").read_text(encoding="utf-8"))
CALENDAR = {**TABLE["calendars"][0], "overrides": TABLE["overrides"]}
KNOWN_LIMITS = {
    "1.001806": "10",
    "1.012990": "10",
    "1.013814": "5",
    "1.013820": "35",
    "2.000025": "10",
    "1.014011": "6",
    "1.013871": "20",
    "2.000286": "9",
    "1.001699": "23",
    "1.014027": "9",
    "1.001653": "3",
}
CODES = (
    "1.001806",
    "1.012990",
    "1.013814",
    "1.013815",
    "1.013817",
    "1.013820",
    "1.012993",
    "2.000025",
    "2.000027",
    "1.000091",
    "1.014010",
    "1.014011",
    "1.003006",
    "1.003029",
    "1.003039",
    "3.000449",
    "1.013871",
    "1.013876",
    "2.000286",
    "1.001699",
    "1.014027",
    "1.001653",
    "2.001088",
    "1.012278",
    "1.014076",
    "1.014101",
    "1.013855",
    "1.002483",
    "1.009566",
    "1.003073",
    "1.014140",
    "1.014104",
    "2.000655",
)


def test_every_procedure_of_the_field_is_there() -> None:
    assert set(CODES) <= set(PROCEDURES)
    assert len(PROCEDURES) == len(ENTRIES) == len(CODES) + 3, "and the three that have no code in the sources"


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda one: one.code)
def test_an_entry_is_complete_in_both_languages(procedure: Procedure) -> None:
    for words in (procedure.name, procedure.field, procedure.authority, procedure.result):
        assert words.vi
        assert words.en
        assert words.vi != words.en
    assert procedure.components
    assert procedure.fees or "fees" in procedure.sample
    assert read_procedure(write_procedure(procedure)) == procedure


def test_limits_are_those_of_the_sources_or_marked_as_sample() -> None:
    assert {code: str(PROCEDURES[code].limit.amount) for code in KNOWN_LIMITS} == KNOWN_LIMITS
    assert PROCEDURES["1.013871"].limit.kind is LimitKind.CALENDAR_DAYS
    assert PROCEDURES["1.003006"].limit.kind is LimitKind.IMMEDIATE
    assert PROCEDURES["1.003006"].fees[0].amount == 1_500_000
    assert str(PROCEDURES["1.013814"].limit_of("dissolve").amount) == "10"
    assert "limit" in PROCEDURES["1.012278"].sample
    assert "limit" not in PROCEDURES["1.013871"].sample
    assert PROCEDURES["1.013871"].sample == {"fees"}, "its papers are known"


def test_the_calendar_knows_tet_swaps_and_what_the_library_lacks() -> None:
    calendar = build_calendar(CALENDAR, [2026])
    off = {day.isoformat() for day, one in calendar.special.items() if one.off}
    assert {"2026-02-16", "2026-02-20", "2026-04-27", "2026-08-31", "2026-11-24", "2026-01-02"} <= off
    for worked in (date(2026, 8, 22), date(2026, 1, 10)):
        assert calendar.hours(worked) == DEFAULT_DAY
    assert calendar.special[date(2026, 2, 17)].reason.vi == "Tết Nguyên Đán"


def test_a_broken_override_is_named() -> None:
    with pytest.raises(InvalidCalendar, match="calendar table"):
        build_calendar({**CALENDAR, "overrides": [{"day": "never"}]}, [2026])
