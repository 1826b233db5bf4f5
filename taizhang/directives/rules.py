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
# 一、二季度 and 一、二、三产业 are prose, not numbers
NO_SERIES = rf"(?!{CN}(?:、|季度|产业|期|线|类|级|等|楼|年级))"
MATTER = "(?:点|个问题|件事|项工作|项任务|个方面|方面|个环节)?"
# class of marker → its pattern; the number as written is group 1
CLASSES: tuple[tuple[str, str], ...] = (
    ("part", rf"(第{CN}部分)[、，,：:\s]?"),
    ("chapter", rf"(第{CN}章)(?=[、，,：:\s\n])"),
    ("sec", rf"(第{CN}节)(?=[、，,：:\s\n])"),
    ("article", rf"(第{CN}条)(?=[、，,：:\s\n])"),
    ("cn", rf"({CN} ?[、．.]){NO_SERIES}"),
    ("pcn", rf"([（(]{CN}[)）]、?)"),
    ("cncircled", r"([㈠-㈩])"),
    ("circled", r"([①-⑳㉑-㉟])"),
    ("pcircled", r"([⑴-⒇])"),
    ("pnum", r"([（(]\d{1,2}[)）])"),
    ("dotnum", r"([⒈-⒛])"),
    (
        "dec",
        r"(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?=[\s\u4e00-\u9fff])(?!\s*(?:月|万|亿|倍|个|元|米|吨|公里|平方|亩|人|名|日|分|％))",
    ),
    ("num", r"(\d{1,2}[.．、])(?:(?!\d)|(?=\d{4}年|\d{1,2}月))"),
    ("nump", r"(\d{1,2}[)）])"),
    ("di", rf"(第{CN}{MATTER}|第\d{{1,2}}点?)(?:[，,、：:]|(?=要|是)|\s(?=\S))"),
    ("qi", rf"(其{CN})[，,：:]"),
    ("shi", rf"({CN}是)(?!{CN}[、，,。；])"),  # 一是一、二是二 is a saying
    ("yao", rf"({CN}要)"),
    (
        "first",
        r"((?:首先|其次|再次)|(?:此外|最后)(?=[，,要是：:]))(?![，,](?:我代表|我再|衷心|祝|让我们|希望大家|谢谢))",
    ),
)
MARKERS = [(name, re.compile(pattern)) for name, pattern in CLASSES]
INLINE = {"di", "qi", "shi", "yao", "first"}
LINE_ONLY = {"part", "chapter", "sec", "article", "dec"}
RANKS = {"part": 0, "chapter": 1, "sec": 2, "article": 3, "cn": 4}
SPACED = {"cn", "num", "dotnum"}  # classes whose sign is also used inside prose: a word must stand between two
STOPS = "。；;：:！!？?\n”）)"
SOFT_STOPS = STOPS + "，,、 \u3000\t"
BARE_LINE = " \u3000\t#*"
OPENING = re.compile(r"[\s\u3000]*(同志们[，,：:！!]|各位[^，,]{0,6}[，,：]|谢谢|让我们|总之[，,]|特此)")
EXHORTS = re.compile(
    r"让我们|同志们|谢谢|不忘初心|团结一心|砥砺前行|努力奋斗|作出.{0,12}贡献|坚强.{0,4}保障|新篇章|祝愿|批评指正"
    r"|更加紧密|特此(?:通知|报告|函)|奋力谱写|再创佳绩|表示感谢|我就讲|讲到这里|振奋精神|埋头苦干"
)
SIGNATURE = re.compile(
    r"[\s\u3000]*(?:[（(]?20\d\d年\d{1,2}月\d{1,2}日[)）]?|[^，。；：:\s]{2,20}(?:委员会|委|部|办公室|局|党组))\s*"
)
ANNEX = re.compile(r"[\s\u3000]*附件?[：:\d]|[\s\u3000]*附件\s*$", re.MULTILINE)
LEAST_BETWEEN, FAR, NESTED = 4, 400, 8


@dataclass(eq=False)
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
    marker: str = ""

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
    line: int


@dataclass
class _Open:
    clause: Clause
    marker: Marker


