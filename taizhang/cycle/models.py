"""Years, their rounds, and the calendar's exceptions."""

from __future__ import annotations

from django.db import models

from taizhang.cycle.labels import ROUNDS


class Round(models.Model):
    """One of a year's accounts: 年初建账, 年中查账, 年底要账."""

    code = models.CharField(max_length=20, unique=True)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    opens_on = models.DateField()
    closes_on = models.DateField()

    unscoped = models.Manager()

    @property
    def label(self) -> str:
        """The round's name (a label)."""
        return ROUNDS[self.kind]


class CalendarDay(models.Model):
    """A day on which the State Council's notice (or the county) departs from Monday-to-Friday."""

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    unscoped = models.Manager()
