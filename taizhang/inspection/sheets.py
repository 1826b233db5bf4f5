"""A checklist as an Excel sheet, both ways without loss: the office's own score sheet read, our book written.

What cannot be understood is told by cell; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taizhang.documents.grids import Grid
from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.tables import Row, Table, find_table, letters, plain
from taizhang.inspection import labels
from taizhang.inspection.rules.answers import words_of
from taizhang.kit.words import Filled
from taizhang.orgs.labels import FIELDS, KINDS
from taizhang.rulebook.checks import check_item

NUMBERS = {"points", "least", "most", "days"}
LONGEST = {"key": 20, "text": 300, "standard": 1000, "scoring": 1000, "measure": 10, "must_say": 200, "proof": 200}
LONGEST |= {"problem": 300, "category": 60, "shown": 500, "score": 500, "fails": 500, "must": 500, "section": 60}
WIDTHS = {"text": 26, "standard": 26, "scoring": 24, "options": 20, "problem": 26, "score": 18, "shown": 16, "must": 16}
DAYS = 30


@dataclass(frozen=True)
class Said:
    """What is wrong at a cell ("" : the sheet as a whole)."""

    cell: str
    sentence: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass
class Reading:
    """A sheet as read: the book's head, its body, and every fault. A body with faults is not to be used."""

    head: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    faults: list[Said] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # headings that no column of ours goes by: not taken over


def read_checklist(grids: Sequence[Grid], synonyms: Mapping[str, Sequence[str]], kinds: Sequence[str]) -> Reading:
    """The checklist in the sheets. `kinds`: the problem categories that are known."""
    found = Reading()
    table = find_table(grids, synonyms, ("text",), {})
    if table is None or not table.rows or not {"points", "standard"} & table.columns.keys():
        found.faults.append(Said("", labels.NO_TABLE))
        return found
    _head(found, [grid for grid in grids if grid.name != table.sheet])
    found.head.setdefault("title", table.title)
    found.unknown = list(table.unknown)
    sections: dict[str, list[dict[str, Any]]] = {}
    keys: dict[str, Row] = {}
    last = ""
    for row in table.rows:
        last = row.cells.get("section", "") or row.divider or last or table.title or str(labels.ITEM_SHEET)
        group = sections.setdefault(last[:60], [])
        item = _item(found, table, row, kinds)
        item.setdefault("key", f"{len(sections)}.{len(group) + 1}")
        if item["key"] in keys:
            found.faults.append(Said(table.place(row.number, "key"), labels.TWICE_KEY, {"text": item["key"]}))
        keys[item["key"]] = row
        group.append(item)
    found.body["sections"] = [{"title": title, "items": items} for title, items in sections.items()]
    _check_items(found, table, keys)
    _check_total(found, table)
    return found


