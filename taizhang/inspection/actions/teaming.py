"""Who goes where: teams, conflicts of interest, visits given out, merged, or handed to another team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from taizhang.inspection import labels
from taizhang.inspection.actions.core import locked_plan, locked_visit, place_of, tell, text_of
from taizhang.inspection.models import Member, Plan, Recusal, Team, Visit
from taizhang.inspection.policy import require_host
from taizhang.inspection.rules.draw import assigned, is_tied
from taizhang.inspection.selectors import checklists_of, inspectors_known, teams_of, ties_of, visit_for
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_anywhere
from taizhang.people.models import Account
from taizhang.people.viewers import Viewer


@act
def set_teams(*, actor: Viewer, at: datetime, code: str, teams: Sequence[Mapping[str, Any]]) -> int:
    """Make the teams: {"name", "members": [user names], "head": user name} each. Units are given out anew.

    Returns how many visits found no team without a conflict of interest.
    """
    plan, _move = locked_plan(actor, code, "set_teams")
    known = {one.username: one for one in inspectors_known(plan, day_of(at))}
    taken: set[str] = set()
    rows = []
    for number, told in enumerate(teams, 1):
        members = told.get("members")
        people = map(str, members if isinstance(members, list | tuple) else ())
        names = list(dict.fromkeys([str(told.get("head", "")), *people]))
        for name in names:
            _check_member(name, known, taken)
        taken |= set(names)
        rows.append((number, text_of(str(told.get("name") or number), labels.FIELD_TITLE, 40), names))
    if not rows:
        raise BadInput(labels.NO_TEAMS)
    Team.unscoped.filter(plan=plan).delete()
    for number, name, names in rows:
        team = Team.unscoped.create(plan=plan, number=number, name=name)
        Member.unscoped.bulk_create(
            Member(team=team, account=known[one], is_head=at_row == 0) for at_row, one in enumerate(names)
        )
    left = assign_all(plan, day_of(at))
    tell("set_teams", actor, at, plan.code, plan.host, teams=len(rows), people=len(taken))
    return left


def _check_member(name: str, known: Mapping[str, Account], taken: set[str]) -> None:
    if name not in known:
        raise BadInput(labels.NO_MEMBER, name=name[:40])
    if name in taken:
        raise BadInput(labels.TEAM_TWICE, name=known[name].person.name)


def assign_all(plan: Plan, day: date) -> int:
    """Give every planned visit to a team without a tie, in turn; returns how many found none."""
    teams = teams_of(plan)
    visits = list(Visit.unscoped.filter(plan=plan, state="planned").select_related("unit").order_by("unit__path"))
    ties = ties_of(plan, teams, day)
    units = [(one.unit.code, one.unit.path) for one in visits]
    given = assigned(units, [team.pk for team in teams], {pk: list(paths) for pk, paths in ties.items()})
    for one in visits:
        one.team_id = given[one.unit.code]
    Visit.unscoped.bulk_update(visits, ["team"])
    return sum(one.team_id is None for one in visits)


def require_teams(plan: Plan, visits: Sequence[Visit], day: date) -> None:
    """Refused unless every team has its head and every visit a team without a tie."""
    if not teams_of(plan):
        raise Refused(labels.NO_TEAMS)
    left = [one.unit.label for one in visits if one.team_id is None]
    if left:
        raise Refused(labels.UNASSIGNED, count=len(left), units="、".join(left[:5]))
    ties = ties_of(plan, teams_of(plan), day)
    for one in visits:
        _require_free(one, one.team, ties)


def _require_free(visit: Visit, team: Team | None, ties: Mapping[int, Mapping[str, tuple[str, str]]]) -> None:
    for path, (name, why) in ties.get(team.pk if team else 0, {}).items():
        if is_tied(visit.unit.path, [path]):
            told = {"team": team.name if team else "", "name": name, "unit": visit.unit.label}
            raise Refused(labels.CONFLICT, **told, why=labels.DECLARED if why else labels.OWN_UNIT)


@act
def assign_visit(*, actor: Viewer, at: datetime, code: str, team: int) -> str:
    """Give one visit to another team of its plan, by the team's number; refused where a member has a tie."""
    visit, _move = locked_visit(actor, code, "assign_visit")
    found = Team.unscoped.filter(plan=visit.plan, number=team).first()
    if found is None:
        raise BadInput(labels.NO_TEAMS)
    _require_free(visit, found, ties_of(visit.plan, [found], day_of(at)))
    visit.team = found
    visit.save(update_fields=["team"])
    return tell("assign_visit", actor, at, visit.code, place_of(visit), team=team)


