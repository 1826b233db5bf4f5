"""A checklist's new version under a running inspection: where each answer goes, and which would be lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.inspection.rules.answers import as_given, read_answer

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Moved:
    """An item of the old version with `count` answers, the number it goes to, and what is wrong with that.

    `fault`: "" (well), nowhere (no such item), meets (another's answers go there too), unreadable (an answer is none
    to the new question). Without answers nothing is wrong.
    """

    key: str
    target: str
    count: int
    fault: str


def moved(
    values: Mapping[str, Sequence[Any]], keys: Iterable[str], known: Mapping[str, Item], mapping: Mapping[str, str]
) -> list[Moved]:
    """Every old number in order. `values`: number → its answers; `mapping`: old → new; one not named stays."""
    goes = {key: mapping.get(key, key) for key in keys}
    used = Counter(target for key, target in goes.items() if values.get(key))
    return [
        Moved(key, target, len(values.get(key, ())), _fault(values.get(key, ()), known.get(target), used[target]))
        for key, target in goes.items()
    ]


def _fault(values: Sequence[Any], item: Item | None, used: int) -> str:
    if not values:
        return ""
    if item is None:
        return "nowhere"
    if used > 1:
        return "meets"
    return "unreadable" if any(read_answer(item, as_given(one))[1] for one in values) else ""


def likely(old: Iterable[Item], new: Sequence[Item]) -> dict[str, str]:
    """A first mapping: the item with the same words wherever it stands now, else the same number, else nowhere."""
    keys = {item["key"] for item in new}
    texts: dict[str, list[str]] = {}
    for item in new:
        texts.setdefault(item["text"], []).append(item["key"])
    found = {}
    for item in old:
        same = texts.get(item["text"], [])
        stays = item["key"] in same or (not same and item["key"] in keys)
        found[item["key"]] = item["key"] if stays else (same[0] if len(same) == 1 else "")
    return found
