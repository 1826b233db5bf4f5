"""Questions about evidence. Who may see a subject is asked of the app that owns it, through SIGHT."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from taizhang.evidence import labels, store
from taizhang.evidence.models import Evidence, Footage, Trait
from taizhang.evidence.rules import is_near, says_enough
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent, Refused
from taizhang.kit.words import day_words
from taizhang.people.viewers import Viewer

# (viewer, subject, evidence code) → whether the viewer sees that file of that subject; bound by shell/wiring.py
DAY_SECONDS = 24 * 3600
SIGHT: list[Callable[[Viewer, str, str], bool]] = []
# digests other apps keep in the store beside evidence, as films (bound by shell/wiring.py)
NAMED_BESIDE: list[Callable[[], set[str]]] = []


def evidence_for(viewer: Viewer, code: str) -> Evidence:
    """One piece of evidence whose subject the viewer sees; the same Absent for "none" and "not yours"."""
    found = Evidence.unscoped.filter(code=code).first()
    if found is None or not any(sees(viewer, found.subject, found.code) for sees in SIGHT):
        raise Absent(labels.ABSENT)
    return found


def evidence_by(subjects: Sequence[str]) -> dict[str, list[Evidence]]:
    """All evidence of subjects the caller has already been allowed to see. One query."""
    found: dict[str, list[Evidence]] = {subject: [] for subject in subjects}
    for one in Evidence.unscoped.filter(subject__in=subjects).order_by("at"):
        found[one.subject].append(one)
    return found


def subjects_since(moment: datetime) -> QuerySet[Evidence, Any]:
    """Numbers of what evidence was kept for since a moment."""
    return Evidence.unscoped.filter(at__gte=moment).values("subject")


def proofs_until(moment: datetime, subjects: QuerySet[Any, Any]) -> dict[str, int]:
    """Number → how many pieces of evidence were kept for it before a moment, of subjects a query names."""
    found = Evidence.unscoped.filter(subject__in=subjects, at__lt=moment).order_by()
    return dict(found.values_list("subject").annotate(count=Count("*")))


def evidence_of(subject: str) -> list[Evidence]:
    """All evidence of a subject the caller has already been allowed to see."""
    return list(Evidence.unscoped.filter(subject=subject).order_by("at"))


def bytes_of(evidence: Evidence, original: bool = False) -> bytes:
    """The served copy, or the sealed original; Absent when the file is gone or changed."""
    content = store.get(evidence.sha256 if original or not evidence.served else evidence.served)
    if content is None:
        raise Absent(labels.GONE)
    return content


def footage_of(digests: Iterable[str]) -> dict[str, Footage]:
    """SHA-256 of a video's original → what has been made of it."""
    return {one.sha256: one for one in Footage.unscoped.filter(sha256__in=list(digests))}


def video_for(viewer: Viewer, code: str) -> tuple[Evidence, Footage]:
    """A video in sight whose copy can be shown; Refused in words while it cannot."""
    found = evidence_for(viewer, code)
    made = footage_of([found.sha256]).get(found.sha256) if found.kind == "video" else None
    if made is None:
        raise Absent(labels.ABSENT)
    if made.state != "ready":
        sentence = labels.VIDEO_WAITS if made.state == "waiting" else labels.VIDEO_FAILED
        raise Refused(sentence, name=found.name, why=made.fault)
    return found, made


def digests_named() -> set[str]:
    """Digests of every file some evidence names, originals and served copies."""
    pairs = Evidence.unscoped.values_list("sha256", "served")
    made = Footage.unscoped.values_list("poster", "copy")
    named = {digest for pair in pairs.iterator() for digest in pair if digest}
    named |= {digest for pair in made.iterator() for digest in pair if digest}
    return named.union(*(ask() for ask in NAMED_BESIDE))


def orphans() -> list[str]:
    """Digests in the store that no evidence names and that are older than a day: uploads whose act was refused."""
    named = digests_named()
    return [digest for digest in store.older_than(DAY_SECONDS) if digest not in named]


def damaged() -> list[str]:
    """Codes of evidence whose file is gone or changed: the nightly check."""
    return [one.code for one in Evidence.unscoped.all() if not store.is_whole(one.sha256)]


Hint = tuple[Evidence, str, dict[str, str]]


def hints_on(
    rows: Sequence[Evidence], since: date, editors: Sequence[str], nameable: Callable[[list[str]], list[str]]
) -> list[Hint]:
    """Quiet hints on a subject's photos: the same picture elsewhere, older than the problem, kept by an editor.

    `since`: the day the problem was entered; `editors`: words in programs' names; `nameable`: of subjects that hold the
    same picture, those that count, by the number the viewer may read. Never a verdict; nothing is counted.
    """
    photos = {one.sha256: one for one in rows if one.kind == "image"}
    found: list[Hint] = []
    for trait in Trait.unscoped.filter(sha256__in=photos) if photos else ():
        photo, taken = photos[trait.sha256], day_of(trait.shot_at) if trait.shot_at else since
        found += [(photo, labels.SAME_ELSEWHERE, {"code": code}) for code in nameable(_alike(trait, photo))]
        if taken < since:
            found.append((photo, labels.OLDER, {"day": day_words(taken)}))
        if trait.software and any(word.lower() in trait.software.lower() for word in editors):
            found.append((photo, labels.EDITED, {"program": trait.software}))
    return found


def _alike(trait: Trait, photo: Evidence) -> list[str]:
    """Other subjects with the same file or a picture alike."""
    digests = {trait.sha256}
    if says_enough(trait.seen):
        quarter = Q(c0=trait.c0) | Q(c1=trait.c1) | Q(c2=trait.c2) | Q(c3=trait.c3)
        near = Trait.unscoped.filter(quarter).values_list("sha256", "seen")
        digests |= {digest for digest, seen in near if is_near(seen, trait.seen)}
    others = Evidence.unscoped.filter(sha256__in=digests).exclude(subject=photo.subject)
    return sorted(set(others.values_list("subject", flat=True)))
