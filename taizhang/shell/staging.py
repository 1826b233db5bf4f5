"""Files on their way in and out: what was chosen on a form or made by long work, kept a few days outside the record."""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path

from django.conf import settings

DAYS = 3


def stage(content: bytes) -> str:
    """Keep bytes for a while; returns their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    place = _folder() / digest
    fresh = place.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(place)
    return digest


def staged(digest: str) -> bytes | None:
    """The bytes again; None when they are gone or the name is none of ours."""
    place = _folder() / digest
    return place.read_bytes() if re.fullmatch(r"[0-9a-f]{64}", digest) and place.is_file() else None


def sweep() -> int:
    """Drop what has lain for days; returns how many files."""
    old = [one for one in _folder().iterdir() if one.stat().st_mtime < time.time() - DAYS * 86400]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


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
    folder.mkdir(parents=True, exist_ok=True)
    return folder
