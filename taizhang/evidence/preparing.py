"""Getting a file ready to be kept: checked, re-encoded and on disk before any act takes its locks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from taizhang.documents.grids import check_zip
from taizhang.evidence import labels, store, uploads
from taizhang.evidence.rules import check_start, kind_of, safe_name
from taizhang.kit.children import run_child
from taizhang.kit.errors import BadInput

CHILD = Path(__file__).with_name("childimage.py")


@dataclass(frozen=True)
class Prepared:
    """A file that may be kept: its safe name, kind, size, and digests of original and served copy."""

    name: str
    kind: str
    size: int
    sha256: str
    served: str
    trait: tuple[str, str, str] = ("", "", "")  # of a photo: mark of what is seen, moment of the shot, program


Files = Sequence[Prepared | tuple[str, bytes]]


def prepare(name: str, content: bytes) -> Prepared:
    """Check a file, make its harmless copy and put both into the store; BadInput in words when it may not be kept."""
    name = safe_name(name)
    kind = kind_of(name, content)
    if kind == "office" and not name.lower().endswith(".ofd"):
        check_zip(content, name)
    if kind != "image":
        return Prepared(name, kind, len(content), store.put(content), "")
    copy, trait = _harmless(content, name)
    return Prepared(name, kind, len(content), store.put(content), store.put(copy), trait)


def prepared(files: Files) -> list[Prepared]:
    """All files ready; those that already are stay as they are."""
    return [one if isinstance(one, Prepared) else prepare(*one) for one in files]


def prepare_upload(owner: str, code: str) -> Prepared:
    """An upload ready to be kept; a video without ever lying in memory."""
    upload = uploads.begun(owner, code)
    if not uploads.is_video(upload):
        return prepare(*uploads.whole(owner, code))
    name, path = uploads.assembled(owner, code)
    try:
        with path.open("rb") as held:
            check_start(name, held.read(16))
        size = path.stat().st_size
        return Prepared(safe_name(name), "video", size, store.put_file(path), "")
    finally:
        path.unlink(missing_ok=True)


def _harmless(content: bytes, name: str) -> tuple[bytes, tuple[str, str, str]]:
    """A JPEG without metadata, made in a limited child process, and what that saw."""
    try:
        done = run_child(CHILD, content, 60)
    except subprocess.TimeoutExpired as error:
        raise BadInput(labels.CANNOT_READ, name=name) from error
    if done.returncode == 3:
        raise BadInput(labels.TOO_MANY_PIXELS, name=name, pixels=done.stderr.decode().strip())
    if done.returncode or not done.stdout:
        raise BadInput(labels.CANNOT_READ, name=name)
    return done.stdout, _trait(done.stderr)


def _trait(said: bytes) -> tuple[str, str, str]:
    try:
        told = json.loads(said.decode(errors="replace").splitlines()[-1])
        return str(told["hash"]), str(told["shot"]), str(told["software"])
    except (IndexError, ValueError, KeyError, TypeError):
        return "", "", ""
