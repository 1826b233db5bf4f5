"""述职评议: meetings, who debriefs in them, reports in their versions, comments."""

from __future__ import annotations

from typing import Any

from django.db import models

from taizhang.cycle.models import Round
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit


class Meeting(models.Model):
    """One debrief meeting a unit holds. `above`: the meeting whose follow-up duty it carries out."""

    code = models.CharField(max_length=12, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="debrief_meetings")
    above = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    kind = models.CharField(max_length=10)
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    order = models.CharField(max_length=12)
    films = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="opened")
    meeting_on = models.DateField()
    report_due_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    chair = models.CharField(max_length=60, blank=True)
    attending = models.TextField(blank=True)
    minutes = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    unscoped = models.Manager()


class Debrief(models.Model):
    """A unit's part in a meeting: who stands for it, its report, the letter it got."""

    code = models.CharField(max_length=12, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="debriefs")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="debriefs")
    ordinal = models.PositiveSmallIntegerField()
    person = models.CharField(max_length=60)
    post = models.CharField(max_length=120, blank=True)
    mode = models.CharField(max_length=10, default="speaks")
    absence = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="wanted")
    submitted_by = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField(null=True)
    vetted_at = models.DateTimeField(null=True)
    vetted_by = models.CharField(max_length=160, blank=True)
    opinion = models.TextField(blank=True)
    letter_number = models.CharField(max_length=60, blank=True)
    letter_signer = models.CharField(max_length=60, blank=True)
    letter_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    draft: Any = models.JSONField(default=dict)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="debrief_unit_once")]


class Report(models.Model):
    """A report as it was submitted: the author's sections and the facts the system put beside them. Never changed."""

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    sections: Any = models.JSONField(default=dict)
    facts: Any = models.JSONField(default=list)
    author = models.CharField(max_length=160)
    at = models.DateTimeField()
    opinion = models.TextField(blank=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debrief", "number"], name="debrief_one_version")]


class Comment(models.Model):
    """One point made about a unit. `item`: the problem or task it stands as; `onto`: made, reopened, or linked to."""

    code = models.CharField(max_length=12, unique=True)
    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="comments")
    state = models.CharField(max_length=12)
    speaker = models.CharField(max_length=60)
    speaker_post = models.CharField(max_length=120, blank=True)
    nature = models.CharField(max_length=10)
    text = models.TextField()
    person = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    recorder = models.CharField(max_length=40, blank=True)
    agree_by = models.DateField(null=True)
    answer = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    onto = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    unscoped = models.Manager()


class Letter(models.Model):
    """A letter of comments as it was sent: its rows never change, whatever becomes of the comments."""

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="letters")
    number = models.CharField(max_length=60)
    signer = models.CharField(max_length=60)
    rows: Any = models.JSONField(default=list)
    comments: Any = models.JSONField(default=list)
    answer_by = models.DateField()
    at = models.DateTimeField()

    unscoped = models.Manager()


class FollowUp(models.Model):
    """A duty that raised itself for a unit when a meeting was closed, and the task it stands on the ledger as."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="follow_ups")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=20)
    lists: Any = models.JSONField(default=list)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "unit", "key"], name="debrief_follow_once")]


class Tally(models.Model):
    """One person's count of a class's paper slips about a debriefer. Two that agree hold, two that differ are void."""

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="tallies")
    voter_class = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    given = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField()
    marks: Any = models.JSONField(default=dict)
    counter = models.CharField(max_length=40)
    counter_name = models.CharField(max_length=40)
    agreed = models.BooleanField(default=False)
    void = models.BooleanField(default=False)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debrief", "voter_class", "number"], name="debrief_two_counts", condition=models.Q(void=False)
            )
        ]


class Mark(models.Model):
    """A value entered by the host for a part of the grade, or a veto raised (`value` empty), with its basis."""

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="marks")
    part = models.CharField(max_length=20)
    value = models.FloatField(null=True)
    basis = models.TextField()
    entered_by = models.CharField(max_length=160)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debrief", "part"], name="debrief_one_mark")]


class Grade(models.Model):
    """A grade in one of its versions: proposed by the rule, decided by people, told, objected to, reviewed."""

    debrief = models.ForeignKey(Debrief, on_delete=models.PROTECT, related_name="grades")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="proposed")
    score = models.FloatField(null=True)
    proposed = models.CharField(max_length=20, blank=True)
    band = models.CharField(max_length=20, blank=True)
    tree: Any = models.JSONField(default=dict)
    caps: Any = models.JSONField(default=list)
    book = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    paper = models.CharField(max_length=60, blank=True)
    decider = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    object_by = models.DateField(null=True)
    objection = models.TextField(blank=True)
    objector = models.CharField(max_length=40, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debrief", "version"], name="debrief_one_grade")]


class Box(models.Model):
    """电子票箱 of a meeting: how many slips, who watches, what came of it. The ballots themselves lie elsewhere.

    `issued`, `used`, `invalid`: class → slips. `scrutineers`: [code, name] of two; `closed_by`: who has closed.
    `counted_by`: who has handed in the first of the two lists, `digest`: that list's.
    """

    code = models.CharField(max_length=24, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="boxes")
    state = models.CharField(max_length=10, default="open")
    key = models.CharField(max_length=130)
    issued: Any = models.JSONField(default=dict)
    used: Any = models.JSONField(default=dict)
    invalid: Any = models.JSONField(default=dict)
    scrutineers: Any = models.JSONField(default=list)
    closed_by: Any = models.JSONField(default=list)
    counted_by = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=~models.Q(state="void"), name="debrief_one_box")
        ]