@act
def merge_visit(*, actor: Viewer, at: datetime, code: str, into: str) -> str:
    """Leave a visit to another inspection's visit to the same unit, which then asks this one's lists too."""
    found = visit_for(actor, into)
    both = sorted({code, found.code})
    list(Visit.unscoped.select_for_update().filter(code__in=both).order_by("pk").values_list("pk"))  # in one order
    visit, move = locked_visit(actor, code, "merge_visit")
    other = visit_for(actor, into)
    if other.plan.state != "under_way" or Visit.unscoped.filter(merged_into=visit).exists():
        raise Refused(labels.MERGE_EARLY)
    if other.pk == visit.pk or other.unit_id != visit.unit_id or other.state != "planned" or other.team_id is None:
        raise BadInput(labels.MERGE_SELF)
    require_host(actor, other.plan)
    if "secret" in (visit.plan.manner, other.plan.manner):
        raise Refused(labels.MERGE_SECRET)
    mine = {one.name: one.digest for one in checklists_of(visit)}
    clash = [one.title for one in checklists_of(other) if mine.get(one.name, one.digest) != one.digest]
    if clash:
        raise Refused(labels.MERGE_CLASH, title=clash[0])
    visit.state, visit.merged_into, visit.team = move.target, other, None
    visit.save(update_fields=["state", "merged_into", "team"])
    return tell("merge_visit", actor, at, visit.code, place_of(visit), into=other.code)


def unmerge(visits: QuerySet[Visit]) -> None:
    """Visits that were left to these come back to their own inspections: nobody goes there otherwise."""
    Visit.unscoped.filter(merged_into__in=list(visits), state="merged").update(state="planned", merged_into=None)


@act
def declare_recusal(*, actor: Viewer, at: datetime, unit: str, reason: str) -> str:
    """The actor's own declaration of a tie to a unit (relatives or else): no team of theirs goes there from now on."""
    account = _own_account(actor)
    home = unit_anywhere(unit)
    text = text_of(reason, labels.FIELD_REASON, 200)
    if Recusal.unscoped.filter(account=account, unit=home, ended_at=None).exists():
        raise Refused(labels.RECUSED, unit=home.label)
    Recusal.unscoped.create(account=account, unit=home, reason=text, at=at)
    return tell("declare_recusal", actor, at, account.code, _own_unit(actor, home), {"unit": home.code, "reason": text})


@act
def end_recusal(*, actor: Viewer, at: datetime, unit: str) -> str:
    """Take one's own declaration back when the tie has ended."""
    home = Unit.unscoped.filter(code=unit).first()
    row = Recusal.unscoped.filter(account=_own_account(actor), unit=home, ended_at=None).first()
    if row is None or home is None:
        raise BadInput(labels.NO_RECUSAL)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    return tell("end_recusal", actor, at, row.account.code, _own_unit(actor, home), {"unit": home.code})


def _own_unit(actor: Viewer, home: Unit) -> Unit:
    """A tie stands in the journal with the declarer's own unit, never with the unit it is about."""
    return Unit.unscoped.filter(pk=actor.unit_id).first() or home


def _own_account(actor: Viewer) -> Account:
    account = Account.unscoped.filter(code=actor.code).first()
    if account is None or not actor.business:
        raise BadInput(labels.ONLY_OWN)
    return account
