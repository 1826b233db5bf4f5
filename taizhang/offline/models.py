"""Acts that came too late or out of order: kept whole until a person decides what becomes of them."""

from __future__ import annotations

from typing import Any

from django.db import models

from taizhang.orgs.models import Unit


class Late(models.Model):
    """One act that could not be done when it arrived. `mark`: its key, made on the phone; `why`: the refusal."""

    mark = models.CharField(max_length=36, unique=True)
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=40, blank=True)
    told: Any = models.JSONField(default=dict)
    files: Any = models.JSONField(default=list)  # what came with it, as prepared: kept in the store until it is settled
    digest = models.CharField(max_length=64)
    account = models.CharField(max_length=40)
    grant = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sentence = models.TextField()
    facts: Any = models.JSONField(default=dict)
    device_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    decided_by = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    unscoped = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "state"], name="offline_late_of")]
