"""The only place that reads the clock."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def day_of(moment: datetime) -> date:
    """The county's calendar day of a moment."""
    return timezone.localtime(moment).date()


def start_of(day: date) -> datetime:
    """The moment the county's calendar day begins."""
    return timezone.make_aware(datetime.combine(day, time()))
