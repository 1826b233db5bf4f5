"""Who keeps the rule books: the county's office, the system administrator, the command line."""

from __future__ import annotations

from taizhang.kit.errors import NotAllowed
from taizhang.people.viewers import Viewer
from taizhang.rulebook import labels


def require_keeper(viewer: Viewer) -> None:
    """NotAllowed unless the viewer keeps the books."""
    if not viewer.keeps_tree:
        raise NotAllowed(labels.NOT_KEEPER)
