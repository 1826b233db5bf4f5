"""Acts on a plan: draft it on its basis, choose where to look, make teams, begin, publish, end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from taizhang.inspection import labels
from taizhang.inspection.actions.core import locked_plan, one_of, rules_of, tell, text_of
from taizhang.inspection.actions.teaming import assign_all, require_teams, unmerge
from taizhang.inspection.models import Checklist, Finding, Plan, Visit
from taizhang.inspection.rules.draw import Candidate, drawn, record_of
from taizhang.inspection.selectors import candidates, stratum_of, units_in
from taizhang.inspection.states import OPEN_VISIT
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import books_of

YEAR = timedelta(days=366)
SEED_MOST = 60


@act
def draft_plan(
    *,
    actor: Viewer,
    at: datetime,
    title: str,
    breadth: str,
    rhythm: str,
    manner: str,
    basis: str,
    basis_paper: str,
    basis_by: str,
    basis_on: date,
    from_on: date,
    to_on: date,
    checklists: Sequence[str],
    theme: str = "",
) -> str:
    """Draft an inspection of the actor's unit on its basis: the approved yearly plan, or an approval of its own.

    Returns its code. The checklists are kept as they are in force today.
    """
    host = Unit.unscoped.filter(pk=actor.unit_id).first()
    if host is None or not works_in(actor, host.pk):
        raise NotAllowed(labels.NOT_HOST, unit=host.label if host else "")
    if not from_on <= to_on <= from_on + YEAR:
        raise BadInput(labels.DAYS_WRONG, start=from_on, end=to_on)
    if basis_on > day_of(at):
        raise BadInput(labels.BASIS_LATER, day=basis_on)
    plan = Plan(
        code=make_code(),
        host=host,
        title=text_of(title, labels.FIELD_TITLE, 120),
        theme=theme.strip()[:2_000],
        breadth=one_of(breadth, labels.BREADTHS),
        rhythm=one_of(rhythm, labels.RHYTHMS),
        manner=one_of(manner, labels.MANNERS),
        basis=one_of(basis, labels.BASES),
        basis_paper=text_of(basis_paper, labels.FIELD_BASIS, 120),
        basis_by=text_of(basis_by, labels.FIELD_BY, 60),
        basis_on=basis_on,
        from_on=from_on,
        to_on=to_on,
        drafted_by=actor.code,
        opened_at=at,
    )
    plan.save()
    take_lists(plan, checklists, day_of(at))
    return tell("draft_plan", actor, at, plan.code, host, manner=plan.manner, basis=plan.basis, paper=plan.basis_paper)


def take_lists(plan: Plan, names: Sequence[str], day: date) -> None:
    """Freeze the named checklists with the plan."""
    known = {book.name: book for book in books_of("checklist", day)}
    if not names:
        raise BadInput(labels.NO_CHECKLISTS)
    for name in dict.fromkeys(names):
        if name not in known:
            raise BadInput(labels.NO_CHECKLIST, name=name[:60])
        book = known[name]
        told = {"version": book.version, "title": book.title, "digest": book.digest, "body": book.body}
        Checklist.unscoped.create(plan=plan, name=name, **told)


@act
def choose_units(
    *,
    actor: Viewer,
    at: datetime,
    code: str,
    how: str,
    units: Sequence[str] = (),
    kinds: Sequence[str] = (),
    fields: Sequence[str] = (),
    counts: Mapping[str, int] | None = None,
    seed: str = "",
) -> int:
    """Choose the units to visit: `all`, by `rule` (kinds, fields), by `list`, or `drawn`, so many of each stratum.

    A draw's seed is the one given (a number drawn in public, say) or made here; it is recorded with the whole frame,
    so that the draw can be repeated from its record. Choosing again replaces what was chosen. Returns how many.
    """
    plan, _move = locked_plan(actor, code, "choose_units")
    one_of(how, labels.HOWS)
    if len(seed) > SEED_MOST:
        raise BadInput(labels.SEED_LONG)
    if how != "drawn" and any((counts or {}).values()):
        raise BadInput(labels.COUNTS_UNUSED, how=labels.HOWS[how])
    if how == "drawn" and not any((counts or {}).values()):
        raise BadInput(labels.COUNTS_NEEDED)
    if how == "list":
        found = _listed(actor, plan, units)
    else:
        found = units_in(plan, kinds if how != "all" else (), fields if how != "all" else ())
    if not found:
        raise BadInput(labels.NO_UNITS_FOUND)
    frame = candidates(plan, found, day_of(at), rules_of(plan))
    chosen, reasons = {unit.code: unit for unit in found}, {one.code: _reasons(how, one) for one in frame}
    plan.how, plan.seed, plan.draw = how, "", {}
    if how == "drawn":
        plan.seed = seed.strip() or secrets.token_hex(8)
        chosen, reasons = _draw(plan, frame, chosen, dict(counts or {}))
    plan.save(update_fields=["how", "seed", "draw"])
    Visit.unscoped.filter(plan=plan).delete()
    made = [_visit(plan, unit, reasons[key]) for key, unit in chosen.items()]
    Visit.unscoped.bulk_create(made)
    assign_all(plan, day_of(at))
    tell("choose_units", actor, at, plan.code, plan.host, how=how, count=len(made), seed=plan.seed)
    return len(made)


def _listed(actor: Viewer, plan: Plan, units: Sequence[str]) -> list[Unit]:
    found = list({unit.pk: unit for unit in (unit_for(actor, one) for one in units)}.values())
    for unit in found:
        if unit.pk == plan.host_id or not unit.path.startswith(plan.host.path):
            raise BadInput(labels.NOT_BELOW, unit=unit.label, host=plan.host.label)
    return sorted(found, key=lambda unit: unit.path)


def _visit(plan: Plan, unit: Unit, reasons: list[list[object]]) -> Visit:
    return Visit(code=make_code(), plan=plan, unit=unit, stratum=stratum_of(unit), reasons=reasons)


def _reasons(how: str, one: Candidate, **told: object) -> list[list[object]]:
    """Why a unit is in, as (key of labels.REASONS, facts)."""
    facts = dict(one.facts)
    known: list[list[object]] = [[how, {"stratum": one.stratum, **told}]]
    known.append(["unseen", {"days": facts["unseen"]}] if "unseen" in facts else ["never", {}])
    return known + [
        [name, {"count": facts[name]}] for name in ("recurring", "late", "odd", "closed", "by_rules") if facts.get(name)
    ]


def _draw(
    plan: Plan, frame: Sequence[Candidate], units: Mapping[str, Unit], counts: dict[str, int]
) -> tuple[dict[str, Unit], dict[str, list[list[object]]]]:
    there: dict[str, int] = {}
    for one in frame:
        there[one.stratum] = there.get(one.stratum, 0) + 1
    counts = {stratum: count for stratum, count in counts.items() if count > 0}
    for stratum, count in counts.items():
        if count > there.get(stratum, 0):
            raise BadInput(labels.TOO_FEW, stratum=stratum, there=there.get(stratum, 0), count=count)
    plan.draw = record_of(frame, counts, plan.seed)
    by_code = {one.code: one for one in frame}
    picked = [code for codes in drawn(frame, counts, plan.seed).values() for code in codes]
    if not picked:
        raise BadInput(labels.NO_UNITS_FOUND)
    reasons = {}
    for code in picked:
        one = by_code[code]
        told = {"there": there[one.stratum], "count": counts[one.stratum], "weight": str(one.weight), "seed": plan.seed}
        reasons[code] = _reasons("drawn", one, **told)
    return {code: units[code] for code in picked}, reasons


@act
def start_plan(*, actor: Viewer, at: datetime, code: str) -> str:
    """Begin: teams get their routes; units may know, save at a secret inspection. Without a valid basis none begins."""
    plan, move = locked_plan(actor, code, "start_plan")
    visits = list(Visit.unscoped.filter(plan=plan).select_related("unit"))
    if not visits:
        raise Refused(labels.NO_VISITS)
    require_teams(plan, [one for one in visits if one.state != "merged"], day_of(at))
    plan.state, plan.started_at = move.target, at
    plan.save(update_fields=["state", "started_at"])
    return tell("start_plan", actor, at, plan.code, plan.host, count=len(visits))


@act
def cancel_plan(*, actor: Viewer, at: datetime, code: str, note: str = "") -> str:
    """An inspection that will not go on, with the reason; what was recorded stays."""
    plan, move = locked_plan(actor, code, "cancel_plan")
    reason = text_of(note, labels.FIELD_REASON, 500)
    plan.state, plan.ended_at = move.target, at
    plan.reason = reason
    plan.save(update_fields=["state", "ended_at", "reason"])
    left = Visit.unscoped.filter(plan=plan, state__in=OPEN_VISIT)
    unmerge(left)
    left.update(state="cancelled", note=reason)
    return tell("cancel_plan", actor, at, plan.code, plan.host, {"reason": reason}, state=plan.state)


@act
def end_plan(*, actor: Viewer, at: datetime, code: str) -> str:
    """Close an inspection: every visit is over, every finding is a problem or was said not to be one."""
    plan, move = locked_plan(actor, code, "end_plan")
    if plan.manner == "secret" and plan.published_at is None:
        raise Refused(labels.TOLD_BY)
    elsewhere = Q(state="merged", merged_into__state__in=OPEN_VISIT)
    found = Visit.unscoped.filter(Q(state__in=OPEN_VISIT) | elsewhere, plan=plan).select_related("unit")
    still = list(found.order_by("unit__path"))
    if still:
        names = "、".join(one.unit.label for one in still[:5])
        raise Refused(labels.STILL_OPEN, count=len(still), units=names)
    require_decided(plan, ("noted", "held"))
    unanswered = Visit.unscoped.filter(plan=plan, state="disagreed").select_related("unit").order_by("unit__path")
    if unanswered:
        names = "、".join(one.unit.label for one in unanswered[:5])
        raise Refused(labels.UNANSWERED, count=len(unanswered), units=names)
    plan.state, plan.ended_at = move.target, at
    plan.save(update_fields=["state", "ended_at"])
    return tell("end_plan", actor, at, plan.code, plan.host, state=plan.state)


def require_decided(plan: Plan, states: Sequence[str]) -> None:
    """Refused while a finding in one of these states is neither a problem nor said to be none; names the units."""
    left = Finding.unscoped.filter(visit__plan=plan, state__in=states).select_related("visit__unit")
    names = list(dict.fromkeys(one.visit.unit.label for one in left.order_by("visit__unit__path")))
    if names:
        raise Refused(labels.UNRAISED, count=len(left), units="、".join(names[:5]))
