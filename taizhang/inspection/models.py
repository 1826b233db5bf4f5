"""检查: plans, their checklists as frozen, teams, visits, answers, findings, talks."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.people.models import Account


class Plan(models.Model):
    """One inspection. `draw`: the frame, numbers and weights its units were chosen from, so that it can be redone."""

    code = models.CharField(max_length=12, unique=True)
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspections")
    title = models.CharField(max_length=120)
    theme = models.TextField(blank=True)
    breadth = models.CharField(max_length=12)
    rhythm = models.CharField(max_length=12)
    manner = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="drafted")
    basis = models.CharField(max_length=12)
    basis_paper = models.CharField(max_length=120)
    basis_by = models.CharField(max_length=60)
    basis_on = models.DateField()
    from_on = models.DateField()
    to_on = models.DateField()
    how = models.CharField(max_length=12, blank=True)
    seed = models.CharField(max_length=60, blank=True)
    draw: Any = models.JSONField(default=dict)
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="revisits")
    after_days = models.PositiveSmallIntegerField(default=0)
    drafted_by = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    unscoped = models.Manager()


class Checklist(models.Model):
    """A checklist as a plan uses it: frozen. `replaced_by`: the version its running visits were moved to."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="checklists")
    name = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    body: Any = models.JSONField()
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name", "version"], name="inspection_one_checklist")]


class Team(models.Model):
    """A team of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="teams")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="inspection_one_team")]


class Member(models.Model):
    """Who goes. A head sees and settles the whole team's visits."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    is_head = models.BooleanField(default=False)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "account"], name="inspection_one_member")]


class Recusal(models.Model):
    """A conflict of interest an inspector declared: relatives or other ties in a unit, from a day on."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit"], condition=Q(ended_at=None), name="inspection_one_recusal"
            )
        ]


class Visit(models.Model):
    """A unit's visit in a plan. `reasons`: why it is in. `merged_into`: the visit that asks this one's lists too."""

    code = models.CharField(max_length=12, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="visits")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="visits")
    stratum = models.CharField(max_length=40, blank=True)
    reasons: Any = models.JSONField(default=list)
    state = models.CharField(max_length=12, default="planned")
    on = models.DateField(null=True)
    place = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    words = models.TextField(blank=True)
    worded_by = models.CharField(max_length=160, blank=True)
    worded_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    replied_by = models.CharField(max_length=160, blank=True)
    replied_at = models.DateTimeField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "unit"], name="inspection_unit_once")]
        indexes = [models.Index(fields=["unit", "state"], name="inspection_unit_visits")]


class Answer(models.Model):
    """One inspector's answer to one item. `chosen`: the head took this one where two differ."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=20)
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=40)
    value: Any = models.JSONField(null=True)
    note = models.TextField(blank=True)
    evidence: Any = models.JSONField(default=list)
    chosen = models.BooleanField(default=False)
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "checklist", "key", "by"], name="inspection_one_answer")
        ]


class Finding(models.Model):
    """What was found wrong. `item`: the problem it stands as; `onto`: made, linked or reopened."""

    code = models.CharField(max_length=36, unique=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    checklist = models.ForeignKey(Checklist, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, default="noted")
    text = models.TextField()
    category = models.CharField(max_length=60, blank=True)
    evidence: Any = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    onto = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=40)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "checklist", "key"],
                name="inspection_one_finding",
                condition=~Q(key="") & ~Q(state="dropped"),
            )
        ]


class Talk(models.Model):
    """谈: with whom by role, and the points; no verbatim record, no name asked for."""

    code = models.CharField(max_length=36, unique=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="talks")
    role = models.CharField(max_length=40)
    points = models.TextField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=40)
    at = models.DateTimeField()

    unscoped = models.Manager()


class Recheck(models.Model):
    """回看: a closed problem looked at again on a revisit. `onto`: what came of it, a key of labels.RECHECK_STATES.

    Who finds later that it has come back is heard though somebody else said before that it holds.
    """

    code = models.CharField(max_length=36, unique=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="rechecks")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    held = models.BooleanField()
    note = models.TextField()
    evidence: Any = models.JSONField(default=list)
    onto = models.CharField(max_length=10)
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=40)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "item", "held"], name="inspection_one_recheck")]


class Film(models.Model):
    """A 专题片 of one unit (as a township) in a plan. `pieces`: what it is made of, in order; `chapters`: of the build.

    `shown…`: the version a named leader released, locked whatever is changed afterwards.
    """

    code = models.CharField(max_length=12, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="films")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="films")
    title = models.CharField(max_length=120)
    script = models.TextField(blank=True)
    pieces: Any = models.JSONField(default=list)
    voice = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, default="drafted")
    version = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    chapters: Any = models.JSONField(default=list)
    fault = models.CharField(max_length=300, blank=True)
    maker = models.CharField(max_length=40)
    maker_name = models.CharField(max_length=40)
    shown = models.CharField(max_length=64, blank=True)
    shown_version = models.PositiveSmallIntegerField(default=0)
    shown_chapters: Any = models.JSONField(default=list)
    released_by = models.CharField(max_length=160, blank=True)
    released_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "unit"], name="inspection_one_film")]
