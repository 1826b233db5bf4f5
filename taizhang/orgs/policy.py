"""Who may change the tree: the county's office, the system administrator, the command line."""

from __future__ import annotations

from taizhang.journal.acts import Actor
from taizhang.kit.errors import NotAllowed
from taizhang.kit.words import _

NOT_STEWARD = _("只有系统管理员或县委组织部可以调整组织树。请联系他们。")


def may_steward(actor: Actor) -> bool:
    """Whether this actor keeps the tree."""
    return bool(getattr(actor, "keeps_tree", False))


def knows_every_unit(actor: Actor) -> bool:
    """Whether this actor names units anywhere in the tree: those who keep it, and those who keep the accounts."""
    return may_steward(actor) or getattr(actor, "role", "") == "security_admin"


def require_steward(actor: Actor) -> None:
    """Raise NotAllowed unless the actor keeps the tree."""
    if not may_steward(actor):
        raise NotAllowed(NOT_STEWARD)
