"""The overview's cells: hundreds on a page, made by a function."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from taizhang.reports.labels import STAGES
from taizhang.reports.selectors import Line

register = template.Library()
NUMBER = '<td class="num{}" data-h="{}">{}</td>'
BAR = '<a href="{}">{}</a><progress class="bar" value="{}" max="{}" aria-hidden="true"></progress>'
LATE = '<a class="light late" href="{}">{}</a>'


@register.simple_tag
def line_cells(line: Line, heads: dict[str, str], round_code: str | None = "") -> SafeString:
    """A line's cells after its name (`heads`: key → heading in the reader's language): numbers lead to their lists.

    Nothing in them is anybody's text but the address and the headings; those are escaped here.
    """
    told = {"kind": "problem", "unit": line.unit.code, **({"round": round_code} if round_code else {})}
    address, counts = f"{reverse('items')}?{escape(urlencode(told))}&amp;", line.counts
    cells = [_number(heads, key, counts[key], BAR, f"{address}stage={key}", counts["total"]) for key in STAGES]
    cells += [
        NUMBER.format("", escape(heads["total"]), counts["total"]),
        _number(heads, "late", counts["late"], LATE, f"{address}light=late"),
        NUMBER.format("" if counts["recurring"] else " zero", escape(heads["recurring"]), counts["recurring"]),
        NUMBER.format("", escape(heads["rate"]), escape(line.rate)),
        f'<td data-h="{escape(heads["stopped"])}" class="nowrap">{escape(heads.get(line.stopped, ""))}</td>',
    ]
    return mark_safe("".join(cells))  # noqa: S308 - put together above


def _number(heads: dict[str, str], key: str, count: int, form: str, address: str, whole: int = 0) -> str:
    """A number that leads to its list, or a pale nought."""
    shown = form.format(address, count, count, whole) if count else '<span class="lead">0</span>'
    return NUMBER.format("" if count else " zero", escape(heads[key]), shown)
