"""The table is found in the disorder, and every cell keeps its place."""

from datetime import date

import pytest

from taizhang.documents.grids import read_grids
from taizhang.documents.tables import find_table, letters
from taizhang.rulebook.books import shipped
from tests.documents.sheets import LEDGER, LEDGER_MERGES, PROBLEMS, workbook

pytestmark = pytest.mark.once
HEADINGS = shipped()["sheet-headings"].body


def table(rows, merges=()):  # type: ignore[no-untyped-def]
    return find_table(read_grids(workbook(rows, merges), "表.xlsx"), HEADINGS["problems"], ["title"], HEADINGS["marks"])


def test_rows_above_and_below_are_told_from_data() -> None:
    found = table(PROBLEMS, ["A1:F1"])
    assert (found.reporter, found.as_of, len(found.rows)) == ("柳沟镇党委", date(2026, 7, 8), 3)
    assert found.left_out[0][0] == 8 and found.place(5, "unit") == "D5"


def test_two_levels_of_heading_and_merged_cells() -> None:
    found = table(LEDGER, LEDGER_MERGES)
    assert found.columns["started"] == 4 and found.columns["due"] == 5 and found.columns["leader"] == 6
    assert [row.cells["category"] for row in found.rows] == ["组织生活", "组织生活", "党员教育", "阵地建设"]
    assert len(found.rows) == 4 and found.as_of == date(2026, 9, 30)


def test_a_heading_repeated_on_every_page_is_no_data() -> None:
    found = table([*PROBLEMS[2:5], PROBLEMS[2], PROBLEMS[5]])
    assert len(found.rows) == 3


def test_no_heading_is_no_table() -> None:
    assert table([["甲", "乙"], ["1", "2"]]) is None


def test_letters_as_excel_counts() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
