"""Taking a speech or document apart at its own numbers. Plain text in, clauses out; every character is kept.

Markers open clauses; a stack of open clauses gives the nesting, so any order of numbering styles works:
`一、` `（一）` `1.` `（1）` `①` at the start of a line or after a full stop, and inside a paragraph
`一是 二是`, `一要 二要`, `第一， 第二，`, `首先 其次 最后`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from taizhang.directives.wording import find_deadlines, find_gaps, find_holders

NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
CN = "[一二三四五六七八九十]{1,3}"
ORDINALS = {"首先": 1, "其次": 2, "再次": 3, "此外": 3, "最后": 99}
# class of marker → its pattern; the number as written is group 1
CLASSES: tuple[tuple[str, str], ...] = (
    ("part", rf"(第{CN}(?:部分|章|节|条))[、，,：:\s]?"),
    ("cn", rf"({CN}、)"),
    ("pcn", rf"([（(]{CN}[)）]、?)"),
    ("circled", r"([①-⑳])"),
    ("pnum", r"([（(]\d{1,2}[)）])"),
    ("num", r"(\d{1,2}[.．、])(?!\d)"),
    ("nump", r"(\d{1,2}[)）])"),
    ("di", rf"(第{CN})[，,、：:]"),
    ("shi", rf"({CN}是)"),
    ("yao", rf"({CN}要)"),
    ("first", r"(首先|其次|再次|此外|最后)(?=[，,要是：:])"),
)
MARKERS = [(name, re.compile(pattern)) for name, pattern in CLASSES]
BLOCK = {"part", "cn", "pcn", "circled", "pnum", "num", "nump"}
INLINE_SERIES = ("di", "shi", "yao", "first")
STOPS = "。；;：:！!？?\n”）)"
SOFT_STOPS = STOPS + "，,、 \u3000"
CLOSING = re.compile(r"[\s\u3000]*(同志们[，,：:！!]|各位[^，,]{0,6}[，,：:]|谢谢|让我们|总之[，,])")
EXHORTS = re.compile(r"让我们|同志们|谢谢大家|不忘初心|团结一心|砥砺前行|努力奋斗|作出.{0,12}贡献|坚强.{0,4}保障")
LEAST_BETWEEN = 4


@dataclass
class Clause:
    """A stretch of the text. `start`..`end` covers lead and children; `lead_end` is where the first child begins."""

    number: str
    kind: str
    start: int
    end: int = 0
    lead_end: int = 0
    title: str = ""
    deadline_words: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    children: list[Clause] = field(default_factory=list)

    def walk(self) -> Iterator[Clause]:
        """This clause and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Marker:
    """A number found in the text. `at` is where the clause begins, `after` where its words do."""

    name: str
    value: int
    written: str
    at: int
    after: int
    starts_line: bool


@dataclass
class _Open:
    clause: Clause
    name: str
    last: int
    starts_line: bool


def decompose(text: str) -> list[Clause]:
    """The top-level clauses of a text, in order; their slices put together are the text itself."""
    top: list[Clause] = []
    stack: list[_Open] = []
    lines = list(_lines(text))
    markers = _trusted(_markers(text, lines))
    last_line = max((start for start, end in lines if text[start:end].strip()), default=0)
    had_block = False
    for start, end in lines:
        here = [marker for marker in markers if start <= marker.at < end]
        if not text[start:end].strip():
            continue
        if not here or not here[0].starts_line:
            _headless(text, start, end, top, stack, had_block and start == last_line)
        for marker in here:
            had_block = had_block or marker.name in BLOCK
            _open(marker, top, stack)
    _close(top, len(text))
    for clause in top:
        _describe(text, clause, in_section=False)
    _name_kinds(text, top)
    return top


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)


def _markers(text: str, lines: list[tuple[int, int]]) -> list[Marker]:
    found = []
    for start, end in lines:
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        at = first
        while at < end:
            marker = _marker_at(text, at, start, first)
            if marker:
                found.append(marker)
                at = marker.after
            else:
                at += 1
    return found