def decompose(text: str) -> list[Clause]:
    """The top-level clauses of a text, in order; their slices put together are the text itself."""
    top: list[Clause] = []
    stack: list[_Open] = []
    lines = _lines(text)
    markers = _by_line(_trusted(_markers(text, lines)))
    tail = _tail(text, lines, markers)
    for at, (start, end) in enumerate(lines):
        here = markers.get(at, []) if at < tail else []
        if not text[start:end].strip():
            continue
        if at >= tail:
            stack.clear()
        if not here or not here[0].starts_line:
            _headless(start, top, stack)
        for marker in here:
            _open(marker, top, stack)
    if text and not top:
        top.append(Clause("", "paragraph", 0))
    if top:
        top[0].start = 0
    _close(top, len(text))
    for clause in top:
        _describe(text, clause)
    _name_kinds(text, top)
    return top


def _lines(text: str) -> list[tuple[int, int]]:
    """Lines as (start, end); a last line that goes over into the closing is cut there."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        found.append((at, at + len(line)))
        at += len(line)
    if found:
        start, end = found[-1]
        turn = re.search(r"(?<=[。！])\s*同志们[，,！]", text[start:end])
        if turn and EXHORTS.search(text, start + turn.end(), end):
            found[-1:] = [(start, start + turn.start()), (start + turn.start(), end)]
    return found


def _by_line(markers: list[Marker]) -> dict[int, list[Marker]]:
    found: dict[int, list[Marker]] = {}
    for marker in markers:
        found.setdefault(marker.line, []).append(marker)
    return found


def _tail(text: str, lines: list[tuple[int, int]], markers: dict[int, list[Marker]]) -> int:
    """The line from which everything is closing, annex, signature or date, and nothing a clause."""
    for at, (start, end) in enumerate(lines):
        if at and ANNEX.match(text[start:end]):
            return at
    last = max(markers, default=-1)
    if last < 0:
        return len(lines)
    for at in range(last + 1, len(lines)):
        if _is_closing(text[slice(*lines[at])]):
            return at
    return len(lines)


def _is_closing(line: str) -> bool:
    """An exhortation, thanks, a signature or a date; a sentence with a holder and a deadline is work, not closing."""
    if OPENING.match(line) or SIGNATURE.fullmatch(line):
        return True
    works = find_deadlines(line) or re.match(
        rf"[\s\u3000]*(?:{'|'.join(map(re.escape, find_holders(line))) or '$^'})要", line
    )
    return bool(EXHORTS.search(line)) and not works


def _markers(text: str, lines: list[tuple[int, int]]) -> list[Marker]:
    found = []
    for number, (start, end) in enumerate(lines):
        first = start + len(text[start:end]) - len(text[start:end].lstrip(BARE_LINE))
        at = first
        while at < end:
            marker = _marker_at(text, at, start, first, number)
            if marker:
                found.append(marker)
            at = marker.after if marker else at + 1
    return found


def _marker_at(text: str, at: int, line_start: int, first: int, line: int) -> Marker | None:
    starts_line = at == first
    before = text[at - 1] if at else "\n"
    if not starts_line and before not in SOFT_STOPS and text[at - 2 : at] != "主要":
        return None
    for name, pattern in MARKERS:
        if not starts_line and name in LINE_ONLY:
            continue
        match = pattern.match(text, at)
        value = _value(match.group(1)) if match else 0
        if match and value:
            return Marker(
                name, value, match.group(1), line_start if starts_line else at, match.end(), starts_line, line
            )
    return None


def _value(written: str) -> int:
    if written in ORDINALS:
        return ORDINALS[written]
    for first, last, base in (("①", "⑳", 1), ("㉑", "㉟", 21), ("⑴", "⒇", 1), ("⒈", "⒛", 1), ("㈠", "㈩", 1)):
        if first <= written <= last:
            return ord(written) - ord(first) + base
    digits = re.findall(r"\d+", written)
    if digits:
        return int(digits[-1])
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


def _family(name: str) -> str:
    """一是 … 二要: one series under two verbs."""
    return "shi" if name == "yao" else name


def _trusted(markers: list[Marker]) -> list[Marker]:
    """Markers at line starts, and those inside a paragraph that belong to a series 1, 2 … A lone 一是 is prose."""
    kept: list[Marker] = []
    open_series: dict[str, list[Marker]] = {}
    for at, marker in enumerate(markers):
        series = open_series.setdefault(_family(marker.name), [])
        before = next((one for one in reversed(series) if _follows(marker, one)), None)
        if marker.starts_line and marker.name not in INLINE:
            good = True
        elif marker.value == 1:
            good = _has_second(markers, at)
        else:
            good = before is not None
        if not good:
            continue
        kept.append(marker)
        if before is not None:
            del series[series.index(before) :]
        series.append(marker)
        del series[:-NESTED]
        if marker.name in RANKS:
            for name in INLINE:
                open_series.pop(name, None)
    return kept


def _follows(marker: Marker, before: Marker) -> bool:
    if marker.name == "first":
        return marker.value > before.value
    least = LEAST_BETWEEN if marker.name in SPACED and not marker.starts_line else 1
    return marker.value == before.value + 1 and marker.at - before.after >= least


def _has_second(markers: list[Marker], at: int) -> bool:
    first = markers[at]
    for later in markers[at + 1 : at + FAR]:
        if later.name in RANKS and later.starts_line and first.name not in RANKS:
            return False
        if _family(later.name) == _family(first.name) and _follows(later, first):
            return True
    return False


def _open(marker: Marker, top: list[Clause], stack: list[_Open]) -> None:
    level = _level(marker, stack)
    if level is not None:
        del stack[level:]
    elif marker.starts_line and marker.name in RANKS:
        while stack and RANKS.get(stack[-1].marker.name, 99) >= RANKS[marker.name]:
            stack.pop()
    elif marker.starts_line and marker.name not in INLINE:
        while stack and not stack[-1].marker.starts_line:
            stack.pop()
    clause = Clause(marker.written, "item", marker.at, marker=marker.name)
    (stack[-1].clause.children if stack else top).append(clause)
    stack.append(_Open(clause, marker))


def _level(marker: Marker, stack: list[_Open]) -> int | None:
    """Where in the stack the marker's own series stands; None opens a new level."""
    same = [at for at, one in enumerate(stack) if _family(one.marker.name) == _family(marker.name)]
    going_on = [at for at in same if _follows(marker, stack[at].marker)]
    if going_on:
        return going_on[-1]
    inside = marker.value == 1 and not marker.starts_line and same and stack[same[-1]].marker.line == marker.line
    if inside and marker.name in INLINE:  # 一是 … 做到三个一：一是 …: a list within a point
        return None
    exact = [at for at in same if stack[at].marker.name == marker.name]
    return exact[-1] if exact else None


