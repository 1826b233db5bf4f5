"""Search by any two characters: bigrams in a side table (FTS5 on SQLite, text[] with GIN on PostgreSQL)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from taizhang.ledger.models import Item, ItemQuerySet

WORD = re.compile(r"\w+")


def haystack_of(item: Item, unit_label: str) -> str:
    """All that a search may find an item by, in lower case: text, numbers, names, pinyin initials."""
    from pypinyin import Style, lazy_pinyin

    initials = "".join(lazy_pinyin(item.title[:80], style=Style.FIRST_LETTER, errors="ignore"))
    words = (item.title, item.code, item.own_number, item.person, item.leader, unit_label, item.category, initials)
    return "\n".join(word for word in words if word).lower()


def grams(text: str) -> list[str]:
    """Bigrams of every run of letters, digits and characters, each once, in order."""
    found = [run[at : at + 2] for run in WORD.findall(text.lower()) for at in range(max(1, len(run) - 1))]
    return list(dict.fromkeys(found))


def index(items: Iterable[Item]) -> None:
    """Write the items' words anew."""
    rows = [(item.pk, grams(item.haystack)) for item in items]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("DELETE FROM ledger_search WHERE rowid = %s", [(pk,) for pk, _grams in rows])
            cursor.executemany(
                "INSERT INTO ledger_search(rowid, words) VALUES (%s, %s)", [(pk, " ".join(words)) for pk, words in rows]
            )
        else:
            cursor.executemany(
                "INSERT INTO ledger_search(item_id, grams) VALUES (%s, %s) "
                "ON CONFLICT (item_id) DO UPDATE SET grams = excluded.grams",
                rows,
            )


def matching(items: ItemQuerySet, text: str) -> ItemQuerySet:
    """Items whose words hold `text`: the index first, then the text itself, so that nothing false remains."""
    text = text.strip().lower()
    wanted = [gram for gram in grams(text) if len(gram) == 2]
    if wanted:
        items = items.filter(pk__in=_candidates(wanted))
    for word in text.split():
        items = items.filter(haystack__contains=word)
    return items


def _candidates(wanted: list[str]) -> RawSQL:
    if connection.vendor == "sqlite":
        phrase = " ".join(f'"{gram}"' for gram in wanted)
        return RawSQL("SELECT rowid FROM ledger_search WHERE ledger_search MATCH %s", [phrase])
    return RawSQL("SELECT item_id FROM ledger_search WHERE grams @> %s", [wanted])