def _marker_at(text: str, at: int, line_start: int, first: int) -> Marker | None:
    starts_line = at == first
    before = text[at - 1] if at else "\n"
    for name, pattern in MARKERS:
        match = pattern.match(text, at)
        if not match:
            continue
        allowed = SOFT_STOPS if name in ("shi", "yao", "circled", "first", "di") else STOPS
        if starts_line or before in allowed:
            value = _value(match.group(1))
            if value:
                return Marker(name, value, match.group(1), line_start if starts_line else at, match.end(), starts_line)
    return None


def _value(written: str) -> int:
    if written in ORDINALS:
        return ORDINALS[written]
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    digits = re.search(r"\d+", written)
    if digits:
        return int(digits.group())
    word = re.search(CN, written)
    return numeral(word.group()) if word else 0


def numeral(word: str) -> int:
    """二十三 → 23; 0 when it is no number."""
    tens, ten, ones = word.partition("十")
    if not ten:
        return NUMERALS.get(word, 0)
    if (tens and tens not in NUMERALS) or (ones and ones not in NUMERALS):
        return 0
    return NUMERALS.get(tens, 1) * 10 + NUMERALS.get(ones, 0)


def _trusted(markers: list[Marker]) -> list[Marker]:
    """Markers at line starts, and those inside a paragraph that belong to a series 1, 2 …

    A lone `一是` is prose; `一、二、三产业` has nothing between its numbers.
    """
    kept: list[Marker] = []
    last: dict[str, Marker] = {}
    for at, marker in enumerate(markers):
        series = _series(marker, last)
        if marker.starts_line and marker.name in BLOCK:
            good = not _touches_next(markers, at)
        elif marker.value == 1:
            good = _has_second(markers, at)
        else:
            good = series is not None and _follows(marker, series)
        if good:
            kept.append(marker)
            last[marker.name] = marker
            if marker.starts_line and marker.name in BLOCK:
                _forget_below(marker, last)
    return kept


def _forget_below(marker: Marker, last: dict[str, Marker]) -> None:
    """A new section ends the series inside the one before."""
    if marker.name in ("part", "cn"):
        for name in INLINE_SERIES:
            last.pop(name, None)


def _series(marker: Marker, last: dict[str, Marker]) -> Marker | None:
    same = last.get(marker.name)
    if same and _follows(marker, same):
        return same
    if marker.name in ("shi", "yao"):  # 一是 … 二要: the series goes on under another verb
        other = last.get("yao" if marker.name == "shi" else "shi")
        if other and _follows(marker, other):
            return other
    return same


def _follows(marker: Marker, before: Marker) -> bool:
    if marker.name == "first":
        return marker.value > before.value
    return marker.value == before.value + 1 and marker.at - before.after >= LEAST_BETWEEN


def _has_second(markers: list[Marker], at: int) -> bool:
    first = markers[at]
    pair = {"shi", "yao"} if first.name in ("shi", "yao") else {first.name}
    for later in markers[at + 1 :]:
        if later.name in ("part", "cn") and later.starts_line and first.name not in ("part", "cn"):
            return False
        if later.name in pair and (later.value == 2 or first.name == "first"):
            return later.at - first.after >= LEAST_BETWEEN
    return False


def _touches_next(markers: list[Marker], at: int) -> bool:
    after = markers[at + 1] if at + 1 < len(markers) else None
    return bool(after and after.name == markers[at].name and after.at - markers[at].after < 2 and not after.starts_line)


