"""From a file to grids of text: limits first, then a child process, so that no file can hurt the server."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from taizhang.documents import labels
from taizhang.kit.children import run_child
from taizhang.kit.errors import BadInput

LIMIT = 20 * 1024 * 1024
ENTRIES, UNPACKED, RATIO, RATIO_FROM = 2_000, 100 * 1024 * 1024, 100, 1024 * 1024
CHILD = Path(__file__).with_name("childread.py")
SECONDS = 60


@dataclass
class Grid:
    """One sheet: rows of cell texts, merged rectangles as (top, left, bottom, right), all counted from 0."""

    name: str
    rows: list[list[str]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def cell(self, row: int, column: int) -> str:
        """The text of a cell; "" outside."""
        return self.rows[row][column].strip() if row < len(self.rows) and column < len(self.rows[row]) else ""


def read_grids(content: bytes, name: str) -> list[Grid]:
    """The visible sheets of an .xlsx, .xls or .csv file; BadInput in words when it cannot or must not be read."""
    name = Path(name).name
    suffix = Path(name).suffix.lower()
    if len(content) > LIMIT:
        raise BadInput(labels.TOO_BIG, size=len(content) // 1024**2, limit=LIMIT // 1024**2)
    if suffix in (".doc", ".wps", ".et"):
        raise BadInput(labels.OLD_FORMAT)
    if suffix in (".csv", ".tsv", ".txt"):
        return [Grid(Path(name).stem, read_lines(content, name))]
    if suffix == ".xlsx" or suffix == ".xlsm":
        check_zip(content, name)
    elif suffix != ".xls" or not content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(labels.NOT_WHAT_IT_SAYS if suffix == ".xls" else labels.NOT_A_SHEET, name=name)
    return _read_in_child(content, name)


def read_lines(content: bytes, name: str) -> list[list[str]]:
    """Rows of delimited text in UTF-8 or GB18030; comma, tab or semicolon, whichever the first lines use most."""
    text = decode(content, name).replace("\r\n", "\n").replace("\r", "\n")
    sample = "\n".join(text.splitlines()[:20])
    delimiter = max("\t,;", key=sample.count)
    if sample.count(delimiter) == 0:
        delimiter = "，"
    if not text.strip():
        raise BadInput(labels.EMPTY, name=name)
    try:
        return [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
        ]
    except csv.Error as error:
        raise BadInput(labels.NOT_A_SHEET, name=name) from error


def decode(content: bytes, name: str, otherwise: str = labels.NOT_WHAT_IT_SAYS) -> str:
    """Text in UTF-8 (with or without mark), UTF-16 with mark, or GB18030."""
    codecs = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    if b"\x00" in content[:4096] and codecs[0] != "utf-16":
        raise BadInput(otherwise, name=name)
    for codec in codecs:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise BadInput(otherwise, name=name)


def check_zip(content: bytes, name: str, otherwise: str = labels.NOT_WHAT_IT_SAYS) -> None:
    """Refuse archives that are not what they say, that would unpack too far, or that carry links or DTDs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > ENTRIES or "[Content_Types].xml" not in archive.namelist():
                raise BadInput(labels.BOMB if len(members) > ENTRIES else otherwise, name=name)
            _check_members(archive, members, name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadInput(otherwise, name=name) from error


def _check_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str) -> None:
    total = 0
    for member in members:
        if (member.external_attr >> 28) == 0xA or ".." in member.filename or member.filename.startswith("/"):
            raise BadInput(labels.BOMB, name=name)
        size, start = 0, b""
        with archive.open(member) as stream:
            while chunk := stream.read(1 << 18):
                start = start or chunk[:4096]
                size += len(chunk)
                total += len(chunk)
                if total > UNPACKED or (size > RATIO_FROM and size > RATIO * max(1, member.compress_size)):
                    raise BadInput(labels.BOMB, name=name)
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise BadInput(labels.BOMB, name=name)


def _read_in_child(content: bytes, name: str) -> list[Grid]:
    try:
        done = run_child(CHILD, content, SECONDS)
    except subprocess.TimeoutExpired as error:
        raise BadInput(labels.TOO_HEAVY, name=name) from error
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"memory allocation" in done.stderr:
        raise BadInput(labels.TOO_HEAVY, name=name)
    if done.returncode:
        raise BadInput(labels.NOT_WHAT_IT_SAYS, name=name)
    return [_grid(sheet) for sheet in json.loads(done.stdout)["sheets"]]


def _grid(sheet: dict[str, Any]) -> Grid:
    rows: list[list[str]] = sheet["rows"]
    top, left = sheet["start"]
    above: list[list[str]] = [[] for _unused in range(top)]
    padded = above + [[""] * left + row for row in rows]
    return Grid(str(sheet["name"]), padded, [tuple(m) for m in sheet["merges"]])
