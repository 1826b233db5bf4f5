"""Questions about evidence. Who may see a subject is asked of the app that owns it, through SIGHT."""

from __future__ import annotations

from collections.abc import Callable

from taizhang.evidence import labels, store
from taizhang.evidence.models import Evidence
from taizhang.kit.errors import Absent
from taizhang.people.viewers import Viewer

# prefix of a subject's code → whether a viewer sees that subject; bound by shell/wiring.py
DAY_SECONDS = 24 * 3600
SIGHT: list[Callable[[Viewer, str], bool]] = []


def evidence_for(viewer: Viewer, code: str) -> Evidence:
    """One piece of evidence whose subject the viewer sees; the same Absent for "none" and "not yours"."""
    found = Evidence.unscoped.filter(code=code).first()
    if found is None or not any(sees(viewer, found.subject) for sees in SIGHT):
        raise Absent(labels.ABSENT)
    return found


def evidence_of(subject: str) -> list[Evidence]:
    """All evidence of a subject the caller has already been allowed to see."""
    return list(Evidence.unscoped.filter(subject=subject).order_by("at"))


def bytes_of(evidence: Evidence, original: bool = False) -> bytes:
    """The served copy, or the sealed original; Absent when the file is gone or changed."""
    content = store.get(evidence.sha256 if original or not evidence.served else evidence.served)
    if content is None:
        raise Absent(labels.GONE)
    return content


def digests_named() -> set[str]:
    """Digests of every file some evidence names, originals and served copies."""
    pairs = Evidence.unscoped.values_list("sha256", "served")
    return {digest for pair in pairs.iterator() for digest in pair if digest}


def orphans() -> list[str]:
    """Digests in the store that no evidence names and that are older than a day: uploads whose act was refused."""
    named = digests_named()
    return [digest for digest in store.older_than(DAY_SECONDS) if digest not in named]


def damaged() -> list[str]:
    """Codes of evidence whose file is gone or changed: the nightly check."""
    return [one.code for one in Evidence.unscoped.all() if store.get(one.sha256) is None]
