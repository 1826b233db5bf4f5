"""Records that satisfy obligations, and exemptions. What is due is computed, never stored."""

from __future__ import annotations

from typing import Any

from django.db import models

from taizhang.orgs.models import Unit


class Fulfilment(models.Model):
    """A duty was done for one period: on which day, recorded when.

    `facts` of a committee's session (专题研究党建): topic, difficulty, about (the number of the matter taken up).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    duty = models.CharField(max_length=40, db_index=True)
    period = models.CharField(max_length=12)
    done_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)
    facts: Any = models.JSONField(default=dict)
    refuted = models.BooleanField(default=False)  # a spot check found otherwise: the period stands open again

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "period"], name="obligations_one_fulfilment")]


class Exemption(models.Model):
    """A duty need not be done for one period, and why."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    duty = models.CharField(max_length=40, db_index=True)
    period = models.CharField(max_length=12)
    reason = models.CharField(max_length=500)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "period"], name="obligations_one_exemption")]
