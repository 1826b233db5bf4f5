"""The content-addressed store: `ab/cd/<sha256>` below the evidence folder, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings


def put(content: bytes) -> str:
    """Keep the bytes; returns their SHA-256. The file is on disk (fsync) before this returns."""
    digest = hashlib.sha256(content).hexdigest()
    place = path_of(digest)
    if place.exists():
        os.utime(place)  # in use again: the sweep waits another day
        return digest
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(name, place)
    return digest


def get(digest: str) -> bytes | None:
    """The bytes again; None when they are gone or no longer what they were."""
    try:
        content = path_of(digest).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def older_than(seconds: float) -> list[str]:
    """Digests whose files have lain untouched for so long."""
    limit = time.time() - seconds
    places = Path(settings.MEDIA_ROOT).glob("??/??/*")
    return sorted(place.name for place in places if place.is_file() and place.stat().st_mtime < limit)


def drop(digest: str) -> None:
    """Take a file out of the store; gone already is fine."""
    path_of(digest).unlink(missing_ok=True)


def path_of(digest: str) -> Path:
    """Where a digest's bytes lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest
