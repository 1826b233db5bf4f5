"""Acts of filing and of the spot checks of a round."""

from taizhang.filing.actions.filings import AFTER, accept_filing, attach_scan, return_filing, seal_list, send_filing
from taizhang.filing.actions.spots import check_spot, draw_spots

__all__ = [
    "AFTER",
    "accept_filing",
    "attach_scan",
    "check_spot",
    "draw_spots",
    "return_filing",
    "seal_list",
    "send_filing",
]
