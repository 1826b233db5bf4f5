"""The journal's tables. Entries and heads are append-only; triggers in the first migration refuse the rest."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act as it was. `body` holds the bytes that were hashed; the columns beside it are only for finding."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    prev = models.BinaryField(max_length=32, unique=True)
    hash = models.BinaryField(max_length=32, unique=True)
    alg = models.CharField(max_length=16)
    body = models.BinaryField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, db_index=True)
    unit = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        db_table = "journal_entry"
        indexes = [models.Index(fields=["path", "seq"], name="journal_path_seq")]


class Tip(models.Model):
    """One row: the last entry's sequence and hash. Locked last in every act, so there is no fork and no gap."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    unscoped = models.Manager()

    class Meta:
        db_table = "journal_tip"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_one_tip")]


class Head(models.Model):
    """A signed head: what was true of the whole journal at one moment, small enough to print."""

    size = models.PositiveBigIntegerField(unique=True)
    text = models.TextField()
    signature = models.CharField(max_length=120)
    key_id = models.CharField(max_length=16)
    at = models.DateTimeField()

    unscoped = models.Manager()

    class Meta:
        db_table = "journal_head"


class Salt(models.Model):
    """The erasable half of a commitment: without its row the hashed body says nothing about the person."""

    commitment = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField(max_length=16)

    unscoped = models.Manager()

    class Meta:
        db_table = "journal_salt"


class Answer(models.Model):
    """The first answer to a keyed act, kept for ever: the same key again gets it again."""

    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    act = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)

    unscoped = models.Manager()

    class Meta:
        db_table = "journal_answer"
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="journal_one_answer")]
