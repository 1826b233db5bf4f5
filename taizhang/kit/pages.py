"""Pages by keyset over one unique field: nothing cut off in silence, the last page as cheap as the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from taizhang.kit.errors import BadInput
from taizhang.kit.words import _

BAD_PAGE = _("看不懂从哪里接着看。请回到第一页。")


@dataclass(frozen=True)
class Paged:
    """Rows of a page; `next`: give it as `after` to go on, empty on the last page."""

    rows: list[Any]
    next: str


def paged(found: QuerySet[Any], key: str, after: str, size: int) -> Paged:
    """The page behind `after`, in the order of the unique field `key` (`-key`: falling)."""
    name = key.removeprefix("-")
    ordered = found.order_by(key)
    try:
        if after:
            ordered = ordered.filter(**{f"{name}__{'lt' if key != name else 'gt'}": after})
        rows = list(ordered[: size + 1])
    except (ValueError, OverflowError) as error:
        raise BadInput(BAD_PAGE) from error
    return Paged(rows[:size], str(getattr(rows[size - 1], name)) if len(rows) > size else "")
