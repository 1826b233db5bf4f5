"""A sealed list as the paper it becomes: built from the snapshot alone, so it never changes; signer, digest, QR."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from taizhang.documents.lists import Column, ListSheet
from taizhang.filing import labels
from taizhang.filing.models import Filing
from taizhang.filing.selectors import rows_of
from taizhang.kit.clock import day_of
from taizhang.kit.words import day_words
from taizhang.ledger.labels import FINDINGS, NO, STATES, TIMINGS, YES
from taizhang.ledger.lists import layout_of
from taizhang.rulebook.selectors import terms_on


def sealed_sheet(filing: Filing, note: str) -> ListSheet:
    """The list as it was sealed. `note` is the signed head that goes into the QR ("" when none covers it yet)."""
    day = day_of(filing.sealed_at)
    columns, sources = layout_of(filing.list_name, day)["columns"], terms_on(day)["sources"]
    rows = [
        [_cell(column["key"], code, told, at, sources) for column in columns]
        for at, (code, told) in enumerate(rows_of(filing).items(), 1)
    ]
    number = [gettext(labels.NUMBERED).format(number=filing.document_number)] if filing.document_number else []
    below = (
        gettext(labels.SIGNED).format(signer=filing.signer, post=filing.signer_post),
        gettext(labels.SEALED_ON).format(day=day_words(day)),
        gettext(labels.DIGEST).format(digest=filing.digest),
    )
    headings = [Column(gettext(column["heading"]), float(column.get("width", 12)), column["key"]) for column in columns]
    return ListSheet(filing.title, headings, rows, (f"{filing.unit.name}", *number), below, note)


def _cell(key: str, code: str, told: Mapping[str, Any], at: int, sources: Mapping[str, Any]) -> str:
    """One cell, from the columns that were hashed."""
    fixed = {"row": str(at), "number": code, "state": gettext(STATES.get(str(told["state"]), ""))}
    if key in fixed:
        return fixed[key]
    if key == "due":
        day = str(told.get("due_on") or "")
        timing = str(told.get("timing") or "dated")
        return day or (gettext(TIMINGS[timing]) if timing != "dated" else "")
    if key == "source":
        label = sources.get(str(told.get("source")), {}).get("label", "")
        return str(told.get("source_detail") or label)
    if key == "finding":
        return gettext(FINDINGS.get(str(told.get("finding")), "")) if told.get("finding") in FINDINGS else ""
    if key == "recurring":
        return gettext(YES if told.get("recurring") else NO)
    joined = {
        "found": ("found_by", "found_on"),
        "verified": ("went", "went_on", "how"),
        "accepted": ("accepter", "opinion", "accepted_on"),
    }
    if key in joined:
        return " ".join(str(told.get(one) or "") for one in joined[key]).strip()
    return str(told.get(key) or "")
