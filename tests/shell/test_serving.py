"""The server stops when told, by whichever way, and leaves nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from taizhang.shell.cli import serve
from tests.serving import answers, free_port, start
from tests.shell.test_keeping import command

STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
print(os.getpid(), flush=True)
time.sleep(600)
"""


@pytest.mark.once
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_terminals_group_stops_the_server(tmp_path: Path, told: int) -> None:
    assert command(tmp_path, "migrate").returncode == 0
    port = free_port()
    server = start(tmp_path, port)
    assert answers(port)
    os.killpg(server.pid, told)
    assert server.wait(60) == 0 and not answers(port)


@pytest.mark.once
def test_a_server_that_will_not_end_is_killed_with_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    stubborn = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, process_group=0)
    assert stubborn.stdout is not None
    stubborn.stdout.readline()
    monkeypatch.setattr(serve, "STOP_WAIT", 0.2)
    serve._stop([stubborn])
    assert stubborn.returncode == -signal.SIGKILL
    assert stubborn.stdout.read().count(b"\n") <= 1  # ends only when the child is gone too
