"""The moves of a filing."""

from __future__ import annotations

from taizhang.filing import labels
from taizhang.kit.moves import Move, Table

FILING_MOVES = Table(
    name="filing",
    states=labels.STATES,
    acts=labels.ACTS,
    moves=(
        Move("send_filing", ("sealed",), "sent", "own", ""),
        Move("accept_filing", ("sent",), "accepted", "above", ""),
        Move("return_filing", ("sent",), "returned", "above", "reason"),
    ),
)
