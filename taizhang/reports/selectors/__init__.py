"""Cross-system questions: the overview, the year's accounts, what a new secretary takes over."""

from taizhang.reports.selectors.leaders import (
    Joint,
    Leader,
    Record,
    answering,
    joint_duties,
    leader_of,
    leaders_of,
    sessions_of,
    staff_of,
)
from taizhang.reports.selectors.overview import Line, Overview, overview_of
from taizhang.reports.selectors.year import (
    Account,
    Handover,
    accounts_of,
    handover_of,
    lines_of_round,
    not_filed,
    settled_below,
)

__all__ = [
    "Account",
    "Handover",
    "Joint",
    "Leader",
    "Line",
    "Overview",
    "Record",
    "accounts_of",
    "answering",
    "handover_of",
    "joint_duties",
    "leader_of",
    "leaders_of",
    "lines_of_round",
    "not_filed",
    "overview_of",
    "sessions_of",
    "settled_below",
    "staff_of",
]
