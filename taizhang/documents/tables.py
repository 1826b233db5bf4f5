"""Finding the table in a sheet as offices fill it: title and date rows above, two-level headings, notes below.

Knows layouts, no county words: which headings mean what is handed in as synonyms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from taizhang.documents.dates import first_date
from taizhang.documents.grids import Grid

HEADER_ROWS = 25
DIVIDER = re.compile(r"^[一二三四五六七八九十]{1,3}、|^[（(][一二三四五六七八九十]{1,3}[)）]")
Synonyms = Mapping[str, Sequence[str]]


@dataclass
class Row:
    """One data row: its number as Excel shows it, the cells by key, and the divider line it stands under."""

    number: int
    cells: dict[str, str]
    divider: str = ""


@dataclass
class Table:
    """The table found in a sheet. `columns`: key → column index; `left_out`: rows that are no data, with their text."""

    sheet: str
    title: str
    reporter: str
    as_of: date | None
    columns: dict[str, int]
    unknown: list[str]
    rows: list[Row] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    prefix: str = ""

    def place(self, row: int, key: str) -> str:
        """A cell's address as Excel writes it, with the sheet's name when there are several."""
        return self.prefix + self._place(row, key)

    def _place(self, row: int, key: str) -> str:
        return f"{letters(self.columns[key])}{row}" if key in self.columns else f"第{row}行"


def letters(column: int) -> str:
    """Column letters: 0 → A, 27 → AB."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def plain(text: str) -> str:
    """Full-width letters and digits made narrow; no white space, no zero-width marks."""
    return re.sub(r"[\s\u200b-\u200f\ufeff]+", "", unicodedata.normalize("NFKC", text))


def find_tables(grids: Sequence[Grid], synonyms: Synonyms, required: Sequence[str], marks: Synonyms) -> list[Table]:
    """The tables of all sheets that have the required headings and a row, in order; the fullest when all are empty."""
    found = [table for grid in grids if (table := _in_grid(grid, synonyms, required, marks))]
    return [table for table in found if table.rows] or found[:1]


def find_table(grids: Sequence[Grid], synonyms: Synonyms, required: Sequence[str], marks: Synonyms) -> Table | None:
    """The table among the sheets whose headings say most; None when no sheet has the required keys."""
    found = find_tables(grids, synonyms, required, marks)
    return max(found, key=lambda table: (len(table.columns), len(table.rows)), default=None)


def _in_grid(grid: Grid, synonyms: Synonyms, required: Sequence[str], marks: Synonyms) -> Table | None:
    best: tuple[int, int, int, dict[str, int], list[str]] | None = None
    for top in range(min(HEADER_ROWS, len(grid.rows))):
        for height in (1, 2):
            columns, unknown = _headings(grid, top, height, synonyms)
            if not all(key in columns for key in required) or len(columns) < 2:
                continue
            if best is None or len(columns) > best[0]:
                best = (len(columns), top, height, columns, unknown)
    if best is None:
        return None
    _count, top, height, columns, unknown = best
    title, reporter, as_of = _above(grid, top, marks)
    table = Table(grid.name, title, reporter, as_of, columns, unknown)
    _fill(table, grid, top + height, required, marks)
    return table


