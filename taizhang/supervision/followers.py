"""What supervision does when a matter on the ledger ends: its slip ends with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.supervision import labels
from taizhang.supervision.actions import end_slips, reopen_slips

ENDING = (
    "accept_closure",
    "accept_long_term",
    "consent_untrue",
    "merge_problem",
    "pass_task",
    "withdraw_item",
)


def follow_ended_item(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """An item was closed, passed, withdrawn or merged."""
    end_slips(subject, actor, at, labels.ENDED.format(code=subject))


def follow_reopened_item(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """A problem came back under its number."""
    reopen_slips(subject, actor, at)
