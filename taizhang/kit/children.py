"""Reading what came from outside: always in a child process behind a fence, never in the server's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

FENCE = Path(__file__).with_name("childfence.py")


def run_child(script: Path, content: bytes, seconds: int) -> subprocess.CompletedProcess[bytes]:
    """Run one of our child scripts with `content` on its standard input; subprocess.TimeoutExpired after `seconds`."""
    return subprocess.run(  # noqa: S603 - our own scripts, fixed arguments
        [sys.executable, "-I", "-B", str(FENCE), str(script)],
        input=content,
        capture_output=True,
        timeout=seconds,
        check=False,
        env={"PATH": "/usr/bin:/bin"},  # nothing of ours: the environment holds passwords
    )


def fence_words() -> str:
    """What the fence holds on this machine: rights and network, network only, or resource limits alone."""
    probe = Path(__file__).with_name("childprobe.py")
    told = run_child(probe, b"", 20).stdout.decode().split()
    return {("1", "1"): "both", ("0", "1"): "network", ("1", "0"): "rights"}.get(tuple(told), "limits")  # type: ignore[arg-type]


MEDIA = Path(__file__).with_name("childmedia.py")
PROBE_MEMORY, MEMORY, SIZE = 512 * 1024**2, 2 * 1024**3, 4 * 1024**3


@dataclass(frozen=True)
class Media:
    """What ffmpeg or ffprobe may use: seconds of processor and of the clock, bytes of memory and of output."""

    cpu: int
    seconds: int
    memory: int = MEMORY
    size: int = SIZE


def run_media(
    argv: Sequence[str], reads: Sequence[BinaryIO], writes: BinaryIO | None, limits: Media
) -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg or ffprobe behind a fence. In `argv` {0}, {1} … stand for what it reads, {out} for what it writes.

    It gets copies of open files, readable though it has no rights and no path leads to them.
    """
    names = {str(at): f"file:/proc/self/fd/{one.fileno()}" for at, one in enumerate(reads)}
    names["out"] = f"file:/proc/self/fd/{writes.fileno()}" if writes else ""
    filled = [names[part[1:-1]] if part[1:-1] in names and part[:1] == "{" else part for part in argv]
    told = {"argv": filled, "cpu": limits.cpu, "memory": limits.memory, "size": limits.size}
    held = [one.fileno() for one in (*reads, *([writes] if writes else []))]
    for handle in held:
        os.fchmod(handle, 0o666)
    return subprocess.run(  # noqa: S603 - our own script, our own arguments
        [sys.executable, "-I", "-B", str(MEDIA), json.dumps(told)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=limits.seconds,
        check=False,
        pass_fds=held,
        env={"PATH": "/usr/bin:/bin"},
    )


@contextmanager
def lent(paths: Sequence[Path], room: Path) -> Iterator[list[BinaryIO]]:
    """Copies of files, open and without a name, for somebody without rights to read; gone afterwards."""
    with ExitStack() as stack:
        found: list[BinaryIO] = []
        for path in paths:
            copy = stack.enter_context(tempfile.TemporaryFile(dir=room))
            with path.open("rb") as source:
                shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            found.append(copy)
        yield found
