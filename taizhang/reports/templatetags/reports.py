"""The overview's cells: hundreds on a page, made by a function."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from taizhang.ledger.labels import STAGES
from taizhang.reports.selectors import Line

register = template.Library()
NUMBER = '<td class="num{}" data-h="{}">{}</td>'
OWN_BAR = '{1}<progress class="bar" value="{2}" max="{3}" aria-hidden="true"></progress>'
BAR = f'<a href="{{0}}">{OWN_BAR.replace("{1}", "{1}</a>", 1)}'
LATE = '<a class="light late" href="{0}">{1}</a>'


@register.simple_tag
def line_cells(line: Line, heads: dict[str, str], round_code: str | None = "") -> SafeString:
    """A line's cells after its name (`heads`: key → heading in the reader's language): numbers lead to their lists,
    but a unit's own do not: a list narrowed to the unit holds all below it too.

    Nothing in them is anybody's text but the address and the headings; those are escaped here.
    """
    told = {"kind": "problem", "unit": line.unit.code, **({"round": round_code} if round_code else {})}
    address, counts = f"{reverse('items')}?{escape(urlencode(told))}&amp;", line.counts
    bar, late = (OWN_BAR, "{1}") if line.is_own else (BAR, LATE)
    cells = [_number(heads, key, counts[key], bar, f"{address}stage={key}", counts["total"]) for key in STAGES]
    cells += [
        NUMBER.format("", escape(heads["total"]), counts["total"]),
        _number(heads, "late", counts["late"], late, f"{address}light=late"),
        NUMBER.format("" if counts["recurring"] else " zero", escape(heads["recurring"]), counts["recurring"]),
        NUMBER.format("", escape(heads["rate"]), escape(line.rate)),
        f'<td data-h="{escape(heads["stopped"])}" class="nowrap">{escape(heads.get(line.stopped, ""))}</td>',
    ]
    return mark_safe("".join(cells))  # noqa: S308 - put together above


def _number(heads: dict[str, str], key: str, count: int, form: str, address: str, whole: int = 0) -> str:
    """A number that leads to its list, or a pale nought."""
    shown = form.format(address, count, count, whole) if count else '<span class="lead">0</span>'
    return NUMBER.format("" if count else " zero", escape(heads[key]), shown)
