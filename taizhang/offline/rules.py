"""What may come from a phone: kinds of acts and the shape of each. Plain values, no Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.kit.errors import BadInput
from taizhang.kit.words import UNREADABLE
from taizhang.offline import labels

TEXT_MOST, MANY, DEEP, FAR = 20_000, 2_000, 5, 10**15
MARK = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{64}")
SHAPES: dict[str, dict[str, type]] = {
    "begin_visit": {"code": str, "place": str},
    "record_answers": {"code": str, "checklist": str, "answers": dict, "version": str},
    "note_finding": {
        "code": str,
        "text": str,
        "checklist": str,
        "key": str,
        "category": str,
        "due_on": date,
        "at_once": bool,
        "evidence": list,
    },
    "record_talk": {"code": str, "role": str, "points": str},
    "recheck_problem": {"code": str, "item": str, "held": bool, "note": str, "due_on": date, "evidence": list},
    "end_visit": {"code": str, "note": str},
    "bring_media": {"code": str, "uploads": list},
    "verify_problem": {
        "code": str,
        "finding": str,
        "went": str,
        "went_on": date,
        "how": str,
        "basis": str,
        "uploads": list,
    },
    "report_progress": {"code": str, "note": str, "uploads": list},
    "apply_closure": {"code": str, "note": str, "uploads": list},
}
OF_VISITS = (
    "begin_visit",
    "record_answers",
    "note_finding",
    "record_talk",
    "recheck_problem",
    "end_visit",
    "bring_media",
)
LATE_AFTER, YEARS = timedelta(minutes=10), 20


def read_act(kind: str, told: Any) -> dict[str, Any]:
    """The act's keywords from what the phone sent; BadInput names the field that cannot be read."""
    shape = SHAPES.get(kind)
    if shape is None:
        raise BadInput(labels.NO_KIND, kind=kind[:30])
    if not isinstance(told, Mapping) or not isinstance(told.get("code"), str):
        raise BadInput(labels.BAD_SHAPE, field="code")
    return {name: _field(name, value, shape) for name, value in told.items()}


def _field(name: str, value: Any, shape: Mapping[str, type]) -> Any:
    wanted = shape.get(name)
    if wanted is None or not _readable(value, DEEP):
        raise BadInput(labels.BAD_SHAPE, field=name[:30])
    if wanted is date:
        return _day(name, value)
    texts = not isinstance(value, list) or all(isinstance(one, str) for one in value)
    if not isinstance(value, wanted) or not texts:
        raise BadInput(labels.BAD_SHAPE, field=name[:30])
    return value


def _readable(value: Any, deep: int) -> bool:
    """Texts of a length, without characters that no document can hold, and nothing too deep or too many."""
    if isinstance(value, str):
        return len(value) <= TEXT_MOST and not UNREADABLE.search(value)
    if isinstance(value, (list, dict)):
        inner: list[Any] = [*value, *value.values()] if isinstance(value, dict) else value
        return deep > 0 and len(inner) <= MANY and all(_readable(one, deep - 1) for one in inner)
    return value is None or (isinstance(value, (bool, int, float)) and abs(value) < FAR)


def _day(name: str, value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadInput(labels.BAD_SHAPE, field=name) from error


def device_moment(text: Any, now: datetime) -> tuple[datetime | None, bool]:
    """(the device's own time, whether the act is late by it); a time without its zone or no time at all is none."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None, False
    if found.tzinfo is None or abs(found.year - now.year) > YEARS:  # a clock that says so says nothing
        return None, False
    return found, now - found > LATE_AFTER
