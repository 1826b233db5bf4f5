"""Cells of lists: each key of a column and the text an item or a light row has there, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from json import JSONDecoder
from typing import Any, NamedTuple, TypeVar

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext

from taizhang.ledger import labels
from taizhang.ledger.models import Item, ItemQuerySet
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import units_by_id

CHUNK = 1_000


class ListRow(NamedTuple):
    """What the columns of a list need of an item; days as the database writes them, YYYY-MM-DD."""

    code: str
    own_number: str
    title: str
    category: str
    leader: str
    person: str
    state: str
    timing: str
    recurring: bool
    proof_count: int
    source: str
    year: int
    due_on: str | None
    closed_on: str | None
    facts: dict[str, Any]
    unit: Unit


T = TypeVar("T")
PLAIN = ListRow._fields[:12]
Maker = Callable[[Item | ListRow, int, "Words"], str]


def rows_of(items: ItemQuerySet) -> Iterator[ListRow]:
    """Items as light rows, read as they are asked for: a county's whole ledger is never in memory at once."""
    as_text = {f"{name}_text": Cast(name, TextField()) for name in ("due_on", "closed_on", "facts")}
    rows = items.annotate(**as_text).values_list(*PLAIN, *as_text, "unit_id")
    read, units = JSONDecoder().raw_decode, dict[int, Unit]()
    for some in batched(rows.iterator(chunk_size=CHUNK), CHUNK):
        missing = {row[-1] for row in some} - units.keys()
        units |= units_by_id(missing) if missing else {}
        for row in some:
            yield ListRow._make((*row[:-2], read(row[-2])[0], units[row[-1]]))


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    source = iter(rows)
    while some := list(islice(source, size)):
        yield some


class Words(dict[str, str]):
    """Texts of the lists in the reader's language, each looked up once; beside them the sources of the book."""

    def __init__(self, sources: Mapping[str, Any]) -> None:
        super().__init__()
        self.sources = sources

    def __missing__(self, text: str) -> str:
        self[text] = gettext(text) if text else ""
        return self[text]


def cell(key: str, item: Item | ListRow, at: int, words: Words) -> str:
    """One cell of a list."""
    return _maker(key)(item, at, words)


def makers_of(keys: Sequence[str]) -> list[Maker]:
    """For each column's key what makes its cells."""
    return [_maker(key) for key in keys]


def _maker(key: str) -> Maker:
    return _COMPUTED.get(key) or (lambda item, at, words: str(item.facts.get(key) or ""))


def due_text(item: Item | ListRow) -> str:
    """The deadline as the office writes it."""
    if item.due_on:
        return _day(item.due_on)
    return gettext(labels.TIMINGS[item.timing]) if item.timing != "dated" else ""


def _day(told: object) -> str:
    return _day_words(str(told or ""))


@lru_cache(4_096)
def _day_words(text: str) -> str:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{day.year}.{day.month}.{day.day}"


def _joined(*parts: Any) -> str:
    return " ".join(map(str, filter(None, parts)))


def _source(item: Item | ListRow, _at: int, words: Words) -> str:
    label = words[words.sources[item.source]["label"]] if item.source in words.sources else ""
    detail = item.facts.get("source_detail") or ""
    if not detail or (label and label not in detail):
        return _joined(label, detail) if detail else label
    return str(detail)


_COMPUTED: dict[str, Maker] = {
    "row": lambda item, at, words: str(at),
    "number": lambda item, at, words: item.code,
    "own_number": lambda item, at, words: item.own_number,
    "title": lambda item, at, words: item.title,
    "category": lambda item, at, words: words[item.category],
    "unit": lambda item, at, words: item.unit.label,
    "leader": lambda item, at, words: item.leader,
    "person": lambda item, at, words: item.person,
    "state": lambda item, at, words: words[labels.STATES[item.state]],
    "due": lambda item, at, words: due_text(item),
    "closed_on": lambda item, at, words: _day(item.closed_on) if item.closed_on else "",
    "recurring": lambda item, at, words: words[labels.YES if item.recurring else labels.NO],
    "finding": lambda item, at, words: (
        words[labels.FINDINGS[item.facts["finding"]]]
        if item.facts.get("finding") in labels.FINDINGS
        else str(item.facts.get("finding") or "")
    ),
    "found": lambda item, at, words: _joined(item.facts.get("found_by"), _day(item.facts.get("found_on"))),
    "verified": lambda item, at, words: _joined(
        item.facts.get("went"), _day(item.facts.get("went_on")), item.facts.get("how")
    ),
    "accepted": lambda item, at, words: _joined(
        item.facts.get("accepter"), item.facts.get("opinion"), _day(item.facts.get("accepted_on"))
    ),
    "source": _source,
    "evidence": lambda item, at, words: (
        words[labels.COPIES].format(count=item.proof_count)
        if item.proof_count
        else str(item.facts.get("evidence_wanted") or "")
    ),
    "period": lambda item, at, words: str(item.year),
}
