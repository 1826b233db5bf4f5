"""The tree, dated. A Unit is identity; where it hangs and what it is called on a day is a Placement."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from taizhang.kit.paths import bounds


class Body(models.Model):
    """What a Party organisation is set up in: a village, community, organ, firm … with its own codes."""

    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    division_code = models.CharField(max_length=12, blank=True, db_index=True)
    credit_code = models.CharField(max_length=18, blank=True, db_index=True)

    unscoped = models.Manager()


class UnitQuerySet(models.QuerySet["Unit"]):
    """Adjectives of units."""

    def under(self, path: str) -> UnitQuerySet:
        """At or below `path`."""
        low, high = bounds(path)
        return self.filter(path__gte=low, path__lt=high)

    def alive(self) -> UnitQuerySet:
        """Not closed."""
        return self.filter(closed_on__isnull=True)


class Unit(models.Model):
    """A Party organisation. `path`, `parent`, `name` are as of now; the past is in its placements."""

    code = models.CharField(max_length=12, unique=True)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20)
    field = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=60, blank=True, db_index=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    line = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="line_units")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT)
    path = models.CharField(max_length=120, unique=True)
    members = models.PositiveIntegerField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    unscoped = UnitQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["name"], name="orgs_unit_name")]

    @property
    def label(self) -> str:
        """The name people use."""
        return self.short or self.name


class Placement(models.Model):
    """Where a unit hung, whom it followed in its trade and its name, from a day to a day (exclusive; null: still)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=60, blank=True)
    from_on = models.DateField(default=date(1949, 10, 1))
    to_on = models.DateField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(to_on__isnull=True), name="orgs_one_current_placement")
        ]


class FieldOwner(models.Model):
    """Which department owns a field (农村, 城市, 两新 …) from a day to a day."""

    field = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    unscoped = models.Manager()
