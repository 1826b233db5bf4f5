"""What is in a ballot box is in no backup, and does not come back with one."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving import ROOT, environment_of
from tests.shell.test_keeping import command, empty_home, staged_home

VOTE = """
import django; django.setup()
from taizhang.ballots import store
from taizhang.ballots.rules import plain_size
from tests.ballots.sealing import seal
from tests.ballots.test_store import FORM, KEY
codes = store.new_codes(5)
store.create("kept", FORM, KEY.hex(), {"units": codes})
for code in codes:
    store.cast("kept", code, seal(KEY, "kept", "0110", plain_size(4)))
print("\\n".join(codes))
"""


@pytest.mark.once
def test_no_backup_holds_a_ballot(tmp_path: Path) -> None:
    home = staged_home(tmp_path / "home")
    names = {**environment_of(home), "DJANGO_SETTINGS_MODULE": "taizhang.config.settings"}
    told = subprocess.run([sys.executable, "-c", VOTE], env=names, cwd=ROOT, check=True, capture_output=True, text=True)
    codes, lying = told.stdout.split(), (home / "ballots" / "kept.box").read_bytes()
    file = tmp_path / "all.tzb"
    assert len(codes) == 5 and command(home, "backup", "-o", file).returncode == 0
    raw = file.read_bytes()
    held = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    assert b"kept.box" not in held and lying[-600:-300] not in held
    assert not any(code.encode() in held for code in codes)
    fresh = empty_home(tmp_path, home)
    assert command(fresh, "restore", file).returncode == 0 and not (fresh / "ballots").exists()
