"""Acts on evidence. Who may is decided by the app whose subject it proves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from taizhang.evidence import footage, uploads
from taizhang.evidence.models import Evidence, Footage, Trait
from taizhang.evidence.preparing import Files, Prepared, prepared
from taizhang.evidence.rules import check_quota, quarters_of
from taizhang.journal.acts import act, record
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on


@act
def keep_evidence(*, actor: Viewer, at: datetime, subject: str, unit: str, path: str, file: Prepared) -> str:
    """Keep a prepared file as proof of a subject. Returns its code; the same file again returns the first one's."""
    if not Evidence.unscoped.filter(subject=subject, sha256=file.sha256).exists():
        _require_room(actor, at, unit, file)
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
            "unit": unit,
            "at": at,
        },
    )
    uploads.use(actor.code, file.sha256)
    if file.trait[0]:
        _note_trait(file)
    if file.kind == "video":
        _want_footage(file.sha256, at)
    facts = {"evidence": kept.code, "sha256": file.sha256, "size": file.size, "again": not new}
    record("evidence.kept", actor=actor, at=at, subject=subject, unit=unit, path=path, facts=facts)
    return kept.code


def keep_all(actor: Viewer, at: datetime, subject: str, home: Unit, files: Files) -> list[str]:
    """Inside an act: keep all files as proof of a subject of a unit. Returns their codes."""
    where = {"subject": subject, "unit": home.code, "path": home.path}
    return [keep_evidence(actor=actor, at=at, **where, file=file) for file in prepared(files)]


def moment_in(text: str) -> datetime | None:
    """A camera's "2026:07:08 09:00:00", by the county's clock; None when it says nothing."""
    try:
        return timezone.make_aware(datetime.strptime(text, "%Y:%m:%d %H:%M:%S"))  # noqa: DTZ007 - made aware here
    except ValueError:
        return None


def _note_trait(file: Prepared) -> None:
    seen, shot, software = file.trait
    quarters = {f"c{at}": int(part, 16) for at, part in enumerate(quarters_of(seen))}
    told = {"seen": seen, "shot_at": moment_in(shot), "software": software, **quarters}
    Trait.unscoped.get_or_create(sha256=file.sha256, defaults=told)


# told the digest of a video whose copy is to be made, once the act is in the database (bound by shell/wiring.py)
AFTER_VIDEO: list[Callable[[str], None]] = []


def _want_footage(sha256: str, at: datetime) -> None:
    _row, new = Footage.unscoped.get_or_create(sha256=sha256, defaults={"at": at})
    if new:
        for tell in AFTER_VIDEO:
            transaction.on_commit(lambda told=tell: told(sha256))  # type: ignore[misc]


def make_footage(sha256: str, at: datetime) -> str:
    """Poster and copy of a video, in the background; done before, it is not done again. Returns its state.

    No act: nothing of the record changes, only what is served of it.
    """
    row = Footage.unscoped.get(sha256=sha256)
    if row.state == "ready":
        return row.state
    made = footage.make(sha256)
    columns = {"state": "failed" if made.fault else "ready", **asdict(made), "at": at}
    Footage.unscoped.filter(pk=row.pk).update(**columns)
    return str(columns["state"])


def _require_room(actor: Viewer, at: datetime, unit: str, file: Prepared) -> None:
    """Refused when the unit or the person has used up what the book allows; one hand at a time counts for a unit."""
    list(Unit.unscoped.select_for_update().filter(code=unit).values_list("pk"))
    limits = terms_on(day_of(at)).get("evidence")
    if limits is None:
        return
    year, day = Evidence.unscoped.filter(unit=unit, at__year=day_of(at).year), at - timedelta(days=1)
    of_unit = year.aggregate(size=Sum("size"))["size"] or 0
    of_person = Evidence.unscoped.filter(by=actor.code, at__gt=day).aggregate(size=Sum("size"))["size"] or 0
    check_quota(file.name, file.size, of_unit, of_person, limits)
