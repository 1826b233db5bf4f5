"""回头看: some time after an inspection, a draw among the units whose problems were closed."""

from __future__ import annotations

import math
import secrets
from datetime import date, datetime, timedelta

from taizhang.inspection import labels
from taizhang.inspection.actions.core import locked_plan, rules_of, tell
from taizhang.inspection.models import Checklist, Plan, Visit
from taizhang.inspection.rules.draw import Candidate, drawn, record_of, weight_of
from taizhang.inspection.selectors import lists_of, revisit_frame, stratum_of
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, Refused
from taizhang.orgs.models import Unit
from taizhang.people.viewers import Viewer

DAYS = timedelta(days=14)


@act
def draft_revisit(*, actor: Viewer, at: datetime, code: str, days: int, seed: str = "") -> str:
    """Draft the revisit of an ended inspection, so many days after it: the book's share of the units with closed
    problems, weighted by what came back and by measures of mere rules. Returns the new plan's code.
    """
    plan, _move = locked_plan(actor, code, "draft_revisit")
    rules = rules_of(plan)
    if days not in rules["revisit"]["days"]:
        raise BadInput(labels.NO_DAYS, known="、".join(map(str, rules["revisit"]["days"])))
    if Plan.unscoped.filter(after=plan, after_days=days).exclude(state="cancelled").exists():
        raise Refused(labels.REVISIT_THERE, days=days)
    found = revisit_frame(plan)
    if not found:
        raise Refused(labels.NOT_CLOSED_YET)
    units = {unit.pk: unit for unit in Unit.unscoped.alive().filter(pk__in=found)}
    frame = [_candidate(unit, found[unit.pk], rules) for unit in units.values()]
    seed = seed.strip()[:60] or secrets.token_hex(8)
    counts = {"": max(1, math.ceil(len(frame) * int(rules["revisit"]["share"]) / 100))}
    picked = drawn(frame, counts, seed)[""]
    made = _plan(plan, actor, at, days, seed, record_of(frame, counts, seed))
    weights = {one.code: one for one in frame}
    Visit.unscoped.bulk_create(
        _visit(made, unit, weights[unit.code], len(frame), counts[""], seed)
        for unit in sorted(units.values(), key=lambda one: one.path)
        if unit.code in picked
    )
    tell("draft_revisit", actor, at, plan.code, plan.host, plan=made.code, days=days, count=len(picked), seed=seed)
    return made.code


def _candidate(unit: Unit, facts: dict[str, int], rules: dict[str, dict[str, float]]) -> Candidate:
    """The weight counts what came back; a problem mended by rules only weighs like one odd sign."""
    weighed = {"unseen": 0, "recurring": facts["recurring"], "odd": facts["by_rules"]}
    return Candidate(unit.code, "", weight_of(weighed, rules["weights"]), facts)


def _visit(plan: Plan, unit: Unit, one: Candidate, there: int, count: int, seed: str) -> Visit:
    told = {"stratum": stratum_of(unit), "there": there, "count": count, "weight": str(one.weight), "seed": seed}
    reasons = [["drawn", told]]
    reasons += [[key, {"count": one.facts[key]}] for key in ("closed", "by_rules", "recurring") if one.facts[key]]
    return Visit(code=make_code(), plan=plan, unit=unit, stratum=stratum_of(unit), reasons=reasons)


def _plan(plan: Plan, actor: Viewer, at: datetime, days: int, seed: str, draw: dict[str, object]) -> Plan:
    start = max(day_of(at), _ended(plan) + timedelta(days=days))
    told = {name: getattr(plan, name) for name in ("host", "rhythm", "basis", "basis_paper", "basis_by", "basis_on")}
    made = Plan.unscoped.create(
        **told,
        code=make_code(),
        title=labels.REVISIT_TITLE.format(title=plan.title, days=days)[:120],
        theme=plan.theme,
        breadth="special",
        manner="open" if plan.manner == "secret" else plan.manner,
        from_on=start,
        to_on=start + DAYS,
        how="drawn",
        seed=seed,
        draw=draw,
        after=plan,
        after_days=days,
        drafted_by=actor.code,
        opened_at=at,
    )
    kept = ("name", "version", "title", "digest", "body")
    Checklist.unscoped.bulk_create(
        Checklist(plan=made, **{name: getattr(one, name) for name in kept}) for one in lists_of(plan)
    )
    return made


def _ended(plan: Plan) -> date:
    return day_of(plan.ended_at) if plan.ended_at else plan.to_on