def _open(marker: Marker, top: list[Clause], stack: list[_Open]) -> None:
    level = _level(marker, stack)
    if level is None:
        if marker.starts_line and marker.name in ("part", "cn"):
            stack.clear()
        elif marker.starts_line and marker.name in BLOCK:
            while stack and not stack[-1].starts_line:
                stack.pop()
    else:
        del stack[level:]
    clause = Clause(marker.written, "item", marker.at)
    (stack[-1].clause.children if stack else top).append(clause)
    stack.append(_Open(clause, marker.name, marker.value, marker.starts_line))


def _level(marker: Marker, stack: list[_Open]) -> int | None:
    """Where in the stack the marker's own series stands; None opens a new level."""
    for at in range(len(stack) - 1, -1, -1):
        if stack[at].name == marker.name:
            return at
    if marker.value > 1 and marker.name in ("shi", "yao"):
        for at in range(len(stack) - 1, -1, -1):
            if stack[at].name in ("shi", "yao") and stack[at].last == marker.value - 1:
                return at
    return None


def _headless(text: str, start: int, end: int, top: list[Clause], stack: list[_Open], is_last: bool) -> None:
    """A paragraph that begins without a number."""
    line = text[start:end]
    if stack and (CLOSING.match(line) or (is_last and EXHORTS.search(line))):
        stack.clear()
    while stack and not stack[-1].starts_line:
        stack.pop()
    if not stack:
        top.append(Clause("", "paragraph", start))
    elif stack[-1].clause.children:
        stack[-1].clause.children.append(Clause("", "paragraph", start))


def _close(clauses: list[Clause], end: int) -> None:
    """Each clause ends where the next begins; leading white space belongs to the first."""
    if clauses and clauses[0].start and end:
        pass
    for at, clause in enumerate(clauses):
        clause.end = clauses[at + 1].start if at + 1 < len(clauses) else end
        clause.lead_end = clause.children[0].start if clause.children else clause.end
        _close(clause.children, clause.end)


def _describe(text: str, clause: Clause, in_section: bool) -> None:
    lead = text[clause.start : clause.lead_end]
    words = lead.strip()
    clause.title = title_of(words[len(clause.number) :] if clause.number else "") if clause.number else ""
    clause.deadline_words, clause.holders, clause.gaps = find_deadlines(lead), find_holders(lead), find_gaps(lead)
    for child in clause.children:
        _describe(text, child, in_section=True)


def title_of(words: str) -> str:
    """The clause's own heading: its first sentence, or, of a long one, the part before the first comma."""
    words = words.lstrip("，,、：:. \u3000")
    sentence = re.split(r"[。；;！!？?\n：:]", words, maxsplit=1)[0].strip()
    if len(sentence) <= 40:
        return sentence
    part = re.split(r"[，,]", sentence, maxsplit=1)[0]
    return part if 4 <= len(part) <= 40 else sentence[:40]


def _name_kinds(text: str, top: list[Clause]) -> None:
    """section · item · task (a numbered point before the sections) · paragraph · closing."""
    sections = [clause for clause in top if clause.number and (clause.children or _is_block(clause.number))]
    first = sections[0].start if sections else -1
    last = sections[-1].start if sections else len(text)
    for clause in top:
        if clause in sections:
            clause.kind = "section"
        elif clause.number:
            clause.kind = "task" if clause.start < first or first < 0 else "item"
        elif clause.start > last and EXHORTS.search(text[clause.start : clause.end]):
            clause.kind = "closing"


def _is_block(number: str) -> bool:
    return re.fullmatch(rf"{CN}、|第{CN}(部分|章|节|条)|[（(]{CN}[)）]、?", number) is not None


def plain(text: str, clauses: list[Clause]) -> list[dict[str, object]]:
    """Clauses as JSON values."""
    return [
        {
            "number": clause.number,
            "kind": clause.kind,
            "title": clause.title,
            "text": text[clause.start : clause.end],
            "start": clause.start,
            "end": clause.end,
            "deadline_words": clause.deadline_words,
            "holders": clause.holders,
            "gaps": clause.gaps,
            "children": plain(text, clause.children),
        }
        for clause in clauses
    ]
