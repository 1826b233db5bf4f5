"""Acts on evidence. Who may is decided by the app whose subject it proves."""

from __future__ import annotations

from datetime import datetime

from taizhang.evidence.models import Evidence
from taizhang.evidence.preparing import Prepared
from taizhang.journal.acts import act, record
from taizhang.kit.codes import make_code
from taizhang.people.viewers import Viewer


@act
def keep_evidence(*, actor: Viewer, at: datetime, subject: str, unit: str, path: str, file: Prepared) -> str:
    """Keep a prepared file as proof of a subject. Returns its code; the same file again returns the first one's."""
    kept, new = Evidence.unscoped.get_or_create(
        subject=subject,
        sha256=file.sha256,
        defaults={
            "code": make_code(),
            "name": file.name,
            "kind": file.kind,
            "size": file.size,
            "served": file.served,
            "by": actor.code,
            "by_name": actor.name,
            "at": at,
        },
    )
    facts = {"evidence": kept.code, "sha256": file.sha256, "size": file.size, "again": not new}
    record("evidence.kept", actor=actor, at=at, subject=subject, unit=unit, path=path, facts=facts)
    return kept.code
