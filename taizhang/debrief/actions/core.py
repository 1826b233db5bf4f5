"""What the acts of debriefs share: lock, move, tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from taizhang.debrief.models import Comment, Debrief, Meeting
from taizhang.debrief.selectors import comment_for, debrief_for, meeting_for
from taizhang.journal.acts import record
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer


def locked_meeting(actor: Viewer, code: str) -> Meeting:
    """A meeting in sight, its row locked."""
    found = meeting_for(actor, code)
    Meeting.unscoped.select_for_update().get(pk=found.pk)
    return meeting_for(actor, code)


def locked_debrief(actor: Viewer, code: str) -> Debrief:
    """A debrief in sight, its row locked."""
    found = debrief_for(actor, code)
    Debrief.unscoped.select_for_update().get(pk=found.pk)
    return debrief_for(actor, code)


def locked_comment(actor: Viewer, code: str) -> Comment:
    """A comment in sight, its row locked."""
    found = comment_for(actor, code)
    Comment.unscoped.select_for_update().get(pk=found.pk)
    return comment_for(actor, code)


def tell(
    act: str,
    actor: Viewer,
    at: datetime,
    subject: str,
    unit: Unit,
    private: Mapping[str, str] | None = None,
    **facts: Any,
) -> str:
    """The act's journal entry; returns the subject. What was said and by whom leaves only a commitment."""
    record(
        f"debrief.{act}",
        actor=actor,
        at=at,
        subject=subject,
        unit=unit.code,
        path=unit.path,
        facts=facts,
        private=private,
    )
    return subject
