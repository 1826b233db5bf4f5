"""From which units a plan may choose, what is known of each, and who may not go where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from taizhang.inspection.models import Member, Plan, Recusal, Team, Visit
from taizhang.inspection.rules.draw import Candidate, is_tied, redrawn, weight_of
from taizhang.inspection.states import SEEN
from taizhang.ledger.models import Item
from taizhang.orgs.labels import FIELDS, KINDS
from taizhang.orgs.models import Unit
from taizhang.people.models import Account, Grant, Post, on_day

CLOSED = ("closed", "closed_before")


def units_in(plan: Plan, kinds: Sequence[str], fields: Sequence[str]) -> list[Unit]:
    """Living units under the host of these kinds and fields (none named: of all)."""
    found = Unit.unscoped.alive().under(plan.host.path).exclude(pk=plan.host_id)
    found = found.filter(kind__in=kinds) if kinds else found
    found = found.filter(field__in=fields) if fields else found
    return list(found.select_related("parent").order_by("path"))


def stratum_of(unit: Unit) -> str:
    """The stratum a unit is drawn in: its kind and field, as 党支部·农村."""
    kind, field = KINDS.get(unit.kind, unit.kind), FIELDS.get(unit.field, "")
    return f"{kind}·{field}" if field else kind


def candidates(plan: Plan, units: Sequence[Unit], day: date, rules: Mapping[str, Any]) -> list[Candidate]:
    """The units with what is known of them and the weight the book gives that. Four queries, however many units."""
    keys = [unit.pk for unit in units]
    last = dict(
        Visit.unscoped.filter(unit_id__in=keys, state__in=SEEN, plan__started_at__lt=plan.opened_at)
        .filter(Q(plan__host=plan.host_id) | ~Q(plan__manner="secret") | Q(plan__published_at__isnull=False))
        .values_list("unit_id")
        .annotate(last=Max("on"))
    )
    counts = _counts(keys, day)
    looked = set(_self_found(keys, day - timedelta(days=int(rules["odd_days"]))))
    made = []
    for unit in units:
        facts = {name: count for name, count in counts[unit.pk].items() if count}
        facts |= {"unseen": (day - last[unit.pk]).days} if last.get(unit.pk) else {}
        facts |= {} if unit.pk in looked else {"odd": 1}
        made.append(Candidate(unit.code, stratum_of(unit), weight_of(facts, rules["weights"]), facts))
    return made


def _counts(keys: Sequence[int], day: date) -> dict[int, dict[str, int]]:
    """Unit → recurring problems, and what is past its day."""
    open_items = Item.unscoped.open().filter(unit_id__in=keys).values("unit_id")
    late = open_items.filter(kind__in=("problem", "task"), due_on__lt=day).annotate(count=Count("pk"))
    back = Item.unscoped.filter(unit_id__in=keys, recurring=True).values("unit_id").annotate(count=Count("pk"))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for name, rows in (("late", late), ("recurring", back)):
        for row in rows:
            found[row["unit_id"]][name] = row["count"]
    return found


def _self_found(keys: Sequence[int], since: date) -> Any:
    """Units that found a problem of their own since a day."""
    found = Item.unscoped.filter(unit_id__in=keys, kind="problem", source="self", opened_on__gte=since)
    return found.values_list("unit_id", flat=True).distinct()


def ties_of(plan: Plan, teams: Sequence[Team], day: date) -> dict[int, dict[str, tuple[str, str]]]:
    """Team → path it has a tie to → (member's name, why): own unit, what one heads, declared relations."""
    members = list(Member.unscoped.filter(team__in=teams).select_related("account__person"))
    by_account = {one.account_id: one for one in members}
    by_person = {one.account.person_id: one for one in members}
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    host = Q(unit_id=plan.host_id)
    grants = Grant.unscoped.filter(on_day(day), account_id__in=by_account).exclude(host)
    posts = Post.unscoped.filter(on_day(day), person_id__in=by_person).exclude(host)
    for path, member in (
        *((path, by_account[key]) for key, path in grants.values_list("account_id", "unit__path")),
        *((path, by_person[key]) for key, path in posts.values_list("person_id", "unit__path")),
    ):
        if not plan.host.path.startswith(path):  # a post above the host is a tie to nobody in particular
            found[member.team_id][path] = (member.account.person.name, "")
    declared = Recusal.unscoped.filter(account_id__in=by_account, ended_at=None).select_related("unit")
    for one in declared:
        member = by_account[one.account_id]
        found[member.team_id][one.unit.path] = (member.account.person.name, one.reason)
    return found


def is_redrawn(plan: Plan) -> bool:
    """Whether the draw's record gives the same units again."""
    again = {code for codes in redrawn(plan.draw).values() for code in codes}
    return again == set(Visit.unscoped.filter(plan=plan).values_list("unit__code", flat=True))


def tied_to(account: str, visit: Visit) -> bool:
    """Whether a person has a tie to a visited unit today: own unit, one above or below it, or a declared one."""
    host, path = visit.plan.host, visit.unit.path
    member = Account.unscoped.filter(code=account).first()
    if member is None:
        return False
    paths = Grant.unscoped.filter(account=member, to_on=None).exclude(unit=host).values_list("unit__path", flat=True)
    posts = Post.unscoped.filter(person=member.person_id, to_on=None).exclude(unit=host)
    declared = Recusal.unscoped.filter(account=member, ended_at=None).values_list("unit__path", flat=True)
    ties = {one for one in (*paths, *posts.values_list("unit__path", flat=True)) if not host.path.startswith(one)}
    return is_tied(path, ties | set(declared))


def mergeable(plan: Plan, visits: Sequence[Visit], days: int) -> dict[int, list[Visit]]:
    """Visit of the plan → other plans' planned visits to the same unit whose times lie within `days`: one trip may do.

    One query for all.
    """
    if plan.manner == "secret":
        return {}
    near, units = timedelta(days=days), {one.unit_id for one in visits if one.state == "planned"}
    found = Visit.unscoped.filter(unit_id__in=units, state="planned", plan__state="under_way", merged_into=None)
    found = found.filter(plan__host=plan.host_id, team__isnull=False)
    found = found.filter(plan__from_on__lte=plan.to_on + near, plan__to_on__gte=plan.from_on - near)
    found = found.exclude(plan=plan).exclude(plan__manner="secret").defer("plan__draw")
    rows: dict[int, list[Visit]] = defaultdict(list)
    for one in found.select_related("plan__host", "unit", "team").order_by("plan__from_on"):
        rows[one.unit_id].append(one)
    return {one.pk: rows[one.unit_id] for one in visits if one.state == "planned" and rows[one.unit_id]}