def _item(found: Reading, table: Table, row: Row, kinds: Sequence[str]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for name, text in row.cells.items():
        if name == "section" or not text:
            continue
        try:
            item[name] = _cell(name, text, kinds)
        except _Wrong as wrong:
            found.faults.append(Said(table.place(row.number, name), wrong.sentence, wrong.facts))
    if "text" not in item:
        found.faults.append(Said(table.place(row.number, "text"), labels.NO_TEXT))
        item["text"] = "?"
    item.setdefault("answer", "choice" if "options" in item else "score" if item.get("points") else "text")
    return item


class _Wrong(Exception):
    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


def _cell(name: str, text: str, kinds: Sequence[str]) -> Any:
    if name in LONGEST and len(text) > LONGEST[name]:
        raise _Wrong(labels.TOO_LONG_CELL, limit=LONGEST[name])
    if name in NUMBERS:
        return _number(text, whole=name == "days")
    if name == "key" and re.search(r"[\[\]\s]", text):
        raise _Wrong(labels.BAD_KEY, text=text)
    if name == "how":
        return list(dict.fromkeys(_one(word, labels.HOW) for word in re.findall(r"[^、，,/／;；\s]", text)))
    if name == "answer":
        return _one(text, labels.ANSWERS)
    if name == "options":
        return [_option(part.strip()) for part in re.split(r"[;；\n]", text) if part.strip()]
    if name == "category" and text not in kinds:
        raise _Wrong(labels.NOT_KNOWN, text=text, known="、".join(kinds))
    return text


def _number(text: str, whole: bool = False) -> float | int:
    bare = plain(text).removesuffix("分").removesuffix("天")
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?" if not whole else r"\d{1,3}", bare):
        raise _Wrong(labels.NOT_A_NUMBER, text=text[:20])
    value = float(bare)
    return int(value) if value == int(value) else value


def _one(text: str, known: Mapping[str, str]) -> str:
    for key, label in known.items():
        if text == label:
            return key
    raise _Wrong(labels.NOT_KNOWN, text=text[:20], known="、".join(known.values()))


def _option(text: str) -> dict[str, Any]:
    words, sign, points = re.sub("＝", "=", text).partition("=")
    return {"text": words.strip(), "points": _number(points)} if sign else {"text": words.strip()}


def _check_items(found: Reading, table: Table, keys: Mapping[str, Row]) -> None:
    """What only shows when all are known: formulas, choices, points."""
    before: set[str] = set()
    for section in found.body["sections"]:
        for item in section["items"]:
            for name, why in check_item(item, before, set(keys)):
                cell = table.place(keys[item["key"]].number, name)
                if any(one.cell == cell for one in found.faults):
                    continue  # said already, and more plainly
                sentence = labels.LACKS.get(name, labels.BAD_CELL) if why == "—" else labels.BAD_CELL
                found.faults.append(Said(cell, sentence, {"why": why}))
            before.add(item["key"])


def _check_total(found: Reading, table: Table) -> None:
    """A total that the office wrote itself must be the sum."""
    total = sum(item.get("points", 0) for section in found.body["sections"] for item in section["items"])
    for row, text in table.left_out:
        written = re.fullmatch(r"[合总]\s*计[:：]?\s*(\d+(?:\.\d+)?)\s*分?", text)
        if written and abs(float(written[1]) - total) > 0.001:
            facts = {"text": written[1], "sum": words_of(float(total))}
            found.faults.append(Said(f"第{row}行", labels.BAD_TOTAL, facts))


def _head(found: Reading, grids: Sequence[Grid]) -> None:
    """The page 说明, where there is one."""
    for grid in grids:
        for at in range(len(grid.rows)):
            name = next((key for key, label in labels.HEAD.items() if grid.cell(at, 0) == label), "")
            if name and grid.cell(at, 1):
                _head_line(found, name, grid.cell(at, 1), f"{grid.name}!{letters(1)}{at + 1}")


def _head_line(found: Reading, name: str, text: str, cell: str) -> None:
    try:
        if name in ("edge", "quality"):
            found.body.setdefault("photo", {"edge": 1600, "quality": 80})[name] = _number(text, whole=False)
        elif name == "place":
            found.body["place"] = text == labels.YES
        elif name == "days":
            found.body["days"] = _number(text, whole=True)
        elif name in ("unit_kinds", "fields"):
            known = KINDS if name == "unit_kinds" else FIELDS
            found.body[name] = [_one(part.strip(), known) for part in text.split("、")]
        else:
            found.head[name] = text
    except _Wrong as wrong:
        found.faults.append(Said(cell, wrong.sentence, wrong.facts))


def checklist_sheets(head: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, ListSheet]:
    """The book as two pages of a workbook: what is asked, and what the book says about itself."""
    columns = [Column(label, WIDTHS.get(key, 9)) for key, label in labels.COLUMN.items()]
    rows = [
        [section["title"] if key == "section" else _words(key, item.get(key)) for key in labels.COLUMN]
        for section in body["sections"]
        for item in section["items"]
    ]
    told = {**head, **{key: _words(key, body.get(key)) for key in ("unit_kinds", "fields", "place", "days")}}
    told |= {key: words_of(float(value)) for key, value in body.get("photo", {}).items()}
    about = [[label, told[key]] for key, label in labels.HEAD.items() if told.get(key)]
    return {
        labels.ITEM_SHEET: ListSheet(head["title"], columns, rows),
        labels.HEAD_SHEET: ListSheet(
            head["title"], [Column(labels.HEAD_NAME, 16), Column(labels.HEAD_VALUE, 60)], about
        ),
    }


def _words(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "how":
        return "、".join(labels.HOW[one] for one in value)
    if name == "answer":
        return labels.ANSWERS[value]
    if name == "options":
        return "；".join(_option_words(one) for one in value)
    if name in ("unit_kinds", "fields"):
        known = KINDS if name == "unit_kinds" else FIELDS
        return "、".join(known[one] for one in value)
    if name == "place":
        return labels.YES if value else ""
    return words_of(float(value)) if isinstance(value, (int, float)) else str(value)


def _option_words(option: Mapping[str, Any]) -> str:
    return f"{option['text']}={words_of(float(option['points']))}" if "points" in option else option["text"]


def told(said: Said) -> Filled:
    """A fault with its cell, as one sentence."""
    fault = Filled(said.sentence, **said.facts)
    return Filled(labels.AT, place=said.cell, fault=fault) if said.cell else fault
