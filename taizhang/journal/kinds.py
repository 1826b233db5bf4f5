"""Kinds of entries. An undeclared kind cannot be recorded; every kind has a label and a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`label` names the act; `sentence` tells it in the journal ({subject}, {unit} and facts are filled in)."""

    label: str
    sentence: str


KINDS: dict[str, Kind] = {}


def declare(kinds: dict[str, Kind]) -> None:
    """Make kinds known (called once for each app by the wiring)."""
    KINDS.update(kinds)
