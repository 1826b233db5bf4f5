"""From the table found in an office's sheet to problem rows: every cell read, or named with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from taizhang.documents.dates import read_date
from taizhang.documents.tables import Row, Table, plain
from taizhang.kit.words import Filled
from taizhang.ledger import labels, rules
from taizhang.orgs.labels import NEAR
from taizhang.orgs.rules import nearest, plain_name

NOTHING = {"", "—", "-", "－", "——", "/", "无", "暂无"}
ERRORS = {"#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"}
FREE = (
    "found_by",
    "basis",
    "nature",
    "severity",
    "cause",
    "goal",
    "measures",
    "progress",
    "result",
    "accepter",
    "revisit",
    "remark",
)


@dataclass(frozen=True)
class Said:
    """A fault or a note about one cell. `sentence` is a label filled with `facts`."""

    row: int
    cell: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


@dataclass
class ProblemRow:
    """One problem as a sheet tells it, ready to be raised."""

    row: int
    title: str
    unit: str
    helping: list[str] = field(default_factory=list)
    category: str = ""
    source: str = ""
    source_detail: str = ""
    own_number: str = ""
    leader: str = ""
    person: str = ""
    timing: str = "dated"
    due_on: date | None = None
    closed_on: date | None = None
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        return rules.fingerprint(self.unit, self.title)


@dataclass
class Reading:
    """What a sheet came to: rows to raise, faults that stop the import, notes worth a look, lines left out."""

    rows: list[ProblemRow] = field(default_factory=list)
    faults: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What a sheet is read against: units (code, full name, path) by their names, the books' terms, a default unit."""

    units: Mapping[str, Sequence[tuple[str, str, str]]]
    terms: Mapping[str, Any]
    marks: Mapping[str, Sequence[str]]
    today: date
    default_unit: str = ""
    # names that are one unit's own and that people also use for others
    doubtful: Mapping[str, Sequence[tuple[str, str, str]]] = field(default_factory=dict)
    each: Mapping[str, list[str]] = field(default_factory=dict)  # 各乡镇党委 → the codes it stands for


def read_problems(table: Table, around: Surroundings, seen: dict[str, ProblemRow] | None = None) -> Reading:
    """Every data row of the table as a problem, with what could not be read named by cell.

    `seen` carries what earlier tables of the same workbook held.
    """
    reading = Reading(left_out=list(table.left_out))
    default = _default_unit(table, around)
    if "unit" not in table.columns and default:
        label = next(
            (label for found in around.units.values() for code, label, _path in found if code == default), default
        )
        reading.notes.append(Said(0, table.title, labels.UNIT_FROM_TITLE, {"unit": label}))
    if table.reporter and not default:
        reading.notes.append(Said(0, table.title, labels.UNKNOWN_REPORTER, {"text": table.reporter}))
    seen = {} if seen is None else seen
    for row in table.rows:
        before = len(reading.faults)
        problem = _RowReader(table, row, around, default, reading).read()
        if len(reading.faults) > before or problem is None:
            continue
        twin = seen.get(problem.fingerprint)
        if twin:
            reading.notes.append(Said(row.number, table.place(row.number, "title"), labels.TWIN_ROW, {"row": twin.row}))
            _join(twin, problem)
            continue
        seen[problem.fingerprint] = problem
        reading.rows.append(problem)
    return reading


def _join(first: ProblemRow, twin: ProblemRow) -> None:
    """The same problem seen twice keeps both sources."""
    also = twin.source_detail
    if also and also not in first.source_detail:
        first.source_detail = "；".join(filter(None, (first.source_detail, also)))


def _default_unit(table: Table, around: Surroundings) -> str:
    """The unit told beside the table: by the caller, in 填报单位, or at the start of the title."""
    if around.default_unit:
        return around.default_unit
    exact = around.units.get(plain_name(table.reporter), ())
    if len(exact) == 1:
        return exact[0][0]
    sheet = around.units.get(plain_name(table.sheet), ())
    if len(sheet) == 1:
        return sheet[0][0]
    title = plain_name(table.title)
    names = [name for name, found in around.units.items() if len(found) == 1 and len(name) > 3 and name in title]
    return around.units[max(names, key=len)][0][0] if names else ""


