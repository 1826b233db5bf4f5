"""A real `taizhang serve` on a free port, for the tests that need one, and the command line in a home of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment_of(home: Path, database: str = "") -> dict[str, str]:
    """The environment of a process in `home`, with none of the test run's own settings."""
    plain = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_HOME")}
    extra = {"DATABASE_URL": database} if database else {}
    return {**plain, **extra, "TAIZHANG_HOME": str(home), "TAIZHANG_MODE": "demo", "TAIZHANG_WORKERS": "1"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, *extra: str) -> Iterator[int]:
    """Its port, from the moment it answers; stopped afterwards, with nothing left behind."""
    port = free_port()
    server = start(home, port, *extra)
    try:
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def start(home: Path, port: int, *extra: str) -> subprocess.Popen[bytes]:
    """A server in a group of its own, answering."""
    call = [sys.executable, "-m", "taizhang", "serve", "--port", str(port), *extra]
    server = subprocess.Popen(
        call, cwd=ROOT, env=environment_of(home), stderr=subprocess.DEVNULL, start_new_session=True
    )
    for _unused in range(300):
        if answers(port) or server.poll() is not None:
            break
        time.sleep(0.1)
    return server


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
