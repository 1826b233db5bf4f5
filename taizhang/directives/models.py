"""Speeches and documents, taken apart; and which clause became which task."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.models import Unit


class Document(models.Model):
    """A speech or document as imported. `text` is never changed."""

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    speaker = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=60, blank=True)
    given_on = models.DateField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    text = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    unscoped = models.Manager()


class Clause(models.Model):
    """A stretch of a document's text. `start`..`end` covers lead and children."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="clauses")
    code = models.CharField(max_length=12, unique=True)
    ordinal = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    number = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=200, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    lead_end = models.PositiveIntegerField()
    deadline_words = models.JSONField(default=list)
    holders = models.JSONField(default=list)
    gaps = models.JSONField(default=list)

    unscoped = models.Manager()

    class Meta:
        ordering = ["ordinal"]


class ClauseTask(models.Model):
    """A clause is carried out by a task (one of several, when clauses were merged or a task fanned out)."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="tasks")
    item = models.CharField(max_length=20, db_index=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clause", "item"], name="directives_once")]
