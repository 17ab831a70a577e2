"""Rules of figures: sums, shares and costs; columns that stay in their picture; files that no spreadsheet obeys."""

from __future__ import annotations

import io
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.notifications.domain.figures import Figures, added, grouped
from services.notifications.domain.message import Channel
from services.notifications.domain.words.prices import read_prices
from services.notifications.gateways.figure_files import FigureFile
from services.notifications.web.seeing.chart import HEAD, HEIGHT, columns, round_up

DAY = date(2026, 10, 5)
PRICES = read_prices({"prices": [{"channel": "sms", "from": "2026-01-01", "per_part": 800},
                                 {"channel": "sms", "from": "2026-10-06", "per_part": 900}]})  # fmt: skip


def test_parts_cost_what_they_cost_on_their_day_and_simulated_ones_nothing() -> None:
    one = Figures(DAY, provider="esms", parts=3)
    later = Figures(DAY + timedelta(days=1), provider="esms", parts=3)
    assert one.priced(PRICES).cost == 2_400
    assert later.priced(PRICES).cost == 2_700
    assert Figures(DAY, provider="simulated", parts=3).priced(PRICES).cost == 0
    assert Figures(DAY, channel=Channel.EMAIL, provider="mail", parts=3).priced(PRICES).cost == 0


def test_the_share_is_of_those_that_were_to_go_at_once() -> None:
    total = added([Figures(DAY, asked=5, at_once=3, prompt=3), Figures(DAY, asked=2, at_once=1)], DAY)
    assert (total.asked, total.prompt_share) == (7, 75)
    assert Figures(DAY, asked=2).prompt_share is None
    rows = [Figures(DAY, provider=name, asked=1) for name in ("a", "b", "a")]
    assert {name: one.asked for name, one in grouped(rows, lambda one: one.provider).items()} == {"a": 2, "b": 1}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), min_size=1, max_size=40))
def test_columns_stay_in_the_picture_and_are_as_high_as_their_numbers(values: list[list[int]]) -> None:
    days = [DAY + timedelta(days=number) for number in range(len(values))]
    chart = columns(days, [list(zip("abc", map(float, one), strict=True)) for one in values])
    top = max(sum(one) for one in values)
    assert round_up(top) >= top
    assert all(bar.y >= HEAD - 0.2 and bar.y + bar.height <= HEIGHT for bar in chart.bars)
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)


def test_files_say_the_same_and_are_never_formulas() -> None:
    rows = [Figures(DAY, "accepted.sms.vi.neutral@1", "accepted", Channel.SMS, "=cmd()", 4, 4, 3, 4, 2, cost=1_600)]
    written = FigureFile().write(rows, "csv", "vi").decode("utf-8-sig").splitlines()
    assert written[0].startswith("Ngày,Mẫu tin")
    assert written[1].startswith("2026-10-05,accepted.sms.vi.neutral@1,accepted,sms,'=cmd(),4,4,3,4,2")
    sheet = load_workbook(io.BytesIO(FigureFile().write(rows, "xlsx", "en"))).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][:2] == ["Day", "Template"]
    assert (cells[1][4], cells[1][5], cells[1][-1]) == ("=cmd()", 4, 1_600)
    assert sheet["E2"].data_type == "s"
