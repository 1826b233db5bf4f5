"""What other grade rules would change, tried on the last rounds before they are published."""

from __future__ import annotations

from datetime import timedelta

from taizhang.debrief import labels
from taizhang.debrief.models import Grade, Meeting
from taizhang.debrief.selectors.grades import grade_rules, proposals_of
from taizhang.people.viewers import Viewer
from taizhang.rulebook.books import Content
from taizhang.rulebook.selectors import Told

ROUNDS, NAMED = 30, 12
YEAR = timedelta(days=400)


def try_grades(viewer: Viewer, content: Content) -> list[Told]:
    """Meeting by meeting of the last year: who would be graded otherwise. An administrator hears how many."""
    graded = Grade.unscoped.filter(debrief__meeting__meeting_on__gt=viewer.today - YEAR)
    meetings = Meeting.unscoped.filter(pk__in=graded.values("debrief__meeting")).select_related("unit")
    told: list[Told] = []
    for meeting in meetings.order_by("-meeting_on")[:ROUNDS]:
        was = {one.debrief.pk: one.band for one in proposals_of(meeting, grade_rules(meeting))}
        now = proposals_of(meeting, content.body)
        names = {**_bands(grade_rules(meeting)), **_bands(content.body)}
        changed = [one for one in now if one.band != was[one.debrief.pk]]
        words = [
            f"{one.debrief.unit.label}（{names.get(was[one.debrief.pk], '—')}→{names.get(one.band, '—')}）"
            for one in changed[:NAMED]
        ]
        facts: dict[str, object] = {"title": meeting.title, "count": len(now), "changed": len(changed)}
        facts["names"] = "、".join(words) if viewer.business and words else "—"
        told.append((labels.TRIAL_GRADES, facts))
    return told or [(labels.TRIAL_NO_ROUND, {})]


def _bands(rules: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {one["key"]: one["label"] for one in rules["bands"]}


TRIALS = {"grades": try_grades}
