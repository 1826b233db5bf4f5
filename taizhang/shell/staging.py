"""Files on their way in and out: chosen on a form or made by long work, kept sealed a few days outside the record."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from pathlib import Path

from django.conf import settings

from taizhang.people.seals import seal_bytes, unseal_bytes

DAYS = 3


def stage(content: bytes) -> str:
    """Keep bytes sealed for a while; returns their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    handle, fresh = tempfile.mkstemp(dir=_folder())  # a name of its own for every hand, readable by us alone
    with os.fdopen(handle, "wb") as out:
        out.write(seal_bytes(content, digest))
    os.replace(fresh, _folder() / digest)
    return digest


def staged(digest: str) -> bytes | None:
    """The bytes again; None when they are gone or the name is none of ours."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        return None
    try:
        return unseal_bytes((_folder() / digest).read_bytes(), digest)
    except OSError:
        return None


def unstage(digest: str) -> None:
    """Drop staged bytes that are needed no more."""
    if re.fullmatch(r"[0-9a-f]{64}", digest):
        (_folder() / digest).unlink(missing_ok=True)


def sweep() -> int:
    """Drop what has lain for days; returns how many files."""
    dropped = 0
    for one in _folder().iterdir():
        with contextlib.suppress(FileNotFoundError):  # another hand was quicker
            if one.stat().st_mtime < time.time() - DAYS * 86400:
                one.unlink()
                dropped += 1
    return dropped


def write_progress(code: str, done: int, whole: int) -> None:
    """How far a piece of long work is; outside the database, whose transaction others cannot see into."""
    (_folder() / f"{code}.progress").write_text(f"{done} {whole}")


def read_progress(code: str) -> tuple[int, int]:
    """Parts done and parts in all; (0, 0) when nothing has been said."""
    try:
        done, _space, whole = (_folder() / f"{code}.progress").read_text().partition(" ")
        return int(done), int(whole)
    except (OSError, ValueError):
        return 0, 0


def _folder() -> Path:
    folder = Path(settings.HOME) / "staged"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
