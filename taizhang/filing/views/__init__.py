"""Screens of filing and of spot checks."""

from taizhang.filing.views.filings import filing, filing_act, filing_file, filings, late_inbox
from taizhang.filing.views.spots import spots

__all__ = ["filing", "filing_act", "filing_file", "filings", "late_inbox", "spots"]