def _headings(grid: Grid, top: int, height: int, synonyms: Synonyms) -> tuple[dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    unknown = []
    width = max((len(row) for row in grid.rows[top : top + height]), default=0)
    for column in range(width):
        words = [_heading_cell(grid, row, column) for row in range(top, min(top + height, len(grid.rows)))]
        if height == 2 and not _second_level(grid, top, column):
            words = words[:1] if _has_two_levels(grid, top) else []
        key = _key_for(words, synonyms, columns)
        if key:
            columns[key] = column
        elif any(words):
            unknown.append("/".join(dict.fromkeys(word for word in words if word)))
    return columns, unknown


def _heading_cell(grid: Grid, row: int, column: int) -> str:
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return plain(grid.cell(top, left))
    return plain(grid.cell(row, column))


def _has_two_levels(grid: Grid, top: int) -> bool:
    """A heading spread over columns, or one reaching down, makes the next row part of the heading."""
    return any(a == top and (d > b or c > a) and not (b == 0 and d >= _width(grid) - 1) for a, b, c, d in grid.merges)


def _second_level(grid: Grid, top: int, column: int) -> bool:
    return _has_two_levels(grid, top) and bool(_heading_cell(grid, top + 1, column))


def _width(grid: Grid) -> int:
    return max((len(row) for row in grid.rows), default=0)


def _key_for(words: Sequence[str], synonyms: Synonyms, taken: Mapping[str, int]) -> str:
    """The key that the lowest heading means; failing that, the one above it; exact words before parts."""
    candidates = [(word, ASIDE.sub("", word)) for word in [*reversed(words), "".join(dict.fromkeys(words))] if word]
    for exact in (True, False):
        for word, bare in candidates:
            for key, known in synonyms.items():
                if key not in taken and any(_means(word, bare, _known(one), exact) for one in known):
                    return key
    return ""


ASIDE = re.compile(r"[(（\[【].*?[)）\]】]|[:：*＊]")  # what stands in brackets, and marks, say nothing of the meaning
_known = lru_cache(4_096)(plain)  # the books' own words, the same for every cell


def _means(word: str, bare: str, known: str, exact: bool) -> bool:
    if exact:
        return known in (word, bare)
    return len(known) >= 3 and (bare.endswith(known) or bare.startswith(known))


def _above(grid: Grid, top: int, marks: Synonyms) -> tuple[str, str, date | None]:
    cells = [cell.strip() for row in grid.rows[:top] for cell in row if cell.strip()]
    title = max((cell for cell in cells if ":" not in cell and "：" not in cell), key=len, default="")
    reporter = ""
    for cell in cells:
        for mark in marks.get("reporter", ()):
            found = re.match(rf"{mark}\s*[:：]\s*(.+)", cell)
            if found and not reporter:
                reporter = re.sub(r"[（(](盖章|公章|签章)[)）]", "", found.group(1)).strip()
    dated = [day for cell in reversed(cells) if (day := first_date(cell))]
    return title, reporter, dated[0] if dated else None


def _fill(table: Table, grid: Grid, start: int, required: Sequence[str], marks: Synonyms) -> None:
    divider = ""
    for at in range(start, len(grid.rows)):
        own = [grid.cell(at, column) for column in range(len(grid.rows[at]))]
        if not any(own):
            continue
        cells = {key: _value(grid, at, column) for key, column in table.columns.items()}
        if DIVIDER.match(own[0]) and sum(map(bool, own)) == 1:
            divider = re.sub(r"[（(].*?[)）]", "", DIVIDER.sub("", own[0]))
        elif _is_note(own, cells, required, marks, grid, at):
            table.left_out.append((at + 1, " ".join(cell for cell in own if cell)))
        elif not _repeats_heading(cells, grid, start, table):
            table.rows.append(Row(at + 1, cells, divider))


def _value(grid: Grid, row: int, column: int) -> str:
    text = grid.cell(row, column)
    if text:
        return text
    for top, left, bottom, right in grid.merges:
        if top < row <= bottom and left <= column <= right and left == right:
            return grid.cell(top, left)
    return ""


def _is_note(
    own: Sequence[str], cells: Mapping[str, str], required: Sequence[str], marks: Synonyms, grid: Grid, at: int
) -> bool:
    """Footers, totals and remarks: a row whose own heading cell is filled beside others is data, wherever it stands."""
    words = "|".join(map(re.escape, marks.get("footer", ())))
    first = next(cell for cell in own if cell)
    if re.fullmatch(r"[合总小]\s*计[:：]?.{0,6}", first):
        return True
    filled = sum(map(bool, own))
    if cells[required[0]] and filled >= 3:
        return False
    if re.match(rf"({words})\s*[:：]", first) or (words and re.fullmatch(rf"({words})", first)):
        return True
    wide = any(top == at and left == 0 and right - left >= len(own) // 2 for top, left, _b, right in grid.merges)
    return filled == 1 and (wide or not cells[required[0]])


def _repeats_heading(cells: Mapping[str, str], grid: Grid, start: int, table: Table) -> bool:
    """A printed sheet repeats its heading on every page."""
    same = [plain(text) == _heading_cell(grid, start - 1, table.columns[key]) for key, text in cells.items() if text]
    return len(same) >= 2 and all(same)
