"""Filters every template may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from taizhang.kit.screens import new_key, query_with
from taizhang.kit.words import day_words

register = template.Library()


@register.filter
def tr(text: object) -> str:
    """A label in the reader's language."""
    return gettext(str(text)) if text else ""


@register.filter
def pick(mapping: Any, key: Any) -> Any:
    """mapping[key], or ""."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def cnday(day: date | datetime | str | None) -> str:
    """2026年6月30日; in English 2026-06-30."""
    if not day:
        return ""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day[:10])
        except ValueError:
            return str(day)
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return str(day) if get_language() == "en" else day_words(day)


@register.filter
def moment(at: datetime | None) -> str:
    """Month, day, hour and minute."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return local.strftime("%Y-%m-%d %H:%M")


@register.simple_tag
def due_words(day: date | None, today: date) -> str:
    """还有2天 · 今天到期 · 已超3天."""
    if day is None:
        return ""
    left = (day - today).days
    if left < 0:
        return gettext("已超{days}天").format(days=-left)
    return gettext("还有{days}天").format(days=left) if left else gettext("今天到期")


@register.simple_tag
def hidden_key() -> SafeString:
    """The form's idempotency key."""
    return format_html('<input type="hidden" name="_key" value="{}">', new_key())


@register.simple_tag
def options(choices: Mapping[str, Any] | Sequence[Any], chosen: str = "") -> SafeString:
    """The options of a select from key → label (or → {"label": …}) or from plain words, in the reader's language."""
    pairs = choices.items() if isinstance(choices, Mapping) else ((one, one) for one in choices)
    told = ((key, label["label"] if isinstance(label, Mapping) else label) for key, label in pairs)
    marked = ((key, SELECTED if key == chosen else "", gettext(str(label))) for key, label in told)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


SELECTED = SafeString(" selected")


@register.simple_tag(takes_context=True)
def link_with(context: dict[str, Any], **changes: Any) -> str:
    """The present page's query with some values changed."""
    return "?" + query_with(context["request"].GET, **{name: str(value) for name, value in changes.items()})


@register.filter
def percent(part: int, whole: int) -> str:
    """A share in whole percent; a dash for nothing."""
    return f"{round(100 * part / whole)}%" if whole else "—"


@register.simple_tag
def filled(sentence: str, facts: dict[str, Any]) -> str:
    """A label in the reader's language with its facts filled in."""
    return gettext(sentence).format(**facts)


@register.simple_tag
def filled_day(sentence: str, day: date | None) -> str:
    """A label whose {day} is a day as people write it; other text as it is."""
    return gettext(sentence).replace("{day}", cnday(day))


@register.simple_tag
def period_name(key: str) -> str:
    """6月 · 第2季度 · 上半年 · 全年."""
    sentence, facts = PERIOD_WORDS[0](key)
    return gettext(sentence).format(**facts)


# bound by shell/wiring.py: periods belong to a floor above
PERIOD_WORDS: list[Any] = []
