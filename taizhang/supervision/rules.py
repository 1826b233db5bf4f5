"""The ladder: which rung a matter has come to. Plain values; workdays are counted by the caller."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from taizhang.kit.errors import BadInput
from taizhang.supervision import labels

Rung = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where a matter stands. `late`: workdays past its day (negative: before it); `fired`: rungs proposed before.

    `rung`: the last one decided ("" none); `waited`: workdays since that decision.
    """

    late: int
    rung: str = ""
    waited: int = 0
    fired: Collection[str] = ()
    paused: bool = False
    rest: int = 0  # workdays the ladder rests after an answer was accepted


def next_rung(rungs: Sequence[Rung], standing: Standing) -> str:
    """The rung to propose now, "" when none. Each is proposed once; from the first on they follow one another."""
    if standing.paused:
        return ""
    if standing.rung in {one["key"] for one in rungs}:  # a later book may have other rungs: then from the start
        above = _above(rungs, standing.rung)
    else:
        above = [one for one in rungs if one.get("starts")]
        above = [one for one in above if standing.late >= one["after_workdays"]][-1:]
    if not above:
        return ""
    first = above[0]
    due = standing.late >= first["after_workdays"]
    rested = not standing.rung or standing.waited >= max(int(first["wait_workdays"]), standing.rest)
    return str(first["key"]) if due and rested and first["key"] not in standing.fired else ""


def _above(rungs: Sequence[Rung], key: str) -> list[Rung]:
    keys = [one["key"] for one in rungs]
    return list(rungs[keys.index(key) + 1 :])


def is_paused(until: date | None, day: date) -> bool:
    """Whether a pause still runs on a day; it ends by itself, with its last day."""
    return until is not None and until >= day


def rung_called(rungs: Sequence[Rung], key: str) -> Rung:
    """A rung by its key; one that a later book no longer has goes by its key alone."""
    return next((one for one in rungs if one["key"] == key), {"key": key, "label": key, "answer_workdays": 5})


def is_quiet(now: time, hours: Sequence[str]) -> bool:
    """Whether a moment lies in the quiet hours ["20:00", "08:00"], which may go over midnight."""
    first, last = (time.fromisoformat(text) for text in hours)
    return first <= now < last if first <= last else now >= first or now < last


def require(text: str, field: str, limit: int = 2_000) -> str:
    """The text without margins; BadInput when nothing is left or it is too long."""
    text = text.strip()
    if not text:
        raise BadInput(labels.NEEDS, field=field)
    if len(text) > limit:
        raise BadInput(labels.TOO_LONG, field=field, limit=limit, count=len(text))
    return text


def require_later(day: date | None, today: date, field: str) -> date:
    """A day to come."""
    if day is None:
        raise BadInput(labels.NEEDS, field=field)
    if day < today:
        raise BadInput(labels.DUE_PASSED, day=day)
    return day
