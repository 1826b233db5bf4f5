"""What the debriefs' templates show in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext

from taizhang.debrief import labels

register = template.Library()


@register.simple_tag
def told_fact(told: dict[str, Any]) -> str:
    """A kept fact in the reader's language; words among its facts too."""
    facts = {name: gettext(one) if isinstance(one, str) and one else one for name, one in told["facts"].items()}
    return gettext(told["sentence"]).format(**facts)


@register.simple_tag
def share_low(title: str, share: int, wanted: int) -> str:
    """That a section is shorter than the book asks."""
    return gettext(labels.SHARE_LOW).format(title=gettext(title), share=share, wanted=wanted)


@register.filter
def shortday(day: date | None) -> str:
    """06-30: the map has no room for more."""
    return f"{day.month:02d}-{day.day:02d}" if day else ""


@register.simple_tag
def missing_said(names: list[str]) -> str:
    """Which parts had no data and were left out."""
    return gettext(labels.MISSING_SAID).format(names="、".join(gettext(name) for name in names))


@register.simple_tag
def tied_with(names: list[str]) -> str:
    """Who has the same score."""
    return gettext(labels.TIED).format(names="、".join(names))


@register.simple_tag
def firmness(swings: list[str]) -> str:
    """Whether a tenth more or less of one weight would change the band."""
    if not swings:
        return gettext(labels.STEADY)
    return gettext(labels.SENSITIVE).format(changes="、".join(swings))


@register.simple_tag
def capped(cap: dict[str, Any], bands: dict[str, str]) -> str:
    """A veto and the band it leaves open."""
    band = gettext(bands.get(cap["cap"], cap["cap"]))
    return gettext(labels.CAPPED).format(label=gettext(cap["label"]), band=band)


@register.simple_tag
def condition_unmet(condition: dict[str, Any], bands: dict[str, str]) -> str:
    """A condition that was not met and the band it leaves open."""
    band = gettext(bands.get(condition["cap"], condition["cap"]))
    return gettext(labels.UNMET).format(label=gettext(condition["label"]), band=band)


@register.simple_tag
def all_alike(option: str, rows: list[str]) -> str:
    """Rows in which every slip bears the same mark."""
    return gettext(labels.STRAIGHT).format(rows="、".join(gettext(row) for row in rows), option=gettext(option))
