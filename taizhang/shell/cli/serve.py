"""Commands that keep running: the web server and the worker."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from taizhang.kit.errors import Refused
from taizhang.orgs.selectors import root_unit
from taizhang.shell.cli import demo
from taizhang.shell.jobs import work
from taizhang.shell.tls import folder

RUN_IS_DEMO = (
    "run 用于示范。正式环境请依次执行：taizhang migrate；taizhang import units 名册.xlsx（或 divisions load 县名）；"
    "taizhang account create …；再启动 taizhang serve 和 taizhang worker。"
)
PORT_TAKEN = "端口{port}已被占用，没有启动。请先停止原来的服务，或用 --port 换一个端口。"
NO_TLS = "没有证书，没有启动。请先执行 taizhang tls init --host 访问地址。"
STOP_WAIT = 15  # seconds a server or worker may take to finish what it is doing
NO_KEYS = "缺少密钥 {names}，没有启动。请按 docs/deploy.md 第5步生成后放到数据目录的 keys 下。"


def run_all(asked: argparse.Namespace) -> int:
    """Everything one machine needs: tables, the demonstration county when empty, worker and server."""
    if not settings.DEMO:
        raise Refused(RUN_IS_DEMO)
    check_port(asked.host, asked.port)
    call_command("migrate", interactive=False, verbosity=0)
    if root_unit() is None:
        demo.load(argparse.Namespace(scale="small", seed=1))
    call_command("collectstatic", interactive=False, verbosity=0)
    return _together([[sys.executable, "-m", "taizhang", "worker"], _granian(asked)], asked)


def serve(asked: argparse.Namespace) -> int:
    """The web server (granian, WSGI)."""
    check_port(asked.host, asked.port)
    missing = missing_keys()
    if missing:
        raise Refused(NO_KEYS, names="、".join(missing))
    return _together([_granian(asked)], asked)


def check_port(host: str, port: int) -> None:
    """Refuse an occupied port: two servers on one would answer in turn, from two versions or two databases."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host if host != "0.0.0.0" else "127.0.0.1", port)) == 0:  # noqa: S104 - compared, not bound
            raise Refused(PORT_TAKEN, port=port)


def missing_keys() -> list[str]:
    """Keys that production must have been given and has not."""
    keys = Path(settings.HOME) / "keys"
    names = ("journal.key", "field.key", "index.key")
    return [] if settings.DEMO else [name for name in names if not (keys / name).exists()]


def _granian(asked: argparse.Namespace) -> list[str]:
    workers = os.environ.get("TAIZHANG_WORKERS", "2")
    where = ["--host", asked.host, "--port", str(asked.port), "--workers", workers, "--blocking-threads", "4"]
    where += _certificate() if asked.tls else []
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        *where,
        "--log-level",
        "warning",
        "--workers-kill-timeout",
        "10",
        "taizhang.config.wsgi:application",
    ]


def _certificate() -> list[str]:
    """The server's own certificate, from TLS 1.2 on; refused where none was made."""
    place = folder(Path(settings.HOME))
    if not (place / "server.crt").exists():
        raise Refused(NO_TLS)
    files = ["--ssl-certificate", str(place / "server.crt"), "--ssl-keyfile", str(place / "server.key")]
    return [*files, "--ssl-protocol-min", "tls1.2"]


def _together(commands: list[list[str]], asked: argparse.Namespace) -> int:
    """Run the processes until the last one ends or we are told to stop; then none of them stays behind.

    Each is the head of its own group, so that Ctrl+C reaches us alone: granian can hang when its worker dies of the
    same signal that it is handling itself.
    """
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a shell in the background ignores it
        signal.signal(told, lambda *_unused: sys.exit(0))
    running = [subprocess.Popen(command, process_group=0) for command in commands]  # noqa: S603 - ourselves
    sys.stderr.write(
        f"台账已启动：{'https' if asked.tls else 'http'}://{asked.host}:{asked.port}  （按 Ctrl+C 停止）\n"
    )
    try:
        return running[-1].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(running)


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to end its work; what has not ended after STOP_WAIT seconds is killed with its children."""
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(STOP_WAIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def worker(asked: argparse.Namespace) -> int:
    """Take up background tasks; `--once` ends when none is left."""
    work(once=asked.once)
    return 0
