"""Who may: one predicate a relation, asked by the actions and by the screens' buttons."""

from __future__ import annotations

from collections.abc import Callable

from taizhang.kit.errors import NotAllowed
from taizhang.kit.paths import holds
from taizhang.ledger import labels
from taizhang.ledger.models import Item, Step
from taizhang.ledger.states import ABOVE, ACCEPTER, DOER, RAISER
from taizhang.people.viewers import Viewer


def is_doer(viewer: Viewer, item: Item) -> bool:
    """Posted in the responsible unit or below it."""
    return viewer.acts and bool(viewer.path) and holds(item.path, viewer.path)


def is_accepter(viewer: Viewer, item: Item) -> bool:
    """Wearing a hat of the accepting unit."""
    return viewer.acts and viewer.unit_id == item.accepting_id


def is_raiser(viewer: Viewer, item: Item) -> bool:
    """Wearing a hat of the unit that raised the item."""
    return viewer.acts and viewer.unit_id == item.raised_by_id


def is_above(viewer: Viewer, item: Item) -> bool:
    """Wearing a hat of the unit above the responsible one (a root answers for itself)."""
    above = item.unit.parent_id or item.unit_id
    return viewer.acts and viewer.unit_id == above


RELATIONS: dict[str, Callable[[Viewer, Item], bool]] = {
    DOER: is_doer,
    ACCEPTER: is_accepter,
    RAISER: is_raiser,
    ABOVE: is_above,
}


def has_done(viewer: Viewer, item: Item) -> bool:
    """Whether this very person has acted as a doer on the item."""
    if item.doers is not None:
        return viewer.code in item.doers
    return Step.unscoped.filter(item=item, as_doer=True, actor=viewer.code).exists()


def stands_in(viewer: Viewer, who: str, item: Item) -> bool:
    """Whether the viewer stands in the relation `who` to the item (the doer's own hand not yet considered)."""
    return who in viewer.relations and RELATIONS[who](viewer, item)


def require(viewer: Viewer, who: str, item: Item, act: str) -> None:
    """Raise NotAllowed, saying whose turn it is, unless the viewer may take this act."""
    if not viewer.acts:
        raise NotAllowed(labels.READ_ONLY)
    if not stands_in(viewer, who, item):
        sentence, unit = {
            DOER: (labels.NOT_DOER, item.unit),
            ACCEPTER: (labels.NOT_ACCEPTER, item.accepting),
            RAISER: (labels.NOT_RAISER, item.raised_by),
        }.get(who, (labels.NOT_ABOVE, item.unit))
        raise NotAllowed(sentence, act=labels.ACTS[act], unit=unit.label, post=viewer.post)
    if who in (ACCEPTER, ABOVE) and has_done(viewer, item):
        raise NotAllowed(labels.DID_IT_YOURSELF)


def may_raise(viewer: Viewer, unit_path: str) -> bool:
    """A problem or task may be raised for any unit in the worn hat's own reach."""
    return viewer.acts and bool(viewer.path) and holds(viewer.path, unit_path)
