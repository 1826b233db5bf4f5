"""What must hold when an item moves. Plain values, no clock: days are handed in."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from taizhang.kit.errors import BadInput, Refused
from taizhang.ledger import labels
from taizhang.ledger.states import ANSWERED, CLOSED_WELL, OPEN

LETTERS = {"duty": "D", "task": "T", "problem": "P"}
TITLE_MOST = 2_000
POST = re.compile(r"书记|主任|委员|会计|科长|股长|组长|部长|局长|镇长|干部|副")
LOW_VALUE = re.compile(r"[\s，。；：、“”‘’（）()【】\[\]《》,;:\"'—\-…·!！?？]+")


def number_of(kind: str, year: int, running: int) -> str:
    """An item's number for life: P26-00001."""
    return f"{LETTERS[kind]}{year % 100:02d}-{running:05d}"


def fingerprint(unit_code: str, title: str) -> str:
    """Equal for the same words about the same unit, whatever the spaces, widths and punctuation."""
    plain = re.sub(r"(?<!\d)\.|\.(?!\d)", "", LOW_VALUE.sub("", unicodedata.normalize("NFKC", title))).lower()
    return hashlib.sha256(f"{unit_code}\n{plain}".encode()).hexdigest()


def require_text(text: str, field: str) -> str:
    """The text without its margins; BadInput when nothing is left."""
    text = text.strip()
    if not text:
        raise BadInput(labels.NEEDS_TEXT, field=field)
    return text


def require_title(text: str, field: str) -> str:
    """An item's text: something, and short enough to stand in a list."""
    text = require_text(text, field)
    if len(text) > TITLE_MOST:
        raise BadInput(labels.TITLE_TOO_LONG, count=len(text), limit=TITLE_MOST)
    return text


def require_short(limit: int, **texts: str) -> None:
    """Texts that must fit a column; BadInput names the first that does not."""
    for name, text in texts.items():
        if len(text) > limit:
            raise BadInput(labels.FIELD_TOO_LONG, field=name, limit=limit)


def require_reason(text: str) -> str:
    """A reason; returning, withdrawing and refusing never go without (DOMAIN §2)."""
    if not text.strip():
        raise BadInput(labels.NEEDS_REASON)
    return text.strip()


def check_verification(told: Mapping[str, str], went_on: date | None, today: date) -> None:
    """A verification says who went, when, how and on what basis (DOMAIN §13)."""
    for key, word in labels.VERIFICATION.items():
        if not str(told.get(key) or "").strip():
            raise BadInput(labels.NEEDS_VERIFICATION, field=word)
    if went_on and went_on > today:
        raise BadInput(labels.VERIFIED_LATER, day=went_on)


def check_plan(measures: str, timing: str, due_on: date | None, today: date) -> None:
    """A plan has measures and, unless it is for good or at once, a day that has not passed."""
    require_text(measures, labels.FIELD_MEASURES)
    if timing not in labels.TIMINGS:
        raise BadInput(labels.NO_TIMING, text=timing[:20], known="、".join(labels.TIMINGS))
    if timing == "dated" and due_on is None:
        raise BadInput(labels.NEEDS_TEXT, field=labels.FIELD_DUE)
    if due_on is not None and due_on < today:
        raise BadInput(labels.DUE_PASSED, day=due_on)


def check_new_due(due_on: date | None, today: date) -> None:
    """A deadline set today has not passed already. (A sheet of older tasks keeps its own: it tells what was.)"""
    if due_on is not None and due_on < today:
        raise BadInput(labels.DUE_PASSED, day=due_on)


def check_extension(due_on: date | None, wanted: date, asked: date | None, today: date) -> None:
    """An extension is asked before the deadline, once at a time, for a later day (DOMAIN §2.3)."""
    if due_on is None:
        raise Refused(labels.UNDATED_EXTENSION)
    if asked is not None:
        raise Refused(labels.EXTENSION_WAITS)
    if today > due_on:
        raise Refused(labels.TOO_LATE_TO_EXTEND, day=due_on)
    if wanted <= due_on:
        raise BadInput(labels.EXTEND_EARLIER, day=wanted, due=due_on)


