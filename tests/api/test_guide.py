"""The worked example of docs/api.md, word for word, against a real server on a home of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.shell.test_keeping import ROOT, command, staged_home


@contextmanager
def served(home: Path) -> Iterator[str]:
    """`taizhang serve` on a free port, until it answers; stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    plain = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_HOME")}
    call = [sys.executable, "-m", "taizhang", "serve", "--port", str(port)]
    server = subprocess.Popen(call, env={**plain, "TAIZHANG_HOME": str(home)}, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        for _unused in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.once
def test_the_guides_python_runs_as_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = staged_home(tmp_path)
    token = command(home, "account", "token", "cheng").stdout.strip().rpartition("：")[2]
    example = (ROOT / "docs" / "api.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    with served(home) as base:
        exec(compile(example, "docs/api.md", "exec"), {"TOKEN": token, "BASE": base})  # noqa: S102 - our own guide
    assert "raise_problem 程远" in capsys.readouterr().out
