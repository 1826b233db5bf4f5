"""What locks a filing, and what it still lacks. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from taizhang.filing import labels

LOCKED = ("sent", "accepted")
SHOWN = 8  # numbers named in one line


@dataclass(frozen=True)
class Lack:
    """One thing to be put right: a sentence and its facts."""

    sentence: str
    facts: dict[str, object]


def lacks(
    rows: Mapping[str, Mapping[str, Any]],
    number: str,
    scans: int,
    missing_lists: Collection[str],
    open_states: Collection[str],
) -> list[Lack]:
    """What whoever answers a filing looks for (备案查完整性): paper, the unit's other lists, persons and dates."""
    found = []
    if not number:
        found.append(Lack(labels.LACKS_NUMBER, {}))
    if not scans:
        found.append(Lack(labels.LACKS_SCAN, {}))
    if missing_lists:
        found.append(Lack(labels.LACKS_LISTS, {"names": "、".join(missing_lists)}))
    still = {code: row for code, row in rows.items() if row.get("state") in open_states}
    nobody = [code for code, row in still.items() if not (row.get("person") or row.get("leader") or row.get("first"))]
    undated = [code for code, row in still.items() if not row.get("due_on") and row.get("timing", "dated") == "dated"]
    for sentence, codes in ((labels.LACKS_PERSON, nobody), (labels.LACKS_DAY, undated)):
        if codes:
            names = "、".join(codes[:SHOWN]) + ("…" if len(codes) > SHOWN else "")
            found.append(Lack(sentence, {"count": len(codes), "names": names}))
    return found
