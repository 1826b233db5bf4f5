"""Rules of debriefs: meetings, appraisal (测评), grades (等次). Plain values, no Django, no clock."""

from taizhang.debrief.rules.appraisal import Count, appraised, ballot_score, check_count, differing, merged, withheld
from taizhang.debrief.rules.grade import Band, Case, Scored, banded, scored, unmet
from taizhang.debrief.rules.meeting import (
    Cell,
    Fact,
    agenda,
    cells_of,
    check_complete,
    check_day,
    check_ending,
    compared,
    low_shares,
    require,
    year_about,
)

__all__ = [
    "Band",
    "Case",
    "Cell",
    "Count",
    "Fact",
    "Scored",
    "agenda",
    "appraised",
    "ballot_score",
    "banded",
    "cells_of",
    "check_complete",
    "check_count",
    "check_day",
    "check_ending",
    "compared",
    "differing",
    "low_shares",
    "merged",
    "require",
    "scored",
    "unmet",
    "withheld",
    "year_about",
]
