"""Who may: asked by the acts and by the screens' buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from taizhang.kit.errors import NotAllowed
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on
from taizhang.supervision import labels
from taizhang.supervision.models import Slip
from taizhang.supervision.rules import is_paused, rung_called
from taizhang.supervision.states import SLIP_MOVES


def may_decide(viewer: Viewer, slip: Slip, day: date) -> bool:
    """Whether the rung now proposed is this viewer's to decide: the head's own where the book says so."""
    rung = rung_called(book_on("ladder", day).body["rungs"], slip.asked)
    return works_in(viewer, slip.host_id) and (not rung.get("by_head") or viewer.is_head)


def sees_as_host(viewer: Viewer, slip: Slip) -> bool:
    """Whether the viewer is on the supervising side; the unit is not told what its host considers."""
    return any(slip.host.path.startswith(reach) for reach in viewer.reaches)


def require_host(viewer: Viewer, slip: Slip) -> None:
    """NotAllowed unless the viewer acts for the supervising unit."""
    if not works_in(viewer, slip.host_id):
        raise NotAllowed(labels.NOT_HOST, unit=slip.host.label)


def require_own(viewer: Viewer, slip: Slip) -> None:
    """NotAllowed unless the viewer acts for the unit the slip goes to."""
    if not works_in(viewer, slip.unit_id):
        raise NotAllowed(labels.NOT_OWN, unit=slip.unit.label)


def require_decider(viewer: Viewer, slip: Slip, day: date) -> None:
    """NotAllowed unless the rung proposed is the viewer's to decide."""
    require_host(viewer, slip)
    if not may_decide(viewer, slip, day):
        rung = rung_called(book_on("ladder", day).body["rungs"], slip.asked)
        raise NotAllowed(labels.NEEDS_HEAD, rung=rung["label"], post=viewer.post)


def acts_open_to(viewer: Viewer, slip: Slip) -> Sequence[str]:
    """The slip's acts open to the viewer now."""
    hold = {
        "own": works_in(viewer, slip.unit_id) and not is_paused(slip.paused_until, viewer.today),
        "host": works_in(viewer, slip.host_id),
        "decider": bool(slip.asked) and may_decide(viewer, slip, viewer.today),
    }
    acts = [move.act for move in SLIP_MOVES.open_from(slip.state) if hold.get(move.who, False)]
    wrong = "pause_slip" if is_paused(slip.paused_until, viewer.today) else "resume_slip"
    return [act for act in acts if act != wrong]
