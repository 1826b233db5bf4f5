"""Processes killed in the middle of acts: nothing acknowledged is lost, nothing half written, the chain whole."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = 1_000 if os.environ.get("TAIZHANG_FAULTS") == "full" else 50
ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("worker.py")
pytestmark = pytest.mark.once


def taizhang(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TAIZHANG_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "taizhang", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_kills_during_acts_lose_nothing_acknowledged(tmp_path: Path) -> None:
    from tests.documents.sheets import workbook
    from tests.stories.test_main_job import ROSTER

    (tmp_path / "名册.xlsx").write_bytes(workbook(ROSTER, ["A1:H1"]))
    assert taizhang(tmp_path, "import", "units", str(tmp_path / "名册.xlsx")).returncode == 0
    connection = sqlite3.connect(tmp_path / "taizhang.sqlite3")
    unit = connection.execute("SELECT code FROM orgs_unit WHERE short = '东坡村党支部'").fetchone()[0]
    environment = {**os.environ, "TAIZHANG_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    acknowledged: list[str] = []
    dice = random.Random(1)
    running = [_start(unit, f"p{n}", environment) for n in range(2)]
    for number in range(KILLS):
        victim = running.pop(0)
        for _unused in range(dice.randint(1, 3)):  # at least one act is acknowledged before the blow
            acknowledged.append(victim.stdout.readline().strip())  # type: ignore[union-attr]
        time.sleep(dice.random() * 0.02)
        victim.send_signal(signal.SIGKILL)
        rest = victim.stdout.read()  # type: ignore[union-attr]
        acknowledged += [line for line in rest.split("\n")[:-1] if line]
        victim.wait()
        running.append(_start(unit, f"k{number}", environment))
    for process in running:
        process.kill()
        acknowledged += [line for line in process.stdout.read().split("\n")[:-1] if line]  # type: ignore[union-attr]
        process.wait()
    stored = {row[0] for row in connection.execute("SELECT code FROM ledger_item")}
    assert set(filter(None, acknowledged)) <= stored and len(acknowledged) >= KILLS
    items, steps, answers = (
        connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("ledger_item", "ledger_step", "journal_answer")
    )
    entries = connection.execute("SELECT COUNT(*) FROM journal_entry WHERE kind = 'item.raise_problem'").fetchone()[0]
    assert items == steps == answers == entries
    assert taizhang(tmp_path, "journal", "verify").returncode == 0


def _start(unit: str, name: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKER), unit, name], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_writers_in_processes_of_their_own_make_one_chain(tmp_path: Path) -> None:
    from tests.documents.sheets import workbook
    from tests.stories.test_main_job import ROSTER

    (tmp_path / "名册.xlsx").write_bytes(workbook(ROSTER, ["A1:H1"]))
    assert taizhang(tmp_path, "import", "units", str(tmp_path / "名册.xlsx")).returncode == 0
    unit = (
        sqlite3.connect(tmp_path / "taizhang.sqlite3")
        .execute("SELECT code FROM orgs_unit WHERE short = '东坡村党支部'")
        .fetchone()[0]
    )
    environment = {**os.environ, "TAIZHANG_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    each = 500 if os.environ.get("TAIZHANG_FAULTS") == "full" else 25
    writers = [_start(unit, f"w{number}", environment) for number in range(8)]
    for writer in writers:
        for _unused in range(each):
            assert writer.stdout.readline().strip()  # type: ignore[union-attr]
    for writer in writers:
        writer.kill()
        writer.wait()
    done = taizhang(tmp_path, "journal", "verify", "--json")
    assert done.returncode == 0 and '"whole": true' in done.stdout
