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
