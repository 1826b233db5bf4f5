"""Cross-system questions: the overview, the year's accounts, what a new secretary takes over."""

from taizhang.reports.selectors.overview import Line, Overview, overview_of
from taizhang.reports.selectors.year import Account, Handover, accounts_of, handover_of, lines_of_round, not_filed

__all__ = [
    "Account",
    "Handover",
    "Line",
    "Overview",
    "accounts_of",
    "handover_of",
    "lines_of_round",
    "not_filed",
    "overview_of",
]
