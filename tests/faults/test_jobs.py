"""A worker killed in the middle of long work: the work is taken up again, and what it does is done exactly once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.jobworker import ITEMS
from tests.faults.test_kills import ROOT, taizhang
from tests.serving import environment_of

KILLS = 200 if os.environ.get("TAIZHANG_FAULTS") == "full" else 10
SCRIPT = Path(__file__).with_name("jobworker.py")
pytestmark = pytest.mark.once


class Stage:
    """The other process and its answers."""

    def __init__(self, home: Path, script: Path = SCRIPT) -> None:
        told = {**environment_of(home), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, str(script)], env=told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.hear() == "ready"

    def hear(self) -> str:
        return str(self.process.stdout.readline().strip())  # type: ignore[union-attr]

    def tell(self, words: str) -> str:
        self.process.stdin.write(words + "\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        return self.hear()


def test_killed_work_is_taken_up_again_and_done_exactly_once(tmp_path: Path) -> None:
    stage, dice = Stage(tmp_path), random.Random(5)
    points = [ITEMS + 1, 1, ITEMS, *(dice.randint(1, ITEMS + 1) for _unused in range(KILLS - 3))]
    for number, point in enumerate(points):
        assert stage.tell(f"ask {number}") == "asked"
        worker = int(stage.tell(f"run {point}"))
        assert stage.hear() == "here"  # in the middle of it
        os.kill(worker, signal.SIGKILL)
        assert int(stage.tell("wait")) == signal.SIGKILL
        time.sleep(0.8)  # the dead worker's lease runs out
        stage.tell("run 0")
        assert stage.tell("wait") == "0"
    assert stage.tell("check") == f"{KILLS} {KILLS} {KILLS} done"
    stage.process.kill()
    stage.process.wait()
    assert taizhang(tmp_path, "journal", "verify").returncode == 0
