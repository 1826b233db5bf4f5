"""The meeting's electronic box: what stands on its ballots, who may watch, which are to be destroyed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from taizhang.debrief import labels
from taizhang.debrief.models import Box, Debrief, Meeting
from taizhang.debrief.policy import is_host, is_scrutineer
from taizhang.debrief.selectors.grades import appraisal_form
from taizhang.debrief.selectors.sight import has_part
from taizhang.people.models import Account, Grant, on_day
from taizhang.people.rules import ROLES
from taizhang.people.viewers import Viewer


def box_of(meeting: Meeting) -> Box | None:
    """The meeting's newest box."""
    return Box.unscoped.filter(meeting=meeting).select_related("meeting__unit").order_by("-pk").first()


def is_seen(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer has to do with the meeting's electronic vote: it may be held, and they hold or watch it."""
    if not has_part(meeting, "ballot") or not appraisal_form(meeting).get("electronic", {}).get("allowed"):
        return False
    box = box_of(meeting)
    return is_host(viewer, meeting) or (box is not None and is_scrutineer(viewer, box))


def ballot_of(meeting: Meeting) -> dict[str, Any]:
    """A ballot: its title, whom it is about, rows and options by the book."""
    form = appraisal_form(meeting)
    debriefs = Debrief.unscoped.filter(meeting=meeting).select_related("unit").order_by("ordinal")
    subjects = [{"key": one.code, "name": f"{one.unit.label} {one.person}".strip()} for one in debriefs]
    parts = {name: [{"key": one["key"], "label": one["label"]} for one in form[name]] for name in ("rows", "options")}
    return {"title": gettext(labels.BALLOT_TITLE).format(title=meeting.title), "subjects": subjects, **parts}


def scrutineers_known(meeting: Meeting, day: date) -> QuerySet[Account]:
    """Accounts that may watch a box: those who act for the unit that holds the meeting."""
    acting = [name for name, role in ROLES.items() if role.acts and role.business]
    held = Grant.unscoped.filter(on_day(day), role__in=acting, unit_id=meeting.unit_id, account=OuterRef("pk"))
    return Account.unscoped.filter(Exists(held), is_active=True).select_related("person").order_by("username")


def boxes_past(moment: datetime) -> list[str]:
    """Codes of counted boxes that are still there; the act says of each whether its days have passed."""
    found = Box.unscoped.filter(counted_at__lt=moment, destroyed_at=None)
    return list(found.values_list("code", flat=True))


def is_wanted(box: str) -> bool:
    """Whether a file that lies there still belongs to a vote that may be counted or objected to."""
    return Box.unscoped.filter(code=box, destroyed_at=None).exclude(state="void", counted_at=None).exists()
