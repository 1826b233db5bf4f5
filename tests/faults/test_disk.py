"""Disk full and read-only at many points, clocks that jump, a database that restarts: nothing acknowledged is lost."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from taizhang.evidence import store
from taizhang.kit.trouble import as_refused
from taizhang.ledger.models import Item
from taizhang.people.models import Account
from taizhang.shell.jobs import beat, enqueue_due, reap
from tests.cast import AT, County
from tests.faults.test_kills import ROOT, taizhang
from tests.serving import environment_of

POINTS = 100 if os.environ.get("TAIZHANG_FAULTS") == "full" else 20
SCRIPT = Path(__file__).with_name("diskworker.py")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.once
def test_a_full_or_read_only_disk_refuses_in_words_and_loses_nothing(tmp_path: Path) -> None:
    told = {**environment_of(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(POINTS)], env=told, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["said"] == POINTS and found["other"] == 0
    kept = sqlite3.connect(tmp_path / "taizhang.sqlite3")
    stored = [row[0] for row in kept.execute("SELECT code FROM ledger_item")]
    assert sorted(stored) == sorted(found["acknowledged"]) and len(stored) >= POINTS
    steps, entries = (
        kept.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("ledger_step", "journal_entry WHERE kind = 'item.raise_problem'")
    )
    assert len(stored) == steps == entries
    assert taizhang(tmp_path, "journal", "verify").returncode == 0


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_evidence_that_finds_no_room_is_refused_in_words(
    county: County, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def no_room(_content: bytes) -> str:
        raise OSError(number, os.strerror(number))

    code = county.problem()
    monkeypatch.setattr(store, "put", no_room)
    client = Client(raise_request_exception=False)
    client.force_login(Account.unscoped.get(username="cheng"), backend=BACKEND)
    from django.core.files.uploadedfile import SimpleUploadedFile

    told = {"unit": "东坡村党支部", "title": "又一件", "source": "visit", "files": SimpleUploadedFile("a.txt", b"x")}
    answer = client.post("/items/raise/", told)
    assert (
        answer.status_code == 503 and "没有保存" in answer.content.decode() and "Traceback" not in str(answer.content)
    )
    assert list(Item.unscoped.filter(kind="problem").values_list("code", flat=True)) == [code]


def test_a_fault_of_ours_is_no_trouble_of_the_disk() -> None:
    assert as_refused(FileNotFoundError(errno.ENOENT, "x")) is None and as_refused(KeyError("x")) is None


def test_a_clock_that_jumps_stops_no_timetable_and_keeps_no_dead_worker_alive(county: County) -> None:
    future = AT + timedelta(days=4_000)
    assert enqueue_due(future)  # the clock was wrong for an hour
    beat("worker of then", future)
    assert enqueue_due(AT), "put right again, the timetable goes on"
    assert not enqueue_due(AT + timedelta(seconds=5))
    from django_tasks_db.models import DBTaskResult

    task = DBTaskResult.objects.filter(status="READY")[0]
    task.claim("worker of then")
    assert str(task.id) in reap(AT)


def test_entries_of_a_clock_put_back_keep_their_order(county: County) -> None:
    from taizhang.journal.models import Entry
    from taizhang.ledger.actions import raise_problem

    moments = [AT + timedelta(days=days) for days in (5, -300, 900, 0)]
    for number, at in enumerate(moments):
        raise_problem(actor=county.who("cheng"), at=at, unit=county.unit("东坡村党支部"), title=f"钟走错的第{number}件")
    last = list(Entry.unscoped.order_by("-seq")[:4])
    assert [one.seq for one in last] == sorted((one.seq for one in last), reverse=True)
    from taizhang.journal.heads import checked_hashes

    assert len(list(checked_hashes())) == Entry.unscoped.count()
