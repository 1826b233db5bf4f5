"""Who may: asked by the acts and by the screens' buttons."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.inspection import labels
from taizhang.inspection.models import Finding, Member, Plan, Visit
from taizhang.inspection.states import FINDING_MOVES, PLAN_MOVES, SEEN, VISIT_MOVES
from taizhang.kit.errors import NotAllowed
from taizhang.kit.memo import once
from taizhang.kit.paths import holds
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer


def is_host(viewer: Viewer, plan: Plan) -> bool:
    """Wearing a working hat of the unit that organises the inspection (an inspector's is none)."""
    return works_in(viewer, plan.host_id)


def sees_as_host(viewer: Viewer, plan: Plan) -> bool:
    """The organising side: it lies in reach, and the hat is no inspector's, who sees the own team's."""
    return any(holds(reach, plan.host.path) for reach in viewer.working_reaches)


def membership(viewer: Viewer, visit: Visit) -> Member | None:
    """The viewer's place in the visit's team."""
    if not viewer.acts or visit.team_id is None:
        return None
    found = Member.unscoped.filter(team_id=visit.team_id, account__code=viewer.code)
    return once(("member", visit.team_id, viewer.code), found.first)


def is_told(plan: Plan) -> bool:
    """Whether the units may know: an announced inspection once it has begun, a secret one once it was published."""
    return plan.started_at is not None and (plan.manner != "secret" or plan.published_at is not None)


def stands_in(viewer: Viewer, who: str, visit: Visit) -> bool:
    """Whether the viewer stands in the relation `who` to a visit."""
    host = is_host(viewer, visit.plan)
    if who == "host":
        return host
    if who == "own":
        return works_in(viewer, visit.unit_id) and is_told(visit.plan) and membership(viewer, visit) is None
    member = membership(viewer, visit)
    return bool(member and (who == "team" or member.is_head)) or (who == "head" and host)


def require_host(viewer: Viewer, plan: Plan) -> None:
    """NotAllowed unless the viewer acts for the organising unit."""
    if not is_host(viewer, plan):
        raise NotAllowed(labels.NOT_HOST, unit=plan.host.label)


def require(viewer: Viewer, who: str, visit: Visit) -> None:
    """NotAllowed, saying whose it is, unless the viewer stands in the relation."""
    if stands_in(viewer, who, visit):
        return
    if who == "host":
        raise NotAllowed(labels.NOT_HOST, unit=visit.plan.host.label)
    if who == "own":
        raise NotAllowed(labels.NOT_OWN, unit=visit.unit.label)
    if who == "head":
        raise NotAllowed(labels.NOT_HEAD)
    raise NotAllowed(labels.NOT_TEAM, team=visit.team.name if visit.team else "—")


def plan_acts(viewer: Viewer, plan: Plan) -> Sequence[str]:
    """The plan's acts open to the viewer now."""
    if not is_host(viewer, plan):
        return []
    secret = plan.manner == "secret" and plan.published_at is None
    acts = [move.act for move in PLAN_MOVES.open_from(plan.state)]
    return [act for act in acts if (act != "publish_plan" or secret) and (act != "end_plan" or not secret)]


def plan_lets(plan_state: str, act: str) -> bool:
    """Whether an inspection in this state lets an act on one of its visits be done."""
    if plan_state == "drafted":
        return act in ("assign_visit", "merge_visit")
    return plan_state == "under_way" or act in ("agree_visit", "question_visit", "answer_visit", "bring_media")


def visit_acts(viewer: Viewer, visit: Visit) -> Sequence[str]:
    """The visit's acts open to the viewer now."""
    moves = [move for move in VISIT_MOVES.open_from(visit.state) if plan_lets(visit.plan.state, move.act)]
    return [move.act for move in moves if stands_in(viewer, move.who, visit)]


def finding_acts(viewer: Viewer, finding: Finding) -> Sequence[str]:
    """The finding's acts open to the viewer now."""
    visit = finding.visit
    if visit.plan.state != "under_way" or not (stands_in(viewer, "team", visit) or is_host(viewer, visit.plan)):
        return []
    shut = "hold_finding" if is_told(visit.plan) else "raise_finding"
    acts = [move.act for move in FINDING_MOVES.open_from(finding.state) if move.act != shut]
    return ["raise_finding" if act == "hold_finding" else act for act in acts]


def may_work_on(viewer: Viewer, visit: Visit) -> bool:
    """Team member or organising side: they see what is being recorded."""
    return membership(viewer, visit) is not None or sees_as_host(viewer, visit.plan)


def shows_results(viewer: Viewer, visit: Visit) -> bool:
    """Whether what was recorded is the viewer's to see: the unit sees it once the visit has ended and may be known."""
    return may_work_on(viewer, visit) or (visit.state in SEEN and is_told(visit.plan))
