"""The overview's cells: hundreds on a page, made by a function."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from taizhang.reports.selectors import Line

register = template.Library()
NOTHING = SafeString('<span class="lead">0</span>')
SOME = '<a href="/items/?{}">{}</a><progress class="bar" value="{}" max="{}" aria-hidden="true"></progress>'


@register.simple_tag
def stage_cells(line: Line, stages: dict[str, str], round_code: str | None = "") -> SafeString:
    """A line's numbers by stage (`stages`: key → heading in the reader's language), each leading to its list."""
    cells = []
    for key, heading in stages.items():
        count, inside = line.counts[key], NOTHING
        if count:
            told = {
                "kind": "problem",
                "stage": key,
                "unit": line.unit.code,
                **({"round": round_code} if round_code else {}),
            }
            inside = format_html(SOME, urlencode(told), count, count, line.counts["total"])
        cells.append(("" if count else " zero", heading, inside))
    return format_html_join("", '<td class="num{}" data-h="{}">{}</td>', cells)
