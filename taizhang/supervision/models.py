"""督办: slips (one matter, one slip), their steps, numbers, and what is sent out about them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit


class Slip(models.Model):
    """One slip. `asked`: the rung proposed and not yet decided; `rung`: the last one decided."""

    code = models.CharField(max_length=12, unique=True)
    number = models.CharField(max_length=60, blank=True)
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="slips_hosted")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="slips")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    demand = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="proposed")
    rung = models.CharField(max_length=20, blank=True)
    asked = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)
    paused_until = models.DateField(null=True)
    by_hand = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], name="supervision_one_slip", condition=Q(item__isnull=False))
        ]
        indexes = [
            models.Index(fields=["host", "state"], name="supervision_hosted"),
            models.Index(fields=["unit", "state"], name="supervision_own"),
        ]


class SlipStep(models.Model):
    """One act on a slip."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    rung = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=40)
    actor_post = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    evidence: Any = models.JSONField(default=list)

    unscoped = models.Manager()


class Fired(models.Model):
    """A rung that has been proposed for a slip: once, whatever is killed or set back."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="fired")
    rung = models.CharField(max_length=20)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slip", "rung"], name="supervision_fired_once")]


class Register(models.Model):
    """The last slip number a host gave in a year."""

    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "year"], name="supervision_one_register")]


class Notice(models.Model):
    """A line to be sent out by the adapters: that something waits, never what. Sent at least once, with its code."""

    code = models.CharField(max_length=12, unique=True)
    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="notices")
    rung = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    posted = models.BooleanField(default=False)
    fault = models.CharField(max_length=200, blank=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slip", "rung"], name="supervision_notice_once")]


class Case(models.Model):
    """A proposal of accountability (问责): proposed and recorded here, decided by people, never by the system."""

    code = models.CharField(max_length=12, unique=True)
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    person = models.CharField(max_length=60)
    post = models.CharField(max_length=120, blank=True)
    grounds: Any = models.JSONField(default=list)
    records: Any = models.JSONField(default=list)
    facts = models.TextField()
    state = models.CharField(max_length=10, default="proposed")
    proposer = models.CharField(max_length=40)
    opened_by = models.CharField(max_length=160, blank=True)
    state_by = models.DateField(null=True)
    statement = models.TextField(blank=True)
    measure = models.CharField(max_length=20, blank=True)
    body = models.CharField(max_length=120, blank=True)
    paper = models.CharField(max_length=60, blank=True)
    decider = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField(null=True)
    appeal_by = models.DateField(null=True)
    influence_until = models.DateField(null=True)
    at = models.DateTimeField()

    unscoped = models.Manager()


class CaseStep(models.Model):
    """One act on a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=40)
    actor_post = models.CharField(max_length=120)
    note = models.TextField(blank=True)

    unscoped = models.Manager()
