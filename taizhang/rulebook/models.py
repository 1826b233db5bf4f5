"""Rule books as kept: drafts may change, published versions never do."""

from __future__ import annotations

from django.db import models


class Layout(models.Model):
    """The county's own .docx template of a list, from a moment on. Empty content: since then our own layout again."""

    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(default=bytes)

    unscoped = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["list_name", "at"], name="rulebook_layout_at")]


class Book(models.Model):
    """One version of one book. `text` is the YAML as written; `digest` is over its canonical content."""

    name = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, default="draft")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    text = models.TextField()

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="rulebook_one_version")]
