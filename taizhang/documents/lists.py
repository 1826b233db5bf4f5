"""A list ready to be written: title, lines above and below, columns, rows of text. What every writer takes."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A heading, its width in characters, and the key by which an office's own template names it."""

    heading: str
    width: float = 12
    key: str = ""
    counts: bool = False  # its digits are numbers to be summed, not a code or a telephone


@dataclass(frozen=True)
class ListSheet:
    """`above` and `below` are lines of text; `qr` is put beside the foot when there is one."""

    title: str
    columns: list[Column]
    rows: list[list[str]]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    qr: str = ""

    def __post_init__(self) -> None:
        dirty = any(UNREADABLE.search("".join(row)) for row in self.rows)
        rows = [[printable(text) for text in row] for row in self.rows] if dirty else self.rows
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "title", printable(self.title))


UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without characters that no Word, Excel or PDF file can hold."""
    return UNREADABLE.sub("", text)


WORD_LIMIT = 3_000

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
