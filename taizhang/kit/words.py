"""Marking words for translation without a framework: translated when shown, not when written."""

from __future__ import annotations


def _(text: str) -> str:
    """The text itself; the catalogue tool finds it by this name."""
    return text


class Filled(str):
    """A sentence with its facts that stands inside another sentence: Chinese as text, each reader's when shown."""

    sentence: str
    facts: dict[str, object]

    def __new__(cls, sentence: str, **facts: object) -> Filled:
        made = super().__new__(cls, sentence.format(**facts))
        made.sentence, made.facts = sentence, facts
        return made
