"""Files that prove. The bytes lie in a content-addressed store; the rows say what they are and for what."""

from __future__ import annotations

from django.db import models


class Evidence(models.Model):
    """One file put beside one subject. `sha256` is of the original, `served` of the harmless copy ("" : original)."""

    code = models.CharField(max_length=12, unique=True)
    subject = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    served = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=40)
    unit = models.CharField(max_length=12, blank=True, db_index=True)
    at = models.DateTimeField(db_index=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "sha256"], name="evidence_once_a_subject")]


class Footage(models.Model):
    """What became of a video's original: a poster and a 720p copy, made behind a fence in the background."""

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, default="waiting")
    seconds = models.FloatField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sounds = models.BooleanField(default=False)
    poster = models.CharField(max_length=64, blank=True)
    copy = models.CharField(max_length=64, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    unscoped = models.Manager()


class Trait(models.Model):
    """What a photo's file tells of itself, for quiet hints only: `seen` 64 bits, `c0`–`c3` its quarters for finding."""

    sha256 = models.CharField(max_length=64, unique=True)
    seen = models.CharField(max_length=16)
    c0 = models.PositiveIntegerField(db_index=True)
    c1 = models.PositiveIntegerField(db_index=True)
    c2 = models.PositiveIntegerField(db_index=True)
    c3 = models.PositiveIntegerField(db_index=True)
    shot_at = models.DateTimeField(null=True)
    software = models.CharField(max_length=60, blank=True)

    unscoped = models.Manager()
