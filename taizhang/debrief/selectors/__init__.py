"""Questions about debriefs. Every one takes the viewer; what is not theirs does not exist."""

from taizhang.debrief.selectors.cascade import Row, cascade_of, steps_of, summed
from taizhang.debrief.selectors.facts import Told, before_of, facts_for
from taizhang.debrief.selectors.sight import (
    book_of,
    comment_for,
    comments_of,
    debrief_for,
    debriefs_of,
    debriefs_waiting,
    follow_ups_of,
    has_debriefed,
    has_part,
    letters_of,
    meeting_above,
    meeting_for,
    meetings_for,
    newest_reports,
    reports_of,
    sees_all,
)

__all__ = [
    "Row",
    "Told",
    "before_of",
    "book_of",
    "cascade_of",
    "comment_for",
    "comments_of",
    "debrief_for",
    "debriefs_of",
    "debriefs_waiting",
    "facts_for",
    "follow_ups_of",
    "has_debriefed",
    "has_part",
    "letters_of",
    "meeting_above",
    "meeting_for",
    "meetings_for",
    "newest_reports",
    "reports_of",
    "sees_all",
    "steps_of",
    "summed",
]