class _RowReader:
    """Reads one row; faults and notes go into the reading."""

    def __init__(self, table: Table, row: Row, around: Surroundings, default: str, reading: Reading) -> None:
        self.table, self.row, self.around, self.default, self.reading = table, row, around, default, reading
        every = (one for found in around.units.values() for one in found)
        self.above = next((path for code, _label, path in every if code == default), "") if default else ""

    def text(self, key: str) -> str:
        found = self.row.cells.get(key, "").strip()
        return "" if found in NOTHING else found

    def fault(self, key: str, sentence: str, **facts: Any) -> None:
        self.reading.faults.append(Said(self.row.number, self.table.place(self.row.number, key), sentence, facts))

    def note(self, key: str, sentence: str, **facts: Any) -> None:
        self.reading.notes.append(Said(self.row.number, self.table.place(self.row.number, key), sentence, facts))

    def broken(self) -> bool:
        """Cells that hold a spreadsheet's error are named; they are never taken for empty."""
        wrong = [key for key, text in self.row.cells.items() if text.strip() in ERRORS]
        for key in wrong:
            self.fault(key, labels.ERROR_CELL, text=self.row.cells[key].strip())
        return bool(wrong)

    def read(self) -> ProblemRow | None:
        if self.broken():
            return None
        title = re.sub(r"\s*\n\s*", " ", self.text("title"))
        units = self.units()
        if not title:
            self.fault("title", labels.NEEDS_TITLE)
        if len(title) > rules.TITLE_MOST:
            self.fault("title", labels.TITLE_TOO_LONG, count=len(title), limit=rules.TITLE_MOST)
        if not title or not units:
            return None
        problem = ProblemRow(self.row.number, title, units[0], units[1:], own_number=self.text("own_number")[:60])
        problem.leader = "、".join(rules.person_names(self.text("leader")))[:60]
        problem.person = "、".join(rules.person_names(self.text("person")))[:120]
        problem.facts = {key: self.text(key) for key in FREE if self.text(key)}
        self.terms(problem)
        self.times(problem)
        self.closing(problem)
        return problem

    def units(self) -> list[str]:
        text = self.text("unit")
        if not text:
            if not self.default:
                self.fault("unit", labels.NO_UNIT)
            return [self.default] if self.default else []
        if plain_name(text) in {plain_name(word) for word in self.around.marks.get("everybody", ())}:
            self.fault("unit", labels.EVERYBODY, text=text)
            return []
        whole = self.around.units.get(plain_name(text))
        parts = [text] if whole else [part for part in re.split(r"[、，,;；/\n]+", text) if part.strip()]
        found = [code for part in parts if (code := self.unit(part))]
        if len(found) == len(parts) > 1:
            self.note("unit", labels.SEVERAL_UNITS, count=len(found), unit=parts[0])
        return found if len(found) == len(parts) else []

    def everyone(self) -> list[str]:
        """The units that a word for a whole kind stands for, in a sheet of tasks; [] for any other word."""
        text = self.text("unit")
        each = list(self.around.each.get(plain_name(text), ()))
        if each:
            self.note("unit", labels.ONE_EACH, count=len(each), unit=text)
        return each

    def helpers(self) -> list[str]:
        """The helping units of a task row."""
        parts = [part for part in re.split(r"[、，,;；/\n]+", self.text("helping")) if part.strip()]
        return [code for part in parts if (code := self.unit(part, "helping"))]

    def unit(self, text: str, key: str = "unit") -> str:
        found = self.around.units.get(plain_name(text), ())
        others = [one for one in self.around.doubtful.get(plain_name(text), ()) if one not in found]
        below = self.below_default([*found, *others])
        if below:
            return below
        if len(found) == 1:
            self.doubt(key, text, found[0], others)
            return found[0][0]
        if found:
            names = "、".join(label for _code, label, _path in found)
            self.fault(key, labels.AMBIGUOUS_UNIT, text=text, count=len(found), names=names)
            return ""
        near = self.meant(text)
        hint = Filled(NEAR, names="”“".join(near)) if near else ""
        self.fault(key, labels.UNKNOWN_UNIT, text=text, near=hint)
        return ""

    def meant(self, text: str) -> list[str]:
        """Units the writer may have meant, each once, by the name most like what was written."""
        found: dict[str, str] = {}
        for word in nearest(text, self.around.units, 8):
            for code, label, _path in self.around.units[word]:
                found.setdefault(code, label if word.startswith("县") else word)
        return list(dict.fromkeys(found.values()))[:3]

    def below_default(self, found: Sequence[tuple[str, str, str]]) -> str:
        """Of several units with one name, the only one at or below the reporting unit."""
        below = {code for code, _label, path in found if self.above and path.startswith(self.above)}
        return below.pop() if len(below) == 1 else ""

    def doubt(self, key: str, text: str, unit: tuple[str, str, str], others: Sequence[tuple[str, str, str]]) -> None:
        """Say it when a name was read as one unit though it may mean another, or lies outside the reporting unit."""
        if others:
            self.note(key, labels.MAY_MEAN, text=text, unit=unit[1], names="、".join(label for _c, label, _p in others))
        elif self.above and not unit[2].startswith(self.above) and not self.above.startswith(unit[2]):
            self.note(key, labels.OUTSIDE_REPORTER, text=text)

    def terms(self, problem: ProblemRow) -> None:
        problem.category, source = (self.text("category") or self.row.divider)[:60], self.text("source")
        if problem.category and problem.category not in self.around.terms["categories"]:
            self.note("category", labels.UNKNOWN_CATEGORY, text=problem.category)
        problem.source = rules.source_of(source, self.around.terms["sources"]) or ("other" if source else "self")
        problem.source_detail = source
        if source and problem.source == "other" and "其他" not in source:
            self.note("source", labels.UNKNOWN_SOURCE, text=source)

    def times(self, problem: ProblemRow) -> None:
        base = self.table.as_of or self.around.today
        due, started = self.text("due"), self.text("started")
        marks = {name: {plain(word) for word in self.around.marks.get(name, ())} for name in ("at_once", "long_term")}
        for name in ("at_once", "long_term"):
            if plain(due) in marks[name] or (not due and plain(started) in marks[name]):
                problem.timing = name
        if due and problem.timing == "dated":
            problem.due_on = read_date(due, base)
            if problem.due_on is None:
                problem.due_on, problem.timing = self.mixed(due, base, marks)
            if problem.due_on is None and problem.timing == "dated":
                self.fault("due", labels.BAD_DATE, text=due[:40])
        if started and plain(started) not in marks["at_once"] | marks["long_term"]:
            began = read_date(started, base)
            if began is None:
                self.fault("started", labels.BAD_DATE, text=started[:40])
            else:
                problem.facts["started"] = began.isoformat()
        found = self.text("found_on")
        if found:
            day = read_date(found, base)
            problem.facts["found_on"] = day.isoformat() if day else found

    def mixed(self, due: str, base: date, marks: Mapping[str, set[str]]) -> tuple[date | None, str]:
        """ "6月30日前完成，今后长期坚持": a day and a phrase in one cell."""
        for part in re.split(r"[，,；;、（(]", due):
            day = read_date(part, base)
            if day:
                return day, "dated"
        words = plain(due)
        for name in ("long_term", "at_once"):
            if any(word in words for word in marks[name]):
                return None, name
        return None, "dated"

    def closing(self, problem: ProblemRow) -> None:
        closed, result = self.text("closed_on"), self.text("result")
        done = plain(result) in {plain(word) for word in self.around.marks.get("done", ())}
        if closed and plain(closed) in {plain(word) for word in self.around.marks.get("done", ())}:
            self.note("closed_on", labels.CLAIMED_DONE, text=closed)
        elif closed:
            self.ended(problem, closed, result)
        elif done:
            self.note("result", labels.CLAIMED_DONE, text=result)

    def ended(self, problem: ProblemRow, closed: str, result: str) -> None:
        """A closing date: readable, not in the future, and not beside a result that says otherwise."""
        day = read_date(closed, self.table.as_of or self.around.today)
        if day is None:
            self.fault("closed_on", labels.BAD_DATE, text=closed[:40])
        elif day > max(self.around.today, self.table.as_of or self.around.today):
            self.fault("closed_on", labels.CLOSED_IN_FUTURE, day=day)
        elif plain(result).startswith("未"):
            self.fault("closed_on", labels.CLOSED_BUT_NOT, day=day, text=result)
        else:
            problem.closed_on = day
            self.note("closed_on", labels.CLOSED_BEFORE)


def read_tasks(table: Table, around: Surroundings) -> Reading:
    """Every data row of a task sheet, read as problem rows are."""
    reading = Reading(left_out=list(table.left_out))
    default = _default_unit(table, around)
    for row in table.rows:
        before = len(reading.faults)
        reader = _RowReader(table, row, around, default, reading)
        if reader.broken():
            continue
        title, each = reader.text("title"), reader.everyone()
        units = each[:1] or reader.units()
        if not title:
            reader.fault("title", labels.NEEDS_TITLE)
            continue
        task = ProblemRow(
            row.number,
            title,
            units[0] if units else "",
            [*units[1:], *reader.helpers()],
            own_number=reader.text("own_number"),
            leader=reader.text("leader"),
            person="、".join(rules.person_names(reader.text("person"))),
        )
        task.facts = {
            key: reader.text(key) for key in ("measures", "deliverable", "progress", "remark") if reader.text(key)
        }
        reader.times(task)
        if len(reading.faults) == before:
            reading.rows += [replace(task, unit=code) for code in each] or [task]
    return reading
