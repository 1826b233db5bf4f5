"""A checklist's new version under a running inspection: where each answer goes, and which would be lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.inspection.rules.answers import as_given, read_answer

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """An item of the old version with `count` answers, the number it goes to, and what is wrong with that.

    `fault`: "" (well), nowhere (no such item), meets (another's answers go there too), unreadable (an answer is none
    to the new question), reworded (the same number asks in other words, and nobody has said that it is the same).
    Without answers nothing is wrong.
    """

    key: str
    target: str
    count: int
    fault: str


def moved(
    values: Mapping[str, Sequence[Any]], old: Sequence[Item], known: Mapping[str, Item], mapping: Mapping[str, str]
) -> list[Moved]:
    """Every old item in order. `values`: number → its answers; `mapping`: old → new, as a person has said; what is not
    named there goes where it is likely to be.
    """
    goes = {**likely(old, list(known.values())), **mapping}
    used = Counter(goes[item["key"]] for item in old if values.get(item["key"]))
    rows = []
    for item in old:
        key, target, given = item["key"], goes[item["key"]], values.get(item["key"], ())
        fault = _fault(given, known.get(target), used[target])
        if not fault and given and key not in mapping and known[target]["text"] != item["text"]:
            fault = "reworded"
        rows.append(Moved(key, target, len(given), fault))
    return rows


def _fault(values: Sequence[Any], item: Item | None, used: int) -> str:
    if not values:
        return ""
    if item is None:
        return "nowhere"
    if used > 1:
        return "meets"
    return "unreadable" if any(read_answer(item, as_given(one))[1] for one in values) else ""


def likely(old: Sequence[Item], new: Sequence[Item]) -> dict[str, str]:
    """A first mapping: the item with the same words wherever it stands now; else the same number, unless that one asks
    what another old item asked; else nowhere.
    """
    places: dict[str, list[str]] = {}
    for item in new:
        places.setdefault(item["text"], []).append(item["key"])
    old_texts, texts = {item["text"] for item in old}, {item["key"]: item["text"] for item in new}
    found = {}
    for item in old:
        key, same = item["key"], places.get(item["text"], [])
        reworded = not same and key in texts and texts[key] not in old_texts
        found[key] = key if key in same or reworded else (same[0] if len(same) == 1 else "")
    return found
