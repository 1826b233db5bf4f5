"""On PostgreSQL: writers in processes of their own make one chain; one key used by two hands gives one answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents.sheets import workbook
from tests.faults.test_kills import ROOT, WORKER
from tests.stories.test_main_job import ROSTER

URL = os.environ.get("DATABASE_URL", "")
WRITERS, EACH = (32, 125) if os.environ.get("TAIZHANG_FAULTS") == "full" else (6, 20)
RESTARTS = 100 if os.environ.get("TAIZHANG_FAULTS") == "full" else 10
pytestmark = pytest.mark.skipif(not URL.startswith("postgres"), reason="SQLite has its own test beside this one")


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own on the same server."""
    import psycopg

    name = f"apart_{os.getpid()}"
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {
            **os.environ,
            "DATABASE_URL": URL.rsplit("/", 1)[0] + "/" + name,
            "TAIZHANG_HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
        }
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def taizhang(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "taizhang", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def asked(environment: dict[str, str], question: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(environment["DATABASE_URL"]) as database:
        return database.execute(question).fetchall()  # type: ignore[arg-type]


def start(unit: str, name: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKER), unit, name], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_writers_side_by_side(apart: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(workbook(ROSTER, ["A1:H1"]))
    assert taizhang(apart, "import", "units", str(tmp_path / "名册.xlsx")).returncode == 0
    unit = str(asked(apart, "SELECT code FROM orgs_unit WHERE short = '东坡村党支部'")[0][0])
    names = [f"w{number}" for number in range(WRITERS - 2)] + ["twin", "twin"]
    writers = [start(unit, name, apart) for name in names]
    told = [[writer.stdout.readline().strip() for _unused in range(EACH)] for writer in writers]  # type: ignore[union-attr]
    for writer in writers:
        writer.kill()
        writer.wait()
    assert all(all(codes) for codes in told) and told[-1] == told[-2]
    items, entries = asked(
        apart, "SELECT (SELECT COUNT(*) FROM ledger_item), (SELECT COUNT(*) FROM journal_entry WHERE kind LIKE 'item%')"
    )[0]
    assert items == entries and taizhang(apart, "journal", "verify").returncode == 0
    assert "改正0处" in taizhang(apart, "recount").stderr  # the deferred triggers, in real commits


def test_a_database_that_throws_everybody_out_loses_nothing_acknowledged(apart: dict[str, str], tmp_path: Path) -> None:
    """As a restart does: every connection is cut, at once, in the middle of whatever it was doing."""
    import psycopg

    (tmp_path / "名册.xlsx").write_bytes(workbook(ROSTER, ["A1:H1"]))
    assert taizhang(apart, "import", "units", str(tmp_path / "名册.xlsx")).returncode == 0
    unit = str(asked(apart, "SELECT code FROM orgs_unit WHERE short = '东坡村党支部'")[0][0])
    writers = [start(unit, f"r{number}", apart) for number in range(3)]
    told: list[str] = []
    cut = 0
    with psycopg.connect(URL, autocommit=True) as server:
        for number in range(RESTARTS):
            told += [writers[number % 3].stdout.readline().strip() for _unused in range(4)]  # type: ignore[union-attr]
            name = apart["DATABASE_URL"].rsplit("/", 1)[1]
            thrown = server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            ).fetchall()
            cut += len(thrown)
    for writer in writers:
        told += [writer.stdout.readline().strip() for _unused in range(4)]  # type: ignore[union-attr]
        assert writer.poll() is None
        writer.kill()
        writer.wait()
    stored = {row[0] for row in asked(apart, "SELECT code FROM ledger_item")}
    assert all(told) and set(told) <= stored and cut >= RESTARTS
    items, entries = asked(
        apart, "SELECT (SELECT COUNT(*) FROM ledger_item), (SELECT COUNT(*) FROM journal_entry WHERE kind LIKE 'item%')"
    )[0]
    assert items == entries and taizhang(apart, "journal", "verify").returncode == 0
    assert "改正0处" in taizhang(apart, "recount").stderr  # the deferred triggers, in real commits
