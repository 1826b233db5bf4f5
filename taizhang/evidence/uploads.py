"""A large file in parts: what has arrived stays when the line breaks, and beginning again goes on where it stopped.

Parts are no evidence: they lie beside the record for three days, and become part of it only with the act they prove.
From then on they count for nobody and go after a day: until then the same request may come once more.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from taizhang.documents.forms import BYTES_MOST, FILES_MOST
from taizhang.documents.labels import TOO_MANY_FILES
from taizhang.evidence import labels
from taizhang.evidence.rules import LIMITS, MEGABYTE, check_size, safe_name
from taizhang.kit.errors import Absent, BadInput, Refused
from taizhang.kit.trouble import DISK, Unwritable

PART = 512 * 1024  # bytes
DAYS, MOST, MOST_BYTES = 3, 20, 300 * MEGABYTE  # of one person at a time
USED, DAY = "used", 86_400
LEAST_FREE = 1024 * MEGABYTE  # what uploads leave for the database


_read_here: ContextVar[dict[str, tuple[str, str]]] = ContextVar("uploads", default={})  # noqa: B039 - never changed in place


@dataclass(frozen=True)
class Upload:
    """What is to come: whose, its name and size, and its SHA-256 where the sender could work it out ("" if not)."""

    owner: str
    name: str
    size: int
    mark: str  # tells two files of one name and size apart: the digest, or the day the file was last changed
    sha256: str = ""

    @property
    def code(self) -> str:
        """The same for the same file of the same person, so that beginning again is going on."""
        told = f"{self.owner}\n{self.name}\n{self.size}\n{self.mark}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def parts(self) -> int:
        return -(-self.size // PART)

    def length(self, number: int) -> int:
        """Bytes of part `number`, counted from 0."""
        return min(PART, self.size - number * PART)


def begin(owner: str, name: str, size: int, mark: str, sha256: str = "") -> Upload:
    """Announce a file; refused before a byte is sent when it may not be kept or too much is under way."""
    upload = Upload(owner, safe_name(name), size, mark[:80], sha256.lower())
    check_size(upload.name, size)
    folder = _root() / upload.code
    with _one_at_a_time():
        if not (folder / "what").exists() or (folder / USED).exists():
            _require_room(owner, size, is_video(upload))
            folder.mkdir(mode=0o700, exist_ok=True)
            _write(folder / "what", json.dumps(asdict(upload)).encode())
            (folder / USED).unlink(missing_ok=True)
    return upload


def _require_room(owner: str, size: int, video: bool) -> None:
    """One person may have so much under way, and the disk keeps room for the record itself."""
    under_way = [one for one in _all() if one.owner == owner and not (_root() / one.code / USED).exists()]
    most = MOST_BYTES + (LIMITS["video"] if video else 0)
    if len(under_way) >= MOST or sum(one.size for one in under_way) + size > most:
        raise Refused(labels.TOO_MUCH_UNDER_WAY, count=MOST, limit=most // MEGABYTE)
    if shutil.disk_usage(_root()).free < LEAST_FREE + size:
        raise Unwritable(DISK)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (_root() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begun(owner: str, code: str) -> Upload:
    """An upload of one's own; the same Absent for "none" and "not yours"."""
    found = _read(_root() / code) if code.isalnum() else None
    if found is None or found.owner != owner:
        raise Absent(labels.NO_UPLOAD)
    return found


def arrived(upload: Upload) -> list[int]:
    """Numbers of the parts that are here whole."""
    folder = _root() / upload.code
    return [
        number
        for number in range(upload.parts)
        if (folder / str(number)).exists() and (folder / str(number)).stat().st_size == upload.length(number)
    ]


def take_part(upload: Upload, number: int, content: bytes) -> None:
    """Keep one part; sent twice, it is kept once."""
    if not 0 <= number < upload.parts or len(content) != upload.length(number):
        raise BadInput(labels.WRONG_PART, number=number + 1, parts=upload.parts)
    try:
        _write(_root() / upload.code / str(number), content)
    except FileNotFoundError as error:  # swept, or spoilt and thrown away, while this part was on its way
        raise Absent(labels.NO_UPLOAD) from error


