"""Comparing seals: plain rows in, differences out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

LOCKED = ("sent", "accepted")
CLOSED = ("closed", "closed_before", "done", "settled", "untrue")


@dataclass
class Difference:
    """What changed from one seal to the next, by item number."""

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
    """
    made = Difference(
        added=[code for code in after if code not in before],
        vanished=[code for code in before if code not in after and code not in ended],
        closed=[code for code in before if code not in after and code in ended],
    )
    for code, now in after.items():
        was = before.get(code, {})
        if now["state"] in CLOSED and was.get("state") not in CLOSED:
            made.closed.append(code)
        if now["state"] not in CLOSED and now.get("due_on") and str(now["due_on"]) < day:
            made.overdue.append(code)
        cells = [
            (key, str(was.get(key) or ""), str(now.get(key) or ""))
            for key in now
            if was and was.get(key) != now.get(key)
        ]
        if cells:
            made.changed[code] = cells
    return made
