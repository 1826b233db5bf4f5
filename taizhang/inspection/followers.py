"""What inspections do when the tree changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.inspection import labels
from taizhang.inspection.models import Visit
from taizhang.inspection.states import OPEN_VISIT


def follow_ended_unit(*, subject: str, at: datetime, **_unused: Any) -> None:
    """Nobody visits a unit that is no more."""
    found = Visit.unscoped.filter(unit__code=subject, state__in=OPEN_VISIT)
    found.update(state="cancelled", note=labels.UNIT_ENDED, ended_at=at)
