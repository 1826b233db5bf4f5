"""Answers to a checklist's items: what may be answered, what it scores, when it fails, how the problem is worded.

The phone answers the same: `static/inspection/answers.js`. `tests/inspection/answers.json` binds both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from taizhang.kit.expressions import Value, is_true, value_of

Item = Mapping[str, Any]
Body = Mapping[str, Any]
TEXT_MOST, TOO_FAR = 500, 10**12
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def as_given(value: Any) -> Any:
    """A kept value as somebody would give it again."""
    return words_of(value) if isinstance(value, float | int) and not isinstance(value, bool) else value


def items_of(body: Body) -> Iterator[Item]:
    """A checklist's items in their order."""
    for section in body["sections"]:
        yield from section["items"]


def is_for(body: Body, kind: str, field: str) -> bool:
    """Whether a checklist is meant for units of a kind and field; one that names none is for all."""
    kinds, fields = body.get("unit_kinds"), body.get("fields")
    return (not kinds or kind in kinds) and (not fields or field in fields)


def read_answer(item: Item, raw: Any) -> tuple[Value, str]:
    """(value, "") or (None, what is wrong: a key of labels.FAULTS). "" and None are no answer."""
    if raw in (None, "", []):
        return None, ""
    reader = READERS[item["answer"]]
    return reader(item, raw)


def _yes_no(_item: Item, raw: Any) -> tuple[Value, str]:
    known = {"yes": True, "no": False, True: True, False: False}
    return (known[raw], "") if isinstance(raw, (str, bool)) and raw in known else (None, "not_yes_no")


def _choice(item: Item, raw: Any) -> tuple[Value, str]:
    texts = [option["text"] for option in item["options"]]
    return (raw, "") if isinstance(raw, str) and raw in texts else (None, "not_option")


def _many(item: Item, raw: Any) -> tuple[Value, str]:
    texts = [option["text"] for option in item["options"]]
    if not isinstance(raw, list) or any(one not in texts for one in raw):
        return None, "not_option"
    return [text for text in texts if text in raw], ""


def _number(item: Item, raw: Any) -> tuple[Value, str]:
    text = str(raw).strip(" ") if isinstance(raw, str) else _shortest(raw)
    if not NUMBER.fullmatch(text):
        return None, "not_number"
    value = float(text)
    if value < item.get("least", 0 if item["answer"] == "score" else -math.inf):
        return None, "too_small"
    if value > item.get("most", item["points"] if item["answer"] == "score" else math.inf):
        return None, "too_big"
    return value + 0.0, ""


def _shortest(raw: Any) -> str:
    plain = isinstance(raw, (int, float)) and not isinstance(raw, bool) and abs(raw) < TOO_FAR
    return words_of(float(raw)) if plain else ""


def _text(item: Item, raw: Any) -> tuple[Value, str]:
    if not isinstance(raw, str):
        return None, "not_text"
    return (raw, "") if len(raw) <= item.get("most", TEXT_MOST) else (None, "too_long")


def _date(_item: Item, raw: Any) -> tuple[Value, str]:
    if not isinstance(raw, str) or not DAY.fullmatch(raw):
        return None, "not_date"
    try:
        date.fromisoformat(raw)
    except ValueError:
        return None, "not_date"
    return raw, ""


READERS = {
    "yes_no": _yes_no,
    "choice": _choice,
    "many": _many,
    "number": _number,
    "score": _number,
    "text": _text,
    "date": _date,
}


@dataclass(frozen=True)
class Result:
    """One item's outcome. `gained`: points, None where nothing is scored; `fault`: what it breaks."""

    shown: bool
    gained: float | None = None
    fails: bool = False
    fault: str = ""
    problem: str = ""


def results_of(body: Body, answers: Mapping[str, Any]) -> dict[str, Result]:
    """Key → outcome of every item. An item that is not shown counts as not answered, for the others too."""
    known: dict[str, Value] = {}
    shown, faults = set(), {}
    for item in items_of(body):
        if item.get("shown") and not is_true(item["shown"], known):
            continue
        shown.add(item["key"])
        known[item["key"]], faults[item["key"]] = read_answer(item, answers.get(item["key"]))
    return {
        item["key"]: _result(item, known, faults[item["key"]]) if item["key"] in shown else Result(shown=False)
        for item in items_of(body)
    }


def _result(item: Item, known: Mapping[str, Value], fault: str) -> Result:
    value = known[item["key"]]
    if value is None:
        return Result(shown=True, fault=fault)
    if item.get("must") and not is_true(item["must"], known):
        return Result(shown=True, fault="must")
    gained = _gained(item, value, known)
    fails = _fails(item, value, gained, known)
    return Result(True, gained, fails, "", problem_words(item, known) if fails else "")


def _gained(item: Item, value: Value, known: Mapping[str, Value]) -> float | None:
    points = float(item.get("points", 0))
    if not points:
        return None
    if item.get("score"):
        found = value_of(item["score"], known)
        return None if not isinstance(found, float) else round_points(min(max(found, 0.0), points))
    if item["answer"] == "yes_no":
        return points if value is True else 0.0
    if item["answer"] == "choice":
        return float(next(option.get("points", 0) for option in item["options"] if option["text"] == value))
    return value if isinstance(value, float) else None


def _fails(item: Item, value: Value, gained: float | None, known: Mapping[str, Value]) -> bool:
    if item.get("fails"):
        return is_true(item["fails"], known)
    if gained is not None:
        return bool(gained < item["points"])
    return item["answer"] == "yes_no" and value is False


def round_points(value: float) -> float:
    """To hundredths, half up."""
    return math.floor(value * 100 + 0.5) / 100


def problem_words(item: Item, known: Mapping[str, Value]) -> str:
    """The problem as it will stand on the ledger: the book's words with {formulas} filled, or the item's own text."""
    words = item.get("problem") or item["text"]
    return re.sub(r"\{([^{}]*)\}", lambda match: words_of(value_of(match[1] or " ", known)), words)


def words_of(value: Value) -> str:
    """A value as a person writes it; numbers to hundredths, without idle noughts."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        rounded = round_points(value)
        return str(int(rounded)) if rounded == int(rounded) else repr(rounded)
    return "、".join(value) if isinstance(value, list) else value or ""


@dataclass(frozen=True)
class Score:
    """`gained` of `possible` points over the answered items; `answered` of `asked` items shown."""

    gained: float
    possible: float
    answered: int
    asked: int


def score_of(body: Body, answers: Mapping[str, Any]) -> Score:
    """The sum. What was not asked or not answered is left out of both sides, never counted as nought."""
    results = results_of(body, answers)
    gained = possible = 0.0
    answered = asked = 0
    for item in items_of(body):
        result = results[item["key"]]
        asked += result.shown
        answered += result.shown and not result.fault and answers.get(item["key"]) not in (None, "", [])
        if result.gained is not None:
            gained, possible = gained + result.gained, possible + item["points"]
    return Score(round_points(gained), possible, answered, asked)
