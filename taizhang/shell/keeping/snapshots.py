"""The database by its own snapshot method: SQLite's backup, PostgreSQL's COPY in one repeatable-read transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from taizhang.kit.errors import Refused
from taizhang.shell.keeping import labels

FILE = "taizhang.sqlite3"
LEFT_OUT = ("django_session",)  # who is signed in now is nobody's to restore


def take(folder: Path) -> list[Path]:
    """Write the snapshot's files into a folder."""
    return _take_sqlite(folder) if connection.vendor == "sqlite" else _take_postgres(folder)


def counts(folder: Path) -> dict[str, int]:
    """Table → rows, counted in the snapshot itself, never in the living database."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / FILE)) as taken:
            names = [row[0] for row in taken.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            plain = [name for name in names if not name.startswith(("sqlite_", "ledger_search"))]
            return {name: int(taken.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in plain}  # noqa: S608
    return {place.stem: _lines(place) for place in sorted(folder.glob("*.copy"))}


def _lines(place: Path) -> int:
    with place.open("rb") as content:
        return sum(piece.count(b"\n") for piece in iter(lambda: content.read(1 << 20), b""))


def _take_sqlite(folder: Path) -> list[Path]:
    target = folder / FILE
    living = settings.DATABASES["default"]["NAME"]
    with closing(sqlite3.connect(living)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        for table in LEFT_OUT:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        copy.commit()
        copy.execute("VACUUM")  # nothing of what was left out stays on free pages
    return [target]


def _take_postgres(folder: Path) -> list[Path]:
    made = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in _tables(cursor):
            place = folder / f"{table}.copy"
            with place.open("wb") as out, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                for piece in rows:
                    out.write(piece)
            made.append(place)
    return made


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    return [name for (name,) in cursor.fetchall() if name not in LEFT_OUT]


def is_empty() -> bool:
    """Whether there is room here: no tables, or tables nobody has written to."""
    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["NAME"])
        return not any(Path(name + more).exists() for more in ("", "-wal", "-shm", "-journal"))
    with connection.cursor() as cursor:
        tables = _tables(cursor)
        if "journal_entry" not in tables:
            return not tables
        cursor.execute("SELECT EXISTS (SELECT 1 FROM journal_entry), EXISTS (SELECT 1 FROM people_account)")
        return not any(cursor.fetchone())


def check_sqlite(folder: Path) -> None:
    """SQLite's own check of the snapshot; Refused with what it says."""
    try:
        with closing(sqlite3.connect(folder / FILE)) as taken:
            said = taken.execute("PRAGMA integrity_check").fetchone()[0]
            broken = taken.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise Refused(labels.BAD_DATABASE, why=str(error)) from error
    if said != "ok" or broken:
        raise Refused(labels.BAD_DATABASE, why=said if said != "ok" else f"foreign key {broken}")


def load_postgres(folder: Path) -> None:
    """Fill the tables of an empty database from the snapshot, inside the caller's transaction."""
    with connection.cursor() as cursor:
        tables = [name for name in _tables(cursor) if (folder / f"{name}.copy").exists()]
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE ledger_item DISABLE TRIGGER USER")  # the counters come with the snapshot
        for table in ("journal_tip", "django_content_type", "auth_permission", "django_migrations"):
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - what migrating has just put there
        for table in tables:
            with (folder / f"{table}.copy").open("rb") as content, cursor.copy(f'COPY "{table}" FROM STDIN') as rows:
                for piece in iter(lambda: content.read(1 << 20), b""):
                    rows.write(piece)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_item ENABLE TRIGGER USER")
        _set_sequences(cursor, tables)


def _set_sequences(cursor: Any, tables: list[str]) -> None:
    """Running numbers go on after the highest one there is."""
    for table in tables:
        for column, sequence in _serials(cursor, table):
            most = f'SELECT COALESCE(MAX("{column}"), 0) FROM "{table}"'  # noqa: S608 - names from the catalogue
            cursor.execute(f"SELECT setval(%s, GREATEST(1, ({most})))", [sequence])


def _serials(cursor: Any, table: str) -> Iterator[tuple[str, str]]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
        " AND is_identity = 'YES'",
        [table],
    )
    for (column,) in cursor.fetchall():
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        yield column, cursor.fetchone()[0]


def migrate() -> None:
    """Tables for an empty database."""
    call_command("migrate", interactive=False, verbosity=0)