def _headless(start: int, top: list[Clause], stack: list[_Open]) -> None:
    """A paragraph that begins without a number: it goes on with the clause that its line opened, or stands alone."""
    while stack and not stack[-1].marker.starts_line:
        stack.pop()
    if not stack:
        top.append(Clause("", "paragraph", start))
    elif stack[-1].clause.children:
        stack[-1].clause.children.append(Clause("", "paragraph", start))


def _close(clauses: list[Clause], end: int) -> None:
    """Each clause ends where the next begins."""
    for at, clause in enumerate(clauses):
        clause.end = clauses[at + 1].start if at + 1 < len(clauses) else end
        clause.lead_end = clause.children[0].start if clause.children else clause.end
        _close(clause.children, clause.end)


def _describe(text: str, clause: Clause) -> None:
    lead = text[clause.start : clause.lead_end]
    if clause.number:
        clause.title = title_of(lead[lead.index(clause.number) + len(clause.number) :])
    clause.deadline_words, clause.holders, clause.gaps = find_deadlines(lead), find_holders(lead), find_gaps(lead)
    for child in clause.children:
        _describe(text, child)


def title_of(words: str) -> str:
    """The clause's own heading: its first sentence, or, of a long one, the part before the first comma."""
    words = words.lstrip("，,、：:. \u3000\t\n*")
    sentence = re.split(r"[。；;！!？?\n：:]", words, maxsplit=1)[0].strip().rstrip("，,、*")
    if len(sentence) <= 40:
        return sentence
    part = re.split(r"[，,]", sentence, maxsplit=1)[0]
    return part if 4 <= len(part) <= 40 else sentence[:40]


def _name_kinds(text: str, top: list[Clause]) -> None:
    """section · item · task (a numbered point before the sections) · paragraph · closing."""
    sections = [clause for clause in top if clause.number and clause.marker not in INLINE]
    known = {id(clause) for clause in sections}
    first = sections[0].start if sections else -1
    numbered = [clause for clause in top if clause.number]
    last = numbered[-1].start if numbered else len(text)
    for clause in top:
        if id(clause) in known:
            clause.kind = "section"
        elif clause.number:
            clause.kind = "task" if clause.start < first else "section" if clause.children else "item"
        elif clause.start > last and _is_closing(text[clause.start : clause.end].rstrip("\n")):
            clause.kind = "closing"


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
