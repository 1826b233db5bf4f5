"""备案: sealed, dated, hashed snapshots of lists on their way up."""

from __future__ import annotations

from typing import Any

from django.db import models

from taizhang.cycle.models import Round
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit


class Filing(models.Model):
    """One sealed list. `snapshot` is the canonical text that was hashed; it never changes."""

    code = models.CharField(max_length=12, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="filings")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT)
    occasion = models.CharField(max_length=10, default="round")
    list_name = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="sealed")
    snapshot = models.TextField()
    digest = models.CharField(max_length=64)
    signer = models.CharField(max_length=40)
    sealed_by = models.CharField(max_length=40, blank=True)
    signer_post = models.CharField(max_length=120)
    document_number = models.CharField(max_length=60, blank=True)
    is_late = models.BooleanField(default=False)
    sealed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    head_size = models.PositiveBigIntegerField(default=0)

    unscoped = models.Manager()


class SpotCheck(models.Model):
    """抽查 of a round by a unit: the draw as kept, so that it can be redone. One a round, not until it suits."""

    code = models.CharField(max_length=12, unique=True)
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    draw: Any = models.JSONField(default=dict)
    by = models.CharField(max_length=160)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "round"], name="filing_one_spot_check")]


class Spot(models.Model):
    """One claim drawn: a problem said to be closed, a task done, a duty carried out for a `period`.

    `onto`: what came of it, a key of labels.SPOT_RESULTS; "" while nobody has looked.
    """

    code = models.CharField(max_length=12, unique=True)
    check_of = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="spots")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=12, blank=True)
    claimed_on = models.DateField()
    claimed_by = models.CharField(max_length=40)
    onto = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    raised = models.CharField(max_length=20, blank=True)
    checked_by = models.CharField(max_length=160, blank=True)
    checked_at = models.DateTimeField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "item", "period"], name="filing_one_spot")]
