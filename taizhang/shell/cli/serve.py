"""Commands that keep running: the web server and the worker."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from django.core.management import call_command

from taizhang.orgs.selectors import root_unit
from taizhang.shell.cli import demo
from taizhang.shell.jobs import work


def run_all(asked: argparse.Namespace) -> int:
    """Everything one machine needs: tables, the demonstration county when empty, worker and server."""
    call_command("migrate", interactive=False, verbosity=0)
    if root_unit() is None:
        demo.load(argparse.Namespace(scale="small", seed=1))
    call_command("collectstatic", interactive=False, verbosity=0)
    worker_process = subprocess.Popen([sys.executable, "-m", "taizhang", "worker"])
    try:
        return serve(asked)
    finally:
        worker_process.terminate()


def serve(asked: argparse.Namespace) -> int:
    """The web server (granian, WSGI)."""
    sys.stderr.write(f"台账已启动：http://{asked.host}:{asked.port}  （按 Ctrl+C 停止）\n")
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        asked.host,
        "--port",
        str(asked.port),
        "--workers",
        os.environ.get("TAIZHANG_WORKERS", "2"),
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "taizhang.config.wsgi:application",
    ]
    return subprocess.call(command)  # noqa: S603 - fixed words and checked numbers


def worker(asked: argparse.Namespace) -> int:
    """Take up background tasks; `--once` ends when none is left."""
    work(once=asked.once)
    return 0
