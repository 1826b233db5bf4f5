"""A running inspection moves to a checklist's newer version; no answer is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from taizhang.inspection import labels
from taizhang.inspection.actions.core import locked_plan, tell
from taizhang.inspection.models import Answer, Checklist, Finding, Visit
from taizhang.inspection.selectors import Upgrade, upgrade_of
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.people.viewers import Viewer


@act
def upgrade_checklist(
    *, actor: Viewer, at: datetime, code: str, name: str, mapping: Mapping[str, str] | None = None, version: str = ""
) -> int:
    """Move a running inspection to the checklist's version in force: `mapping` says where a number went.

    A number not named goes to the item with the same words. Refused when an answer would be lost, or when another
    version than `version`, the one that was looked at, is in force by now. Returns how many answers moved.
    """
    plan, _move = locked_plan(actor, code, "upgrade_checklist")
    here = Q(plan=plan) | Q(merged__plan=plan)  # also where a visit of ours is made within another's
    places = Visit.unscoped.filter(here).values("pk")
    list(Visit.unscoped.select_for_update().filter(pk__in=places).order_by("pk").values_list("pk"))
    found = upgrade_of(plan, name, day_of(at), mapping or {})
    if version and version != found.book.version:
        raise Refused(labels.OTHER_VERSION, seen=version, now=found.book.version)
    _require_whole(found, mapping or {})
    old, book = found.old, found.book
    told = {"version": book.version, "title": book.title, "digest": book.digest, "body": book.body}
    new = Checklist.unscoped.create(plan=plan, name=name, **told)
    goes = {one.key: one.target for one in found.rows}
    for answer in found.answers:
        answer.checklist, answer.key = new, goes[answer.key]
    Answer.unscoped.bulk_update(found.answers, ["checklist", "key"])
    for finding in Finding.unscoped.filter(checklist=old, visit__in=found.visits):
        finding.checklist, finding.key = new, goes.get(finding.key, finding.key)
        finding.save(update_fields=["checklist", "key"])
    old.replaced_by, old.replaced_at = new, at
    old.save(update_fields=["replaced_by", "replaced_at"])
    versions = f"{old.version} → {new.version}"
    tell("upgrade_checklist", actor, at, plan.code, plan.host, list=name, versions=versions, count=len(found.answers))
    return len(found.answers)


def _require_whole(found: Upgrade, mapping: Mapping[str, str]) -> None:
    if found.is_same:
        raise Refused(labels.SAME_VERSION)
    strange = sorted(key for key in mapping.values() if key and key not in found.known)
    if strange:
        raise BadInput(labels.FAR_MOVED, key=strange[0])
    lost = sorted(one.key for one in found.rows if one.fault)
    if lost:
        raise Refused(labels.ANSWERS_LOST, count=len(lost), keys="、".join(lost))
