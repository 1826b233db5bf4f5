"""Lists as .xlsx and .csv. Every text cell is written as a string, so no cell can turn into a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

import xlsxwriter

from taizhang.documents.lists import ListSheet

AT_ONCE, LONG = 500, 5_000  # lines of .csv; rows from which a workbook is written row by row
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
_BEGINNINGS = frozenset(RISKY)


def to_xlsx(sheet: ListSheet) -> bytes:
    """The list as a workbook: title, lines, frozen headings, A4 landscape, headings repeated in print."""
    how = {"constant_memory": True} if len(sheet.rows) > LONG else {"in_memory": True}
    return to_workbook({"": sheet}, **how)


def to_workbook(sheets: Mapping[str, ListSheet], **how: bool) -> bytes:
    """Several lists in one workbook, each on a page of its name."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {**(how or {"in_memory": True}), "strings_to_formulas": False})
    for name, sheet in sheets.items():
        _page(book, book.add_worksheet(name or None), sheet)
    book.close()
    return out.getvalue()


def _page(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, sheet: ListSheet) -> None:
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    head = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#EDEFF2"}
    )
    cell = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    last, counts = len(sheet.columns) - 1, [column.counts for column in sheet.columns]
    page.set_row(0, 30)
    page.merge_range(0, 0, 0, last, "", title)
    page.write_string(0, 0, sheet.title, title)
    for at, line in enumerate(sheet.above, 1):
        page.write_string(at, 0, line)
    top = len(sheet.above) + 1
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(top, at, column.heading, head)
    for down, row in enumerate(sheet.rows, top + 1):
        for at, text in enumerate(row):
            if counts[at] and text.isascii() and text.isdigit():
                page.write_number(down, at, int(text), cell)
            else:
                page.write_string(down, at, text, cell)
    for at, line in enumerate(sheet.below, top + len(sheet.rows) + 2):
        page.write_string(at, 0, line)
    _print_setup(page, top)


def _print_setup(page: xlsxwriter.worksheet.Worksheet, top: int) -> None:
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=1.1, right=1.02, top=1.0, bottom=0.9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C— &P —")


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; plain negative numbers stay."""
    if text.startswith(RISKY) and not text.removeprefix("-").replace(".", "", 1).isdigit():
        return "'" + text
    return text


def _harmless_row(row: list[str]) -> list[str]:
    """The row as it is unless a cell begins like a formula: of thousands hardly one does."""
    if _BEGINNINGS.isdisjoint([text[:1] for text in row]):
        return row
    return [harmless(text) for text in row]


def to_csv(sheet: ListSheet) -> bytes:
    """The list as UTF-8 CSV with the mark Excel needs."""
    return b"".join(csv_lines(sheet))


def csv_lines(sheet: ListSheet) -> Iterator[bytes]:
    """The same, some hundred lines at a time."""
    yield b"\xef\xbb\xbf"
    rows = [[column.heading for column in sheet.columns], *sheet.rows]
    for first in range(0, len(rows), AT_ONCE):
        lines = io.StringIO()
        csv.writer(lines).writerows(map(_harmless_row, rows[first : first + AT_ONCE]))
        yield lines.getvalue().encode()
