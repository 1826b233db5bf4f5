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
    """The person a duty's 第一责任人 means at a unit: who holds the post so called, else the head where the words
    are one of the book's names for the head; None when nobody is registered for it.
    """
    known = list(holders)
    named = [one for one in known if words and (one.title == words or one.title.endswith(words))]
    if not named and words in set(heads):
        named = [one for one in known if one.is_head]
    return named[0].person if named else None


def in_charge(category: str, charges: Mapping[str, Mapping[str, str]], people: Mapping[str, int]) -> int | None:
    """The person in charge of the field a category belongs to (一岗双责); None when the field is nobody's."""
    return people.get(charges.get(category, {}).get("field") or "")