def check_acceptance(proof_count: int, on_site: str) -> None:
    """Closing needs at least one proof or the accepter's own on-site finding; never a photo as such."""
    if proof_count < 1 and not on_site.strip():
        raise BadInput(labels.NEEDS_PROOF)


def next_time(every: str, today: date) -> date | None:
    """The next day on which a list goes out: tomorrow, next Monday, the first of next month; None for never."""
    if every == "day":
        return today + timedelta(days=1)
    if every == "week":
        return today + timedelta(days=7 - today.weekday())
    if every == "month":
        return date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return None


def closure_rate(closed: int, total: int, untrue: int, before: int) -> str:
    """Closed of those that had to be put right here: untrue ones and those closed before Taizhang do not count."""
    whole = total - untrue - before
    return f"{round(100 * closed / whole)}%" if whole > 0 else "—"


@dataclass(frozen=True)
class Lamps:
    """What the county's book says about lights: days before the deadline, and the share of time after which work
    that has not begun is behind (percent)."""

    near_days: int
    behind_share: int


def light(state: str, due_on: date | None, today: date, lamps: Lamps, opened_on: date, begun: bool) -> str:
    """The county's light for an item: none · near · behind · late · done · over · undated."""
    if state in CLOSED_WELL:
        return "done"
    if state not in OPEN:
        return "over"
    if due_on is None:
        return "undated"
    if today > due_on:
        return "late"
    whole = (due_on - opened_on).days
    if not begun and whole > 0 and (today - opened_on).days * 100 >= whole * lamps.behind_share:
        return "behind"
    return "near" if (due_on - today).days <= lamps.near_days else "none"


def person_names(text: str) -> list[str]:
    """Names in a responsible-person cell: several to a cell, spaces inside a name, posts before it.

    "赵  立民" → 赵立民; "孙桂兰、周海" → two; "镇组织委员 何敏" stays as written (post and name).
    """
    found = []
    for part in re.split(r"[、，,;；/\n]+", text):
        words = re.sub(r"^\s*\d+[.．、]", "", part).split()
        if len(words) == 2 and 1 in map(len, words) and sum(map(len, words)) <= 4:  # 赵  立民, 欧阳 锋
            words = ["".join(words)]
        if len(words) == 2 and all(2 <= len(word) <= 3 for word in words) and not POST.search(words[0]):
            found += words  # two names with a space between them
            continue
        if words and "".join(words) not in ("—", "-", "无"):
            found.append(" ".join(words))
    return found


def source_of(text: str, sources: Mapping[str, Mapping[str, object]]) -> str:
    """The key of the source a cell names; "" when none of the known words begins or stands in it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    pairs = [(str(word), key) for key, one in sources.items() for word in _words(one)]
    for word, key in sorted(pairs, key=lambda pair: -len(pair[0])):
        if word in plain:
            return key
    return ""


def _words(source: Mapping[str, object]) -> Sequence[str]:
    words = source.get("words")
    return [str(source["label"]), *(words if isinstance(words, list) else [])]


@dataclass
class Difference:
    """What changed from one state of a list to a later one, by item number."""

    added: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    changed: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)


def compare(
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
    day: str,
    ended: Collection[str] = (),
) -> Difference:
    """Differences between two snapshots (number → columns).

    `day` is the later seal's date, for what is overdue; `ended`: numbers that are missing because they were closed.
    What had already ended in the earlier one may leave the list and is told neither as closed nor as vanished.
    """
    gone = [code for code, was in before.items() if code not in after and was["state"] in OPEN]
    made = Difference(
        added=[code for code in after if code not in before],
        vanished=[code for code in gone if code not in ended],
        closed=[code for code in gone if code in ended],
    )
    for code, now in after.items():
        was = before.get(code, {})
        if now["state"] in ANSWERED and was.get("state") not in ANSWERED:
            made.closed.append(code)
        if now["state"] in OPEN and now.get("due_on") and str(now["due_on"]) < day:
            made.overdue.append(code)
        cells = [
            (key, str(was.get(key) or ""), str(now.get(key) or ""))
            for key in now
            if was and was.get(key) != now.get(key)
        ]
        if cells:
            made.changed[code] = cells
    return made
