"""Marking words for translation without a framework: translated when shown, not when written."""

from __future__ import annotations

import re
from datetime import date


def _(text: str) -> str:
    """The text itself; the catalogue tool finds it by this name."""
    return text


UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what no document and no table holds


def day_words(day: date | None) -> str:
    """2026年3月5日, as papers write a day; "" where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


class Filled(str):
    """A sentence with its facts that stands inside another sentence: Chinese as text, each reader's when shown."""

    sentence: str
    facts: dict[str, object]

    def __new__(cls, sentence: str, **facts: object) -> Filled:
        made = super().__new__(cls, sentence.format(**facts))
        made.sentence, made.facts = sentence, facts
        return made
