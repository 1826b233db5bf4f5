"""The count sheet of a meeting, both ways: one row a debriefer and class, filled by a reading machine or by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from taizhang.debrief import labels
from taizhang.debrief.models import Debrief
from taizhang.documents.grids import Grid
from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.tables import find_table, plain
from taizhang.kit.errors import BadInput

PLAIN = ("given", "returned", "invalid")


def count_sheet(title: str, debriefs: Iterable[Debrief], form: Mapping[str, Any]) -> ListSheet:
    """An empty sheet to be filled: a row for each debriefer and class, a column for each row and option."""
    columns = [Column(gettext(heading), 12, key) for key, heading in labels.COUNT_HEADINGS.items()]
    columns += [Column(heading, 9, key, counts=True) for key, heading in _marks(form).items()]
    empty = [""] * (len(PLAIN) + len(_marks(form)))
    rows = [
        [one.code, f"{one.unit.label} {one.person}".strip(), gettext(each["label"]), *empty]
        for one in debriefs
        for each in form["classes"]
    ]
    return ListSheet(gettext(labels.COUNT_SHEET).format(title=title), columns, rows)


def _marks(form: Mapping[str, Any]) -> dict[str, str]:
    """Column key → heading, row after row: 总体评价 好, 总体评价 较好, …"""
    return {
        f"{row['key']}:{option['key']}": f"{gettext(row['label'])} {gettext(option['label'])}"
        for row in form["rows"]
        for option in form["options"]
    }


def read_counts(grids: Sequence[Grid], form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The filled rows for `import_counts`; rows without a number of slips given out are passed over.

    Raises BadInput for a missing column or a cell that is no number; a class that is none is the act's to refuse.
    """
    marks = _marks(form)
    wanted = {key: [gettext(heading), heading] for key, heading in labels.COUNT_HEADINGS.items()}
    table = find_table(grids, wanted | {key: [heading] for key, heading in marks.items()}, ("code", "class"), {})
    missing = {**labels.COUNT_HEADINGS, **marks}.keys() - (table.columns.keys() if table else set()) - {"unit"}
    if table is None or missing:
        names = [gettext(heading) for key, heading in {**labels.COUNT_HEADINGS, **marks}.items() if key in missing]
        raise BadInput(labels.NO_COUNT_TABLE, wanted="、".join(names[:6]))
    classes = {plain(gettext(one["label"])): one["key"] for one in form["classes"]}
    found = []
    for row in table.rows:
        if not row.cells.get("given", "").strip():
            continue
        numbers = {key: _number(row.cells.get(key, ""), row.number, heading) for key, heading in _numbered(marks)}
        label = row.cells.get("class", "")
        told = {"code": row.cells["code"].strip(), "voter_class": classes.get(plain(label), label)}
        found.append({**told, **{name: numbers[name] for name in PLAIN}, "marks": [numbers[key] for key in marks]})
    if not found:
        raise BadInput(labels.NO_COUNT_ROWS)
    return found


def _numbered(marks: Mapping[str, str]) -> list[tuple[str, str]]:
    return [*((key, gettext(labels.COUNT_HEADINGS[key])) for key in PLAIN), *marks.items()]


def _number(text: str, row: int, heading: str) -> int:
    """A whole number; an empty cell of marks is 0, as a machine leaves it."""
    text = text.strip().removesuffix(".0")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadInput(labels.BAD_COUNT_CELL, row=row, column=heading, text=text[:20])
    return int(text)
