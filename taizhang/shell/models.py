"""What the workers need to be trusted: their heartbeats, and when each timed task was last started."""

from __future__ import annotations

from typing import Any

from django.db import models


class Beat(models.Model):
    """A worker's last sign of life: its lease on the task it runs."""

    worker = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()

    unscoped = models.Manager()


class Timed(models.Model):
    """When a timed task was last enqueued."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    unscoped = models.Manager()


class Work(models.Model):
    """Long work somebody asked for: what, in which hat, and how it ended. Only its owner sees it."""

    code = models.CharField(max_length=12, unique=True)
    owner = models.CharField(max_length=40, db_index=True)
    grant = models.PositiveBigIntegerField(default=0)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    told: Any = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="queued")
    answer: Any = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    unscoped = models.Manager()
