"""Questions about rounds and workdays."""

from __future__ import annotations

from datetime import date

from taizhang.cycle import labels
from taizhang.cycle.models import CalendarDay, Round
from taizhang.kit.errors import Absent


def rounds_known() -> list[Round]:
    """All rounds, newest first."""
    return list(Round.unscoped.order_by("-opens_on"))


def round_on(day: date) -> Round | None:
    """The round a day falls into."""
    return Round.unscoped.filter(opens_on__lte=day, closes_on__gte=day).first()


def round_called(code: str) -> Round:
    """The round with this code, or called so (年中查账: the newest; 2026年中查账); Absent names those there are."""
    found = Round.unscoped.filter(code=code).first() or _by_label(code)
    if found is None:
        known = "、".join(Round.unscoped.values_list("code", flat=True)) or "—"
        raise Absent(labels.NO_ROUND, code=code, known=known)
    return found


def _by_label(text: str) -> Round | None:
    for kind, label in labels.ROUNDS.items():
        year = text.removesuffix(label).strip().removesuffix("年")
        if text.endswith(label) and (not year or year.isdecimal()):
            found = Round.unscoped.filter(kind=kind, **({"year": int(year)} if year else {}))
            return found.order_by("-year").first()
    return None


def exceptions() -> dict[date, bool]:
    """The calendar's exceptions: day → is a workday."""
    return dict(CalendarDay.unscoped.values_list("day", "is_workday"))
