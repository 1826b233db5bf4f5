"""A report put aside: the unit's own notes. They change no record, so this is no act and leaves no entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from taizhang.debrief import labels, policy, rules
from taizhang.debrief.actions.core import locked_debrief
from taizhang.debrief.actions.reports import MOST, require_live
from taizhang.debrief.selectors import book_of
from taizhang.debrief.states import REPORT_MOVES
from taizhang.kit.errors import Refused
from taizhang.people.viewers import Viewer


@transaction.atomic
def keep_report(viewer: Viewer, at: datetime, *, code: str, sections: Sequence[str], seen: str = "") -> None:
    """Put a report aside unfinished: the unit goes on later, from any computer. Nobody else sees it.

    `seen`: the moment of the draft the page was drawn from; another hand's newer one is not written over.
    """
    debrief = locked_debrief(viewer, code)
    policy.require_own(viewer, debrief)
    require_live(debrief)
    REPORT_MOVES.take("submit_report", debrief.state)
    before: dict[str, Any] = debrief.draft or {}
    wanted = book_of(debrief.meeting)["report"]["sections"]
    told = {one["key"]: text for one, text in zip(wanted, [*sections, *[""] * len(wanted)], strict=False)}
    if before and before["at"] != seen and before["sections"] != told:
        raise Refused(labels.DRAFT_STALE, name=before["by"])
    for one in wanted:  # unfinished may be empty, never longer than what can be submitted
        rules.require(told[one["key"]] or "—", labels.FIELD_SECTION.format(title=one["title"]), MOST)
    debrief.draft = {"at": at.isoformat(), "by": viewer.name, "sections": told}
    debrief.save(update_fields=["draft"])
