"""备案: sealed, dated, hashed snapshots of lists on their way up."""

from __future__ import annotations

from django.db import models

from taizhang.cycle.models import Round
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
