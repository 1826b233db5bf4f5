"""Small pieces that a list shows hundreds of times on a page, made by a function instead of a template each."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from taizhang.ledger import labels
from taizhang.ledger.models import Item

register = template.Library()
CELL = '<td data-h="{}"><span class="clip">{}</span></td>'
CELLS = {
    "number": '<td data-h="{}" class="nowrap"><span class="clip">{}</span></td>',
    "state": '<td data-h="{}" class="nowrap"><span class="tag">{}</span></td>',
}


@register.filter
def lamp(light: str) -> SafeString:
    """The coloured light with its word."""
    return format_html('<span class="light {}">{}</span>', light, gettext(labels.LIGHTS[light]))


@register.simple_tag
def list_cell(key: str, heading: str, text: str, item: Item) -> SafeString:
    """One cell of a list; on a phone its heading stands before it."""
    if key == "title":
        return format_html('<td data-h="{}"><a class="clip" href="/items/{}/">{}</a></td>', heading, item.code, text)
    return format_html(CELLS.get(key, CELL), heading, text)
