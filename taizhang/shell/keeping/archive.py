"""The backup file: a tar of members with their digests in a signed manifest, which comes last.

`db/…` the database's own snapshot, `evidence/<sha256>` every file, `journal.jsonl` and `heads.txt` as verify.py reads
them, `manifest.json`, `manifest.sig`. Keys are never in it: the manifest only names which ones it needs.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from taizhang.kit.errors import Refused
from taizhang.shell.keeping import labels

FORMAT = 1
MEMBER = re.compile(r"(db/[a-z0-9_.]{1,80}|evidence/[0-9a-f]{64}|journal\.jsonl|heads\.txt|manifest\.(json|sig))")
PIECE = 1 << 20
ROOM_LEFT = 200 * 1024**2  # never fill the disk the living system writes on


class Writing:
    """A backup being written: every member's size and digest are noted as it goes in."""

    def __init__(self, target: Path) -> None:
        os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))  # names and numbers: the owner's alone
        self.tar = tarfile.open(target, "w:gz", compresslevel=1)  # noqa: SIM115 - closed by finish()
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: Path) -> None:
        """Put a file in under a name."""
        with source.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        size = source.stat().st_size
        self.members[name] = {"size": size, "sha256": digest}
        told = tarfile.TarInfo(name)
        told.size = size
        with source.open("rb") as content:
            self.tar.addfile(told, content)

    def finish(self, manifest: dict[str, Any], sign: Callable[[bytes], str]) -> None:
        """Write the manifest and its signature, last: a file cut short has none."""
        text = json.dumps(
            {**manifest, "format": FORMAT, "members": self.members}, ensure_ascii=False, indent=1
        ).encode()
        for name, content in (("manifest.json", text), ("manifest.sig", sign(text).encode())):
            told = tarfile.TarInfo(name)
            told.size = len(content)
            self.tar.addfile(told, io.BytesIO(content))
        self.tar.close()


def unpack(source: Path, folder: Path) -> tuple[dict[str, Any], bytes, str]:
    """Unpack a backup into an empty folder; returns its manifest, the manifest's bytes and signature.

    Refused with the reason when it is no backup, is cut short, holds what it should not, or a member is not what the
    manifest says.
    """
    found = _members(source, folder)
    if "manifest.json" not in found or "manifest.sig" not in found:
        raise Refused(labels.CUT_SHORT, file=source.name)
    text = (folder / "manifest.json").read_bytes()
    try:
        manifest = json.loads(text)
        told = {name: (one["size"], one["sha256"]) for name, one in manifest["members"].items()}
        _check_shape(manifest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(labels.BAD_MANIFEST, file=source.name) from error
    if manifest.get("format") != FORMAT:
        raise Refused(labels.OTHER_FORMAT, format=manifest.get("format"), known=FORMAT)
    held = {name: one for name, one in found.items() if not name.startswith("manifest.")}
    for name in sorted(told.keys() | held.keys()):
        if name not in held:
            raise Refused(labels.LACKS, name=name)
        if name not in told:
            raise Refused(labels.TOO_MUCH, name=name)
        if held[name] != told[name]:
            raise Refused(labels.CHANGED, name=name)
    return manifest, text, (folder / "manifest.sig").read_text("ascii", "replace")


SHAPE = {"keys": dict, "tables": dict, "journal": dict, "migrations": list, "evidence": list, "app": str, "vendor": str}


def _check_shape(manifest: dict[str, Any]) -> None:
    """ValueError when a part of the manifest is missing or of another kind."""
    if manifest.get("format") == FORMAT and not all(
        isinstance(manifest.get(name), kind) for name, kind in SHAPE.items()
    ):
        raise ValueError("manifest")


def _members(source: Path, folder: Path) -> dict[str, tuple[int, str]]:
    """Name → size and digest of every member, unpacked; only plain files under names of ours, each once."""
    found: dict[str, tuple[int, str]] = {}
    room = shutil.disk_usage(folder).free - ROOM_LEFT
    try:
        with tarfile.open(source, "r:gz") as tar:
            for member in tar:
                if not member.isfile() or not MEMBER.fullmatch(member.name):
                    raise Refused(labels.STRANGE, name=member.name[:80])
                if member.name in found:
                    raise Refused(labels.TWICE, name=member.name)
                room -= member.size
                if room < 0:
                    raise Refused(labels.NO_ROOM, file=source.name)
                found[member.name] = _unpacked(tar, member, folder / member.name)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise Refused(labels.UNREADABLE, file=source.name) from error
    return found


def _unpacked(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> tuple[int, str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while content is not None and (piece := content.read(PIECE)):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    return size, digest.hexdigest()
