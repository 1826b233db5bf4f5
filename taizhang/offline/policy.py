"""Who may decide about late acts."""

from __future__ import annotations

from taizhang.kit.errors import NotAllowed
from taizhang.offline import labels
from taizhang.offline.models import Late
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer


def is_keeper(viewer: Viewer, late: Late) -> bool:
    """Working in the unit that answers: the organiser of the inspection, or the unit whose item it is."""
    return works_in(viewer, late.unit_id)


def require_keeper(viewer: Viewer, late: Late) -> None:
    """NotAllowed unless the late act is the viewer's to decide."""
    if not is_keeper(viewer, late):
        raise NotAllowed(labels.NOT_KEEPER, unit=late.unit.label)
