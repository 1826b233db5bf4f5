"""Which plans and visits a viewer sees, and what waits for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from taizhang.inspection import labels
from taizhang.inspection.models import Answer, Checklist, Finding, Member, Plan, Recheck, Recusal, Talk, Team, Visit
from taizhang.inspection.policy import is_told, may_work_on, sees_as_host
from taizhang.inspection.rules.answers import is_for
from taizhang.inspection.states import OPEN_VISIT, SEEN
from taizhang.kit.errors import Absent
from taizhang.kit.waiting import waits
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import within
from taizhang.people.models import Account, Grant, on_day
from taizhang.people.rules import ROLES
from taizhang.people.viewers import Viewer

TOLD = Q(started_at__isnull=False) & (~Q(manner="secret") | Q(published_at__isnull=False))
PLAN_TOLD = Q(plan__started_at__isnull=False) & (~Q(plan__manner="secret") | Q(plan__published_at__isnull=False))


def _hosted(viewer: Viewer, column: str) -> Q:
    """The organising side; an inspector's hat sees only the own team's."""
    return within(viewer.working_reaches, column)


def _teams(viewer: Viewer) -> QuerySet[Member]:
    return Member.unscoped.filter(account__code=viewer.code).exclude(team__plan__state="drafted")


def plans_for(viewer: Viewer) -> QuerySet[Plan]:
    """Plans of units in reach; those whose team the viewer is in; and those that may be known and look at a unit
    in reach."""
    own = Visit.unscoped.filter(within(viewer.working_reaches, "unit__path"), plan=OuterRef("pk"))
    told = TOLD & Q(Exists(own.exclude(state="cancelled")))
    seen = _hosted(viewer, "host__path") | Q(Exists(_teams(viewer).filter(team__plan=OuterRef("pk")))) | told
    return Plan.unscoped.filter(seen).select_related("host", "after").defer("after__draw")


def plan_for(viewer: Viewer, code: str) -> Plan:
    """One plan in sight; the same Absent for "none" and "not yours"."""
    found = plans_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_PLAN)
    return found


def visits_for(viewer: Viewer) -> QuerySet[Visit]:
    """Visits of plans in reach, of the viewer's own teams, and those that units in reach may know of."""
    own = within(viewer.working_reaches, "unit__path") & PLAN_TOLD
    mine = Q(Exists(_teams(viewer).filter(team=OuterRef("team"))))
    found = Visit.unscoped.filter(_hosted(viewer, "plan__host__path") | mine | own)
    heavy = ("plan__draw", "merged_into__plan__draw")
    return found.select_related("unit__parent", "plan__host", "team", "merged_into__plan").defer(*heavy)


def visit_for(viewer: Viewer, code: str) -> Visit:
    """One visit in sight; the same Absent for "none" and "not yours"."""
    found = visits_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_VISIT)
    return found


def sees_visit(viewer: Viewer, subject: str, file: str = "") -> bool:
    """Whether a file of a visit is in sight: the evidence app's question. The unit sees what proves an answer, a
    problem or a recheck; not what belongs to a talk, nor to what was not made a problem.
    """
    found = visits_for(viewer).filter(code=subject).first()
    if found is None:
        return False
    mine = found.team_id is not None and _teams(viewer).filter(team_id=found.team_id).exists()
    told = found.state in SEEN and is_told(found.plan)
    return mine or sees_as_host(viewer, found.plan) or (told and file in shown_files(found))


def shown_files(visit: Visit) -> set[str]:
    """Codes of the visit's files that the unit may see."""
    rows = [
        *Answer.unscoped.filter(visit=visit).values_list("evidence", flat=True),
        *Finding.unscoped.filter(visit=visit, state="raised").values_list("evidence", flat=True),
        *Recheck.unscoped.filter(visit=visit).values_list("evidence", flat=True),
    ]
    return {code for some in rows for code in some}


def finding_for(viewer: Viewer, code: str) -> Finding:
    """One finding of a visit in sight; the same Absent for "none" and "not yours"."""
    found = Finding.unscoped.filter(code=code).select_related("visit__plan__host", "visit__unit", "visit__team").first()
    if found is None or not visits_for(viewer).filter(pk=found.visit_id).exists():
        raise Absent(labels.NO_FINDING)
    return found


def visits_of(viewer: Viewer, plan: Plan) -> QuerySet[Visit]:
    """The plan's visits in sight, team by team, in the tree's order."""
    return visits_for(viewer).filter(plan=plan).order_by("team__number", "unit__path")


def teams_of(plan: Plan) -> list[Team]:
    """The plan's teams with their members and these people's names."""
    return list(Team.unscoped.filter(plan=plan).prefetch_related("members__account__person").order_by("number"))


def checklists_of(visit: Visit) -> list[Checklist]:
    """What is asked at a visit: its plan's lists, and those of visits merged into it."""
    return checklists_at([visit])[visit.pk]


def checklists_at(visits: Sequence[Visit]) -> dict[int, list[Checklist]]:
    """Visit's key → what is asked there, in three queries for all."""
    plans = {one.pk: [one.plan_id] for one in visits}
    for one in Visit.unscoped.filter(merged_into__in=visits).only("merged_into", "plan"):
        plans[one.merged_into_id or 0].append(one.plan_id)
    asked = {plan for some in plans.values() for plan in some}
    known = list(Checklist.unscoped.filter(plan__in=asked).order_by("plan", "pk"))
    answered: dict[int, set[int]] = defaultdict(set)
    for pk, checklist in Answer.unscoped.filter(visit__in=visits).values_list("visit", "checklist").distinct():
        answered[pk].add(checklist)
    found = {}
    for visit in visits:
        rows = [one for one in known if one.plan_id in plans[visit.pk]]
        rows.sort(key=lambda one: one.plan_id != visit.plan_id)
        found[visit.pk] = lists_at(visit, rows, answered[visit.pk])
    return found


