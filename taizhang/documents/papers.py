"""A paper ready to be written: title, number, addressee, paragraphs and tables in turn. What the Word writer takes."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.documents.lists import ListSheet


@dataclass(frozen=True)
class Heading:
    """A first-level heading (黑体)."""

    text: str


@dataclass(frozen=True)
class Paper:
    """`blocks` in turn: a text (its lines are paragraphs), a heading, or a table; `below` stands at the right foot."""

    title: str
    blocks: tuple[str | Heading | ListSheet, ...]
    number: str = ""
    to: str = ""
    below: tuple[str, ...] = ()
