"""What the workers need to be trusted: their heartbeats, and when each timed task was last started."""

from __future__ import annotations

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