def lists_at(visit: Visit, rows: Sequence[Checklist], answered: Collection[int]) -> list[Checklist]:
    """Of a plan's lists in all their versions those that the visit is asked by. Of two plans' same list once.

    A list that has been answered here stays, in that version. Of the others the version in use when the visit was:
    a round over several strata asks each unit what is meant for its kind; where none is, all of them.
    """
    kind, field = visit.unit.kind, visit.unit.field
    found = {one.name: one for one in rows if one.pk in answered}
    mine = [one for one in rows if not _is_past(one, visit)]
    meant = {one.plan_id for one in mine if is_for(one.body, kind, field)}
    for one in mine:
        if one.plan_id not in meant or is_for(one.body, kind, field):
            found.setdefault(one.name, one)
    places = {one.pk: at for at, one in enumerate(rows)}
    return sorted(found.values(), key=lambda one: places[one.pk])


def _is_past(checklist: Checklist, visit: Visit) -> bool:
    """Whether a version had been replaced while the visit was still going on."""
    gone = checklist.replaced_at
    return gone is not None and (visit.ended_at is None or visit.ended_at >= gone)


def lists_of(plan: Plan) -> list[Checklist]:
    """The plan's checklists in use."""
    return list(Checklist.unscoped.filter(plan=plan, replaced_by=None).order_by("pk"))


def answers_of(visit: Visit) -> list[Answer]:
    """Every inspector's answers, in the order they came."""
    return list(Answer.unscoped.filter(visit=visit).order_by("at", "pk"))


def findings_of(*visits: Visit) -> list[Finding]:
    """What was found, visit by visit, in order; what was not made a problem last."""
    place = {one.pk: number for number, one in enumerate(visits)}
    found = Finding.unscoped.filter(visit__in=visits).select_related("item", "checklist", "visit__unit")
    return sorted(found.order_by("at", "pk"), key=lambda one: (place[one.visit_id], one.state == "dropped"))


def findings_for(viewer: Viewer, visit: Visit) -> list[Finding]:
    """What of it is the viewer's to see: the unit sees what became a problem, not what is still being weighed."""
    working = may_work_on(viewer, visit)
    return [one for one in findings_of(visit) if working or one.state == "raised"]


def talks_of(*visits: Visit) -> list[Talk]:
    """Whom was talked with, in order."""
    return list(Talk.unscoped.filter(visit__in=visits).order_by("at", "pk"))


def recusals_of(viewer: Viewer) -> list[Recusal]:
    """What the viewer has declared and not taken back."""
    found = Recusal.unscoped.filter(account__code=viewer.code, ended_at=None)
    return list(found.select_related("unit").order_by("at"))


def inspectors_known(plan: Plan, day: date) -> QuerySet[Account]:
    """Accounts that may be put in a team: in use, with a grant in force at or below the organiser that acts."""
    acting = [name for name, role in ROLES.items() if role.acts and role.business]
    below = within([plan.host.path], "unit__path")
    held = Grant.unscoped.filter(on_day(day) & below, role__in=acting, account=OuterRef("pk"))
    return Account.unscoped.filter(Exists(held), is_active=True).select_related("person").order_by("username")


def inspectors_like(plan: Plan, day: date, text: str, most: int) -> list[tuple[Account, str]]:
    """(account, how to name it so that it can only be this one) of those who may be put in a team whose name or user
    name holds a text.
    """
    word = text.strip()
    known = inspectors_known(plan, day)
    found = known.filter(Q(person__name__contains=word) | Q(username__contains=word))
    rows = list(found.order_by("person__name", "username")[:most]) if word else []
    names = [one.person.name for one in rows]
    bearing = Counter(known.filter(person__name__in=names).values_list("person__name", flat=True))
    return [(one, one.username if bearing[one.person.name] > 1 else one.person.name) for one in rows]


def route_of(viewer: Viewer) -> list[Visit]:
    """The visits the viewer's teams still have before them."""
    mine = Q(Exists(_teams(viewer).filter(team=OuterRef("team"))))
    found = Visit.unscoped.filter(mine, state__in=OPEN_VISIT, plan__state="under_way")
    return list(found.select_related("unit__parent", "plan__host", "team").order_by("-state", "unit__path"))


def inspections_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """What waits: visits to make, visits whose unit has not said its word, what a host has to finish."""
    if not viewer.acts:
        return []
    asked = {"code": "code", "title": "plan__title", "unit": "unit"}
    mine = Q(Exists(_teams(viewer).filter(team=OuterRef("team"))))
    route = Visit.unscoped.filter(mine, state__in=OPEN_VISIT, plan__state="under_way")
    found = [waits(route, labels.VISIT, "visit", **asked, due_on="plan__to_on")]
    if viewer.relations and viewer.unit_id:
        own = Visit.unscoped.filter(PLAN_TOLD, unit_id=viewer.unit_id, state="ended")
        found.append(waits(own, labels.CONFIRM, "visit", **asked, due_on="answer_by"))
    hosted = Q(plan__host_id=viewer.unit_id) if viewer.relations and viewer.unit_id else Q(pk=None)
    heads = Q(Exists(_teams(viewer).filter(team=OuterRef("team"), is_head=True)))
    objected = Visit.unscoped.filter(hosted | heads, state="disagreed")
    found.append(waits(objected, labels.OBJECTION, "visit", **asked, since="worded_at"))
    return found


def hanging_on(unit: Unit) -> list[tuple[str, int]]:
    """Visits still to be made: the tree's question before a unit changes."""
    return [("visits", Visit.unscoped.filter(PLAN_TOLD, unit=unit, state__in=OPEN_VISIT).count())]
