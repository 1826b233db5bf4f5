"""What the debriefs' templates show in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext

from taizhang.debrief.labels import SHARE_LOW

register = template.Library()


@register.simple_tag
def told_fact(told: dict[str, Any]) -> str:
    """A kept fact in the reader's language; words among its facts too."""
    facts = {name: gettext(one) if isinstance(one, str) and one else one for name, one in told["facts"].items()}
    return gettext(told["sentence"]).format(**facts)


@register.simple_tag
def share_low(title: str, share: int, wanted: int) -> str:
    """That a section is shorter than the book asks."""
    return gettext(SHARE_LOW).format(title=gettext(title), share=share, wanted=wanted)


@register.filter
def shortday(day: date | None) -> str:
    """06-30: the map has no room for more."""
    return f"{day.month:02d}-{day.day:02d}" if day else ""