def whole(owner: str, code: str) -> tuple[str, bytes]:
    """Name and bytes of a file that has come in whole. The parts stay until swept: an act may be sent again."""
    upload = begun(owner, code)
    missing = upload.parts - len(arrived(upload))
    if missing:
        raise Refused(labels.PARTS_MISSING, name=upload.name, missing=missing, parts=upload.parts)
    content = b"".join((_root() / upload.code / str(number)).read_bytes() for number in range(upload.parts))
    _require_same(upload, hashlib.sha256(content).hexdigest())
    return upload.name, content


def _require_same(upload: Upload, digest: str) -> None:
    """What has arrived is what was announced; it is remembered as read here, for the act that will use it."""
    if upload.sha256 and digest != upload.sha256:
        shutil.rmtree(_root() / upload.code, ignore_errors=True)
        raise BadInput(labels.NOT_WHAT_WAS_SENT, name=upload.name)
    _read_here.set({**dict(list(_read_here.get().items())[-MOST:]), digest: (upload.owner, upload.code)})


def use(owner: str, digest: str) -> None:
    """Inside an act that keeps a file: once it is in the database, the owner's upload it came by counts no longer."""
    whose, code = _read_here.get().get(digest, ("", ""))
    if code and whose == owner:  # what another request of this thread has read is not ours
        transaction.on_commit(lambda: _mark_used(code))


def _mark_used(code: str) -> None:
    with contextlib.suppress(OSError):  # swept meanwhile, or a full disk: then it goes after its days
        (_root() / code / USED).touch(mode=0o600)


def assembled(owner: str, code: str) -> tuple[str, Path]:
    """Name and a fresh file of an upload that has come in whole, put together without holding it in memory."""
    upload = begun(owner, code)
    missing = upload.parts - len(arrived(upload))
    if missing:
        raise Refused(labels.PARTS_MISSING, name=upload.name, missing=missing, parts=upload.parts)
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=folder, prefix="whole-")
    digest = hashlib.sha256()
    with os.fdopen(handle, "wb") as out:
        for number in range(upload.parts):
            part = (_root() / upload.code / str(number)).read_bytes()
            digest.update(part)
            out.write(part)
    try:
        _require_same(upload, digest.hexdigest())
    except BadInput:
        Path(fresh).unlink()
        raise
    return upload.name, Path(fresh)


def is_video(upload: Upload) -> bool:
    """Whether an upload is a video: it goes by file, never through memory."""
    return check_size(upload.name, upload.size) == "video"


def check_many(found: Iterable[Upload], video: bool = False) -> None:
    """Refuse more files, or more bytes together, than one form may bring; `video`: where videos go by file, they do
    not count."""
    sizes = [one.size for one in found if not (video and is_video(one))]
    if len(sizes) > FILES_MOST or sum(sizes) > BYTES_MOST:
        raise BadInput(TOO_MANY_FILES, count=FILES_MOST, limit=BYTES_MOST // MEGABYTE)


def with_uploads(sent: MultiValueDict[str, Any], owner: str, codes: Sequence[str]) -> MultiValueDict[str, Any]:
    """A form's files: those sent with it, and those that came in parts before it. Too many are not even read."""
    files = MultiValueDict(dict(sent.lists()))
    wanted = list(dict.fromkeys(codes))
    check_many(begun(owner, code) for code in wanted)
    for code in wanted:
        files.appendlist("files", SimpleUploadedFile(*whole(owner, code)))
    return files


def sweep_uploads() -> int:
    """Drop uploads that were used a day ago, and those nobody went on with for days; returns how many."""
    dropped = 0
    for folder in _root().iterdir():
        with contextlib.suppress(FileNotFoundError):  # another hand was quicker
            since = DAY if (folder / USED).exists() else DAYS * DAY
            if folder.is_dir() and folder.stat().st_mtime < time.time() - since:
                shutil.rmtree(folder, ignore_errors=True)
                dropped += 1
    return dropped


def _all() -> list[Upload]:
    return [one for one in map(_read, _root().iterdir()) if one is not None]


def _read(folder: Path) -> Upload | None:
    try:
        return Upload(**json.loads((folder / "what").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(place: Path, content: bytes) -> None:
    handle, fresh = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, place)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def _root() -> Path:
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
