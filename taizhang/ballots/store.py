"""One file a meeting: spent codes and sealed ballots in one transaction. No time, no account, nothing readable.

The file lies outside the database: no replication, no backup, no journal takes it along (docs/security.md). When it is
lost, the meeting votes again.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from taizhang.ballots import labels
from taizhang.ballots.rules import mark_of, read_code, sealed_size, written
from taizhang.kit.errors import Absent, BadInput, Refused

WAIT = 30  # seconds a voter's phone waits while others put theirs in
TABLES = """
CREATE TABLE told (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE code (mark BLOB PRIMARY KEY, voter_class TEXT, spent INTEGER) WITHOUT ROWID;
CREATE TABLE ballot (id BLOB PRIMARY KEY, voter_class TEXT, sealed BLOB) WITHOUT ROWID;
"""


def new_codes(count: int) -> list[str]:
    """So many codes of 80 bits."""
    return [written(secrets.randbits(80)) for _unused in range(count)]


def create(box: str, form: Mapping[str, Any], key: str, codes: Mapping[str, Sequence[str]]) -> None:
    """A new box: the form, the public key (hex of a P-256 point), and of every code only its digest."""
    place = _place(box)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    rows = [(mark_of(box, code), name, 0) for name, some in codes.items() for code in some]
    told = {"form": json.dumps(form, ensure_ascii=False), "key": key, "state": "open"}
    with _changing(box) as file:
        for line in TABLES.split(";"):
            file.execute(line)
        file.executemany("INSERT INTO told VALUES (?, ?)", told.items())
        file.executemany("INSERT INTO code VALUES (?, ?, ?)", sorted(rows))


def told(box: str) -> dict[str, Any]:
    """{"form", "key", "state"} of a box; Absent when there is none."""
    with _open(box) as file:
        found = dict(file.execute("SELECT name, value FROM told").fetchall())
    return {**found, "form": json.loads(found["form"])}


def marks_of(form: Mapping[str, Any]) -> int:
    """How many marks a ballot of a form has."""
    return len(form["subjects"]) * len(form["rows"])


def cast(box: str, text: str, sealed: bytes) -> None:
    """Put a sealed ballot in and spend its code, both or neither. The same bytes once more are in already."""
    form, code = told(box)["form"], read_code(text)
    if len(sealed) != sealed_size(marks_of(form)):
        raise BadInput(labels.BAD_BALLOT)
    with _changing(box) as file:
        if file.execute("SELECT 1 FROM ballot WHERE sealed = ?", (sealed,)).fetchone():
            return  # its answer was lost on the way; also when the vote has ended meanwhile
        if _state(file) != "open":
            raise Refused(labels.SHUT)
        mark = (mark_of(box, code),)
        if file.execute("UPDATE code SET spent = 1 WHERE mark = ? AND spent = 0", mark).rowcount != 1:
            raise Refused(labels.BAD_CODE)
        name = file.execute("SELECT voter_class FROM code WHERE mark = ?", mark).fetchone()[0]
        file.execute("INSERT INTO ballot VALUES (?, ?, ?)", (secrets.token_bytes(16), name, sealed))


def close(box: str) -> None:
    """No more ballots from now on."""
    with _changing(box) as file:
        file.execute("UPDATE told SET value = 'closed' WHERE name = 'state'")


def released(box: str) -> list[tuple[str, bytes]]:
    """(class, sealed ballot) of a closed box in an order of chance."""
    with _open(box) as file:
        if _state(file) != "closed":
            raise Refused(labels.STILL_OPEN)
        rows = file.execute("SELECT voter_class, sealed FROM ballot").fetchall()
    secrets.SystemRandom().shuffle(rows)
    return rows


def _state(file: sqlite3.Connection) -> str:
    return str(file.execute("SELECT value FROM told WHERE name = 'state'").fetchone()[0])


def destroy(box: str) -> None:
    """Write over the file and take it away; a ballot that is just being put in is waited for."""
    place = _place(box)
    if place.exists():
        with suppress(sqlite3.DatabaseError), _changing(box) as file:
            file.execute("DELETE FROM ballot")  # secure_delete writes over it
            file.execute("DELETE FROM code")
            file.execute("UPDATE told SET value = 'closed' WHERE name = 'state'")
        with place.open("r+b") as raw:
            raw.write(b"\0" * place.stat().st_size)
            raw.flush()
            os.fsync(raw.fileno())
        place.unlink()
    for beside in place.parent.glob(f"{box}.*-journal"):
        beside.unlink(missing_ok=True)


def boxes_lying(older: float) -> list[str]:
    """Boxes whose file has not been touched for so many seconds."""
    folder = Path(settings.HOME) / "ballots"
    return [one.stem for one in folder.glob("*.box") if one.stat().st_mtime < time.time() - older]


def _place(box: str) -> Path:
    if not (box.isascii() and box.isalnum() and len(box) <= 40):
        raise Absent(labels.NO_BOX)
    return Path(settings.HOME) / "ballots" / f"{box}.box"


@contextmanager
def _open(box: str) -> Iterator[sqlite3.Connection]:
    place = _place(box)
    if not place.exists():
        raise Absent(labels.NO_BOX)
    address = f"{place.as_uri()}?mode=rw"  # never a new, empty one
    with closing(sqlite3.connect(address, timeout=WAIT, isolation_level=None, uri=True)) as file:
        for name, value in (("journal_mode", "TRUNCATE"), ("synchronous", "EXTRA"), ("secure_delete", "ON")):
            file.execute(f"PRAGMA {name} = {value}")
        yield file


@contextmanager
def _changing(box: str) -> Iterator[sqlite3.Connection]:
    """One transaction, alone from its first line on."""
    with _open(box) as file:
        file.execute("BEGIN IMMEDIATE")
        try:
            yield file
        except BaseException:
            file.execute("ROLLBACK")
            raise
        file.execute("COMMIT")
