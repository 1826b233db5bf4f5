"""Who answers for a duty. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Holder:
    """A post as the rule needs it."""

    person: int
    title: str
    is_head: bool


def first_of(words: str, holders: Iterable[Holder], heads: Iterable[str]) -> int | None:
    """The person a duty's 第一责任人 means at a unit: who holds the post so called; else the head, where the words are
    one of the book's names for the head; else a post that ends so (镇党委组织委员), never a deputy's. None when nobody
    is registered for it.
    """
    known = list(holders)
    if not words:
        return None
    exact = [one for one in known if one.title == words]
    head = [one for one in known if one.is_head] if words in set(heads) else []
    longer = [one for one in known if one.title.endswith(words) and not one.title.endswith(f"副{words}")]
    named = exact or head or ([] if words in set(heads) else longer)
    return named[0].person if named else None


def in_charge(category: str, charges: Mapping[str, Mapping[str, str]], people: Mapping[str, int]) -> int | None:
    """The person in charge of the field a category belongs to (一岗双责); None when the field is nobody's."""
    return people.get(charges.get(category, {}).get("field") or "")
