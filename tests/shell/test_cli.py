"""The command line as an operator types it: lists by their titles, refusals that leave nothing behind."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.shell.test_keeping import command, kept

__all__ = ["kept"]
pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", ["problem-list", "问题清单", "汇总备案表", "summary"])
def test_lists_go_by_key_or_title(kept: tuple[Path, Path], name: str) -> None:
    done = command(kept[0], "export", name, "--unit", "县委", "--format", "csv", "-o", "-")
    assert done.returncode == 0 and len(done.stdout.splitlines()) >= 3, done.stderr


def test_an_unknown_list_names_those_there_are(kept: tuple[Path, Path]) -> None:
    done = command(kept[0], "export", "没有", "--unit", "县委", "-o", "-")
    assert done.returncode == 1 and "problem-list（问题清单）" in done.stderr


def test_a_refused_account_leaves_nothing(kept: tuple[Path, Path]) -> None:
    told = ("account", "create", "zz9", "--name", "赵六", "--unit", "县委", "--role")
    assert command(kept[0], *told, "nonsense").returncode == 1
    with sqlite3.connect(kept[0] / "taizhang.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM people_account WHERE username = 'zz9'").fetchone() == (0,)
    database.close()
    assert command(kept[0], *told, "clerk").returncode == 0


def test_a_witness_slip_is_printed(kept: tuple[Path, Path]) -> None:
    slip = json.loads(command(kept[0], "journal", "witness", "--since", "1").stdout)
    assert slip["since"] == 1 and slip["proof"] and "taizhang-journal/1" in slip["note"]
    assert command(kept[0], "journal", "witness", "--since", "99999").returncode == 1


def test_bad_settings_are_said_in_words(tmp_path: Path) -> None:
    done = command(tmp_path, "doctor", database="nonsense")
    assert done.returncode == 1 and "DATABASE_URL" in done.stderr and "Traceback" not in done.stderr


def test_a_home_with_real_data_lets_nobody_in_by_a_click(kept: tuple[Path, Path]) -> None:
    assert not (kept[0] / ".demonstration").exists()
