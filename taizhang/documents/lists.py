"""A list ready to be written: title, lines above and below, columns, rows of text. What every writer takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A heading, its width in characters, and the key by which an office's own template names it."""

    heading: str
    width: float = 12
    key: str = ""


@dataclass(frozen=True)
class ListSheet:
    """`above` and `below` are lines of text; `qr` is put beside the foot when there is one."""

    title: str
    columns: list[Column]
    rows: list[list[str]]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    qr: str = ""


WORD_LIMIT = 3_000

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}
