"""The content-addressed store: `ab/cd/<sha256>` below the evidence folder, written whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def put(content: bytes) -> str:
    """Keep the bytes; returns their SHA-256. The file is on disk (fsync) before this returns."""
    digest = hashlib.sha256(content).hexdigest()
    place = path_of(digest)
    with _locked(fcntl.LOCK_SH):
        return _put(content, digest, place)


def _put(content: bytes, digest: str, place: Path) -> str:
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


def put_file(source: Path) -> str:
    """Keep a file of the same disk without holding it in memory; returns its SHA-256. The source is gone then."""
    digest = digest_of(source)
    place = path_of(digest)
    with _locked(fcntl.LOCK_SH):
        if place.exists():
            os.utime(place)
            source.unlink()
            return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as held:
            os.fsync(held.fileno())
        os.replace(source, place)
    return digest


def digest_of(path: Path) -> str:
    """A file's SHA-256, a megabyte at a time."""
    found = hashlib.sha256()
    with path.open("rb") as held:
        while chunk := held.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()


def is_whole(digest: str) -> bool:
    """Whether the file of this digest is there and unchanged."""
    try:
        return digest_of(path_of(digest)) == digest
    except OSError:
        return False


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


def drop(name: str, seconds: float) -> bool:
    """Take a file out of the store if it still lies untouched for so long: nobody puts one while we look.

    `name` is a digest, or what a broken upload left behind. Returns whether it was taken out.
    """
    limit = time.time() - seconds
    with _locked(fcntl.LOCK_EX):
        found = [place for place in Path(settings.MEDIA_ROOT).glob(f"??/??/{name}") if place.stat().st_mtime < limit]
        for place in found:
            place.unlink()
    return bool(found)


@contextmanager
def _locked(how: int) -> Iterator[None]:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


def path_of(digest: str) -> Path:
    """Where a digest's bytes lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest
