"""Acts on evidence. Who may is decided by the app whose subject it proves; this one decides what may be kept."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from taizhang.documents.grids import check_zip
from taizhang.evidence import labels, store
from taizhang.evidence.models import Evidence
from taizhang.evidence.rules import kind_of, safe_name
from taizhang.journal.acts import act, record
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput
from taizhang.people.viewers import Viewer

CHILD = Path(__file__).with_name("childimage.py")


@act
def keep_evidence(*, actor: Viewer, at: datetime, subject: str, unit: str, path: str, name: str, content: bytes) -> str:
    """Keep a file as proof of a subject. Returns its code; the same file again returns the first one's."""
    name = safe_name(name)
    kind = kind_of(name, content)
    if kind == "office" and not name.lower().endswith(".ofd"):
        check_zip(content, name)
    served = store.put(_harmless(content, name)) if kind == "image" else ""
    digest = store.put(content)
    kept, new = Evidence.unscoped.get_or_create(
        subject=subject,
        sha256=digest,
        defaults={
            "code": make_code(),
            "name": name,
            "kind": kind,
            "size": len(content),
            "served": served,
            "by": actor.code,
            "by_name": actor.name,
            "at": at,
        },
    )
    record(
        "evidence.kept",
        actor=actor,
        at=at,
        subject=subject,
        unit=unit,
        path=path,
        facts={"evidence": kept.code, "sha256": digest, "size": len(content), "again": not new},
    )
    return kept.code


def _harmless(content: bytes, name: str) -> bytes:
    """A JPEG without metadata, made in a limited child process."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script, fixed arguments
            [sys.executable, "-I", str(CHILD)], input=content, capture_output=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(labels.CANNOT_READ, name=name) from error
    if done.returncode == 3:
        raise BadInput(labels.TOO_MANY_PIXELS, name=name, pixels=done.stderr.decode().strip())
    if done.returncode or not done.stdout:
        raise BadInput(labels.CANNOT_READ, name=name)
    return done.stdout
