"""The ladder's climb killed at any statement, on days that jump: no rung is proposed twice, none is lost."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import pytest

from tests.faults.test_jobs import Stage
from tests.faults.test_kills import taizhang

KILLS = 500 if os.environ.get("TAIZHANG_FAULTS") == "full" else 15
SCRIPT = Path(__file__).with_name("ladderworker.py")
pytestmark = pytest.mark.once


def test_killed_at_any_statement_each_rung_is_proposed_exactly_once(tmp_path: Path) -> None:
    stage, dice, day = Stage(tmp_path, SCRIPT), random.Random(11), 0
    for number in range(KILLS):
        if number % 5 == 0:  # a night passes; now and then the clock was wrong, and is put back
            day += 1
            shown = day + dice.choice((0, 0, 0, 40, -3))
            assert stage.tell(f"day {max(shown, 0)}") == "day"
        worker = int(stage.tell(f"run {dice.randint(1, 60)}"))
        assert stage.hear() == "here"
        os.kill(worker, signal.SIGKILL)
        assert int(stage.tell("wait")) == signal.SIGKILL
        if number % 10 == 9:
            stage.tell("decide")
    assert stage.tell(f"day {day + 60}") == "day"
    for _again in range(2):  # left alone it catches up, and a second climb adds nothing
        stage.tell("run 0")
        assert stage.tell("wait") == "0"
        answers = stage.tell("check").split()
        assert int(answers[0]) > KILLS // 5 and answers[1:] == ["0", "0"]
    stage.process.kill()
    stage.process.wait()
    assert taizhang(tmp_path, "journal", "verify").returncode == 0
