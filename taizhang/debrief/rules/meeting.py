"""Rules of debrief meetings as plain values: agenda, shares, what is left, where the cascade stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from taizhang.debrief import labels
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.words import Filled

BACK = timedelta(days=366)  # how far back a meeting held before may still be entered


def require(text: str, field: str, limit: int = 0) -> str:
    """The text without margins; BadInput when nothing is left or it is longer than `limit` characters."""
    text = text.strip()
    if not text:
        raise BadInput(labels.NEEDS, field=field)
    if limit and len(text) > limit:
        raise BadInput(labels.TOO_LONG, field=field, limit=limit, count=len(text))
    return text


def year_about(meeting_on: date, kind: Mapping[str, Any]) -> int:
    """The year a meeting is about: the one before, where it is held by the month its kind says (DOMAIN §1.2)."""
    return meeting_on.year - (meeting_on.month <= int(kind.get("year_before_until", 0)))


def check_day(meeting_on: date, today: date, is_past: bool) -> None:
    """A meeting is called for a day to come; one held before is entered as such, a year back at most."""
    if meeting_on < today - BACK:
        raise BadInput(labels.BACK_TOO_FAR, day=meeting_on)
    if meeting_on < today and not is_past:
        raise BadInput(labels.DAY_PASSED, day=meeting_on)


def agenda(order: str, count: int, has_films: bool = False) -> list[tuple[str, int]]:
    """The meeting's course as (key of labels.AGENDA, whose turn; -1: nobody's).

    The speech's half-year: films, all debriefs, then comments together; elsewhere a comment follows each debrief.
    """
    turns = [("debrief", one) for one in range(count)]
    if order == "one_by_one":
        turns = [(key, one) for one in range(count) for key in ("debrief", "comment")]
    film = [("film", -1)] if has_films else []
    together = [("comments", -1)] if order == "together" else []
    return [("opening", -1), *film, *turns, *together, ("closing", -1)]


def low_shares(sections: Mapping[str, str], wanted: Sequence[Mapping[str, Any]]) -> list[tuple[str, int, int]]:
    """Sections clearly shorter than the book asks, as (title, percent, wanted percent). A third: from a quarter."""
    total = sum(len(text) for text in sections.values()) or 1
    shares = [(one["title"], round(100 * len(sections.get(one["key"], "")) / total), one["share"]) for one in wanted]
    return [one for one in shares if one[1] < one[2] * 3 / 4]


def compared(was: str, now: str) -> list[tuple[str, str]]:
    """Two versions sentence by sentence as ("same" | "gone" | "new", text)."""
    before, after = _sentences(was), _sentences(now)
    found: list[tuple[str, str]] = []
    for how, a, b, c, d in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(("same", "".join(before[a:b])))
            continue
        found += [(kind, text) for kind, text in (("gone", "".join(before[a:b])), ("new", "".join(after[c:d]))) if text]
    return found


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[。；！？\n])", text) if part]


def check_ending(states: Collection[str], ownerless: int) -> None:
    """A meeting is not closed while a comment has no confirmed words, no owner or no day (the card's own rule)."""
    count = {state: sum(one == state for one in states) for state in ("drafted", "recorded", "questioned")}
    left = (
        (count["drafted"], labels.LEFT_DRAFTED),
        (count["recorded"], labels.LEFT_RECORDED),
        (ownerless, labels.LEFT_OWNERLESS),
        (count["questioned"], labels.LEFT_QUESTIONED),
    )
    for number, sentence in left:
        if number:
            raise Refused(labels.STILL_OPEN, what=Filled(sentence, count=number))


def check_complete(missing: Mapping[str, int]) -> None:
    """What a meeting should have and has not is named before it is closed; people may close it all the same."""
    told = [Filled(sentence, count=number) for sentence, number in missing.items() if number]
    if told:
        raise Refused(labels.ANYWAY, what="；".join(told))


@dataclass(slots=True)
class Fact:
    """What is known of one step of the cascade. `began_on` None: not its turn yet; `part`: how many of how many."""

    began_on: date | None
    done_on: date | None
    due_on: date | None = None
    part: tuple[int, int] | None = None
    needed: bool = True


@dataclass(slots=True)
class Cell:
    """One cell of the cascade map. `days`: calendar days the step took, or has taken so far."""

    step: str
    state: str
    done_on: date | None
    due_on: date | None
    days: int | None
    part: tuple[int, int] | None
    stop: bool = False


def cells_of(facts: Mapping[str, Fact], today: date) -> list[Cell]:
    """A row of the map in the order of labels.STEPS; the first late step (else none) is where it stopped."""
    cells, stopped = [], False
    for step in labels.STEPS:
        cell = _cell(step, facts[step], today, not stopped)
        stopped = stopped or cell.stop
        cells.append(cell)
    return cells


def _cell(step: str, fact: Fact, today: date, may_stop: bool) -> Cell:
    if not fact.needed:
        return NOT_NEEDED[step]
    if fact.done_on is not None:
        state = "done"
    elif fact.due_on is not None and fact.due_on < today:
        state = "late"
    else:
        state = "running" if fact.began_on is not None else "waiting"
    days = ((fact.done_on or today) - fact.began_on).days if fact.began_on is not None else None
    return Cell(step, state, fact.done_on, fact.due_on, days, fact.part, may_stop and state == "late")


NOT_NEEDED = {step: Cell(step, "none", None, None, None, None) for step in labels.STEPS}
