"""Who may keep accounts and grants."""

from __future__ import annotations

from taizhang.kit.errors import NotAllowed
from taizhang.people import labels
from taizhang.people.viewers import Viewer


def works_in(viewer: Viewer, unit_id: int | None) -> bool:
    """Wearing a hat of the unit that may act and has a part in business (an inspector has none)."""
    return viewer.acts and bool(viewer.relations) and viewer.unit_id == unit_id


def may_keep_accounts(viewer: Viewer) -> bool:
    """System administrator or the command line."""
    return viewer.is_system or viewer.role == "system_admin"


def may_grant(viewer: Viewer) -> bool:
    """Security administrator or the command line."""
    return viewer.is_system or viewer.role == "security_admin"


def may_reveal(viewer: Viewer) -> bool:
    """The county's organisation department: no administrator, no command line."""
    return viewer.role == "overseer" and viewer.at_root and not viewer.is_system


def require_revealer(viewer: Viewer) -> None:
    """NotAllowed unless the viewer may see whole numbers."""
    if not may_reveal(viewer):
        raise NotAllowed(labels.NOT_REVEALER)


def require_account_keeper(viewer: Viewer) -> None:
    """NotAllowed unless the viewer keeps accounts."""
    if not may_keep_accounts(viewer):
        raise NotAllowed(labels.NOT_ACCOUNT_KEEPER)


def require_grantor(viewer: Viewer) -> None:
    """NotAllowed unless the viewer grants roles."""
    if not may_grant(viewer):
        raise NotAllowed(labels.NOT_GRANTOR)
