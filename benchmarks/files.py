"""Files in and out beside the library that writes them, and the journal beside hashing it."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.timing import medians

ROWS = 10_000
CSV_SQL = (
    "SELECT i.code, i.own_number, i.category, i.title, i.source, i.leader, i.person, i.state, i.due_on, i.closed_on, "
    "i.facts, i.proof_count, u.name FROM ledger_item i JOIN orgs_unit u ON u.id = i.unit_id "
    "WHERE i.kind = 'problem' AND i.state <> 'withdrawn' ORDER BY i.id"
)
TABLES = ("ledger_item", "ledger_step", "journal_entry")


def import_figures(folder: Path) -> dict[str, float]:
    """A sheet of 10,000 problems by the command line, its peak memory, and the same rows by raw SQL."""
    import xlsxwriter

    from taizhang.orgs.models import Unit

    units = list(Unit.unscoped.exclude(parent=None).order_by("path").values_list("name", flat=True))
    file = folder / "problems.xlsx"
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["序号", "存在问题", "责任单位", "问题类别", "问题来源"])
    for row in range(ROWS):
        page.write_row(row + 1, 0, [row + 1, f"第{row}号卷宗缺少签字", units[row % len(units)], "组织生活", "调研检查"])
    book.close()
    before = _last_ids()
    seconds, megabytes = _weighed(["import", "problems", str(file), "--json"], folder)
    return {
        "import of 10,000 problems": seconds * 1000,
        "import, raw SQL": _raw_again(before) * 1000,
        "import, MB": megabytes,
    }


def _weighed(arguments: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a command."""
    call = [sys.executable, "-m", "benchmarks.weigh", str(folder / "weight"), *arguments]
    started = time.perf_counter()
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return time.perf_counter() - started, float((folder / "weight").read_text())


def _last_ids() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT MAX({'seq' if table == 'journal_entry' else 'id'}) FROM {table}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def _raw_again(before: dict[str, int]) -> float:
    """Seconds that inserting what the import wrote takes, into tables of the same columns, in one commit."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for table in TABLES:
            key = "seq" if table == "journal_entry" else "id"
            cursor.execute(f"SELECT * FROM {table} WHERE {key} > %s", [before[table]])  # noqa: S608
            rows[table] = cursor.fetchall()
            cursor.execute(f"DROP TABLE IF EXISTS bench_{table}")
            cursor.execute(f"CREATE TABLE bench_{table} AS SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608
        started = time.perf_counter()
        with transaction.atomic():
            for table, some in rows.items():
                marks = ", ".join(["%s"] * len(some[0]))
                cursor.executemany(f"INSERT INTO bench_{table} VALUES ({marks})", [_plain(row) for row in some])  # noqa: S608
        seconds = time.perf_counter() - started
        for table in TABLES:
            cursor.execute(f"DROP TABLE bench_{table}")
    return seconds


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    import json

    return tuple(json.dumps(cell) if isinstance(cell, (dict, list)) else cell for cell in row)


def export_figures(folder: Path) -> dict[str, float]:
    """The county's whole ledger as .xlsx and .csv beside the writer alone on the same cells; peak memory."""
    import xlsxwriter
    from django.db import connection

    from taizhang.kit.clock import day_of, now
    from taizhang.orgs.selectors import root_unit
    from taizhang.people.selectors import command_line_viewer
    from taizhang.shell.lists import as_bytes, sheet_for

    viewer, root = command_line_viewer(day_of(now())), root_unit()
    assert root is not None
    name = "ledger"
    sheet = sheet_for(viewer, name, root.code, "")
    cells = [[column for column in row] for row in sheet.rows]

    def ours(form: str) -> object:
        return as_bytes(sheet_for(viewer, name, root.code, ""), form, name, now())

    def xlsx_alone() -> None:
        book = xlsxwriter.Workbook(folder / "alone.xlsx", {"constant_memory": True})
        page = book.add_worksheet()
        for at, row in enumerate(cells):
            for column, cell in enumerate(row):
                page.write_string(at, column, str(cell))
        book.close()

    def csv_alone() -> None:
        csv.writer(io.StringIO()).writerows(cells)

    def csv_from_database() -> None:
        with connection.cursor() as cursor:
            cursor.execute(CSV_SQL)
            csv.writer(io.StringIO()).writerows(cursor)

    found = medians(
        {
            "export .xlsx": lambda: ours("xlsx"),
            "export .csv": lambda: ours("csv"),
            "xlsxwriter alone": xlsx_alone,
            "csv.writer alone": csv_alone,
            "raw SQL into csv.writer": csv_from_database,
        },
        3,
    )
    for form in ("xlsx", "csv"):
        call = ["export", name, "--unit", root.code, "--format", form, "-o", str(folder / f"out.{form}")]
        found[f"export .{form}, MB"] = _weighed(call, folder)[1]
    return {**found, "rows exported": len(cells)}


def journal_figures(folder: Path) -> dict[str, float]:
    """`verify.py` over the exported journal beside hashing the same bytes."""
    from taizhang.journal.selectors import export_lines

    file = folder / "journal.jsonl"
    subprocess.run(
        [sys.executable, "-m", "taizhang", "journal", "export", "-o", str(file)], check=True, stdout=subprocess.DEVNULL
    )
    bodies = [line.encode() for line in export_lines()]
    script = Path(__file__).parents[1] / "taizhang" / "journal" / "verify.py"
    return medians(
        {
            "verify.py": lambda: subprocess.run(
                [sys.executable, "-I", str(script), str(file)], check=True, stdout=subprocess.DEVNULL
            ),
            "hash the same bytes": lambda: [hashlib.sha256(body).digest() for body in bodies],
        },
        3,
    )


def peak() -> float:
    """This process's peak in megabytes since it began (ru_maxrss would count the parent it was forked from)."""
    told = Path("/proc/self/status").read_text()
    return int(told.split("VmHWM:")[1].split()[0]) / 1024
