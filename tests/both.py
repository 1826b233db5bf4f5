"""`make test`: the whole suite on SQLite, then on a real PostgreSQL; the browser group where Chromium is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

from tests.pg_server import server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def suite(name: str, *arguments: str, **environment: str) -> int:
    """Run pytest once in a home of its own."""
    print(f"\n== {name} ==", flush=True)
    with tempfile.TemporaryDirectory(prefix="taizhang-test-") as home:
        variables = {**os.environ, "PYTEST_HOME": home, **environment}
        variables.pop("TAIZHANG_HOME", None)
        return subprocess.call([sys.executable, "-m", "pytest", *arguments, *sys.argv[1:]], env=variables)


def main() -> int:
    """All groups; the exit code is the worst."""
    cores = str(min(4, os.cpu_count() or 2))
    worst = suite("SQLite", "-n", cores, "-m", "not browser")
    with server() as url:
        worst = max(worst, suite("PostgreSQL", "-n", cores, "-m", "not browser and not once", DATABASE_URL=url))
    if CHROMIUM:
        worst = max(worst, suite("browser", "-m", "browser"))
    elif os.environ.get("CI"):
        print("CI needs Chromium for the browser group, and there is none.", flush=True)
        worst = max(worst, 1)
    else:
        print("No Chromium on this machine: the browser group was not run.", flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main())
