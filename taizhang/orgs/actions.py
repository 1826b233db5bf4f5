"""Acts on the tree: open, rename, move, merge, close, own a field, and take in a whole roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr

from taizhang.journal.acts import Actor, act, record
from taizhang.kit.clock import day_of
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.paths import child
from taizhang.orgs import labels, rules
from taizhang.orgs.divisions import Proposal, find_area, proposals
from taizhang.orgs.models import Body, FieldOwner, Placement, Unit
from taizhang.orgs.policy import require_steward
from taizhang.orgs.rules import NOTHING, RosterRow, plain_name
from taizhang.orgs.selectors import names_known, root_unit

# asked before a unit is closed; each raises Refused when something still hangs on it (bound by shell/wiring.py)
BEFORE_CLOSING: list[Callable[[Unit], None]] = []


class RosterRefused(BadInput):
    """A roster with faults: nothing was taken in; `faults` names every cell."""

    def __init__(self, faults: Sequence[rules.Fault]) -> None:
        self.faults = list(faults)
        first = faults[0]
        super().__init__(labels_first(first))


def labels_first(fault: rules.Fault) -> str:
    """The first fault as a sentence with its place."""
    return f"第{fault.row}行“{fault.column}”：{fault}"


@act
def open_unit(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    kind: str,
    parent: str = "",
    short: str = "",
    field: str = "",
    body_kind: str = "",
    body_name: str = "",
    division_code: str = "",
    credit_code: str = "",
    members: int | None = None,
    on: date | None = None,
) -> str:
    """Open a unit under `parent` (a code; "" only for the first). Returns its code."""
    require_steward(actor)
    name = rules.check_name(name)
    above = Unit.unscoped.alive().select_for_update().get(code=parent) if parent else None
    number = (Unit.unscoped.aggregate(most=Max("number"))["most"] or 0) + 1
    body = _body(body_kind, body_name, division_code, credit_code)
    unit = _place(above, number, name=name, short=short, kind=kind, field=field, body=body, members=members, on=on)
    _tell("unit.opened", actor, at, unit, {"name": name, "kind": kind})
    return unit.code


def _place(above: Unit | None, number: int, *, on: date | None, **columns: Any) -> Unit:
    path = child(above.path if above else "", number)
    columns["name"], columns["short"] = plain_name(columns["name"]), plain_name(columns["short"])
    unit = Unit.unscoped.create(code=make_code(6), number=number, parent=above, path=path, opened_on=on, **columns)
    Placement.unscoped.create(unit=unit, parent=above, path=path, name=unit.name, short=unit.short)
    return unit


def _body(kind: str, name: str, division: str, credit: str) -> Body | None:
    if not (kind and name) and not credit and not division:
        return None
    made, _new = Body.unscoped.get_or_create(
        kind=kind or "other", name=name, division_code=division, credit_code=credit, defaults={"code": make_code()}
    )
    return made


def _tell(kind: str, actor: Actor, at: datetime, unit: Unit, facts: dict[str, Any], **following: Any) -> None:
    record(kind, actor=actor, at=at, subject=unit.code, unit=unit.code, path=unit.path, facts=facts, **following)


@act
def rename_unit(*, actor: Actor, at: datetime, code: str, name: str, short: str = "") -> str:
    """Give a unit a new name from today; lists of past days keep the old one."""
    require_steward(actor)
    unit = _lock(code)
    name, short = rules.check_name(name), short[:60]
    was = unit.name
    unit.name, unit.short = plain_name(name), plain_name(short)
    unit.save(update_fields=["name", "short"])
    _replace_placement(unit, day_of(at))
    _tell("unit.renamed", actor, at, unit, {"was": was, "name": unit.name})
    return unit.code


@act
def move_unit(*, actor: Actor, at: datetime, code: str, parent: str) -> str:
    """Hang a unit and everything below it under another parent from today."""
    require_steward(actor)
    unit, above = _lock(code), _lock(parent)
    if unit.parent_id == above.pk:
        raise Refused(labels.NOTHING_MOVES, name=unit.label, parent=above.label)
    rules.check_move(unit.label, unit.path, above.path)
    was_above = unit.parent_id
    old, new = unit.path, child(above.path, unit.number)
    moved = list(Unit.unscoped.under(old))
    Unit.unscoped.under(old).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    Unit.unscoped.filter(pk=unit.pk).update(parent=above)
    for one in moved:
        one.path = new + one.path[len(old) :]
        one.parent_id = above.pk if one.pk == unit.pk else one.parent_id
        _replace_placement(one, day_of(at))
    unit.path = new
    _tell(
        "unit.moved",
        actor,
        at,
        unit,
        {"was": old, "path": new, "parent": above.code},
        old=old,
        new=new,
        unit_id=unit.pk,
        was_above=was_above,
        above=above.pk,
    )
    return unit.code


@act
def merge_unit(*, actor: Actor, at: datetime, code: str, into: str) -> str:
    """Close a unit and hang what was below it under `into`; its record stays its own."""
    require_steward(actor)
    unit, target = _lock(code), _lock(into)
    rules.check_merge(unit.label, unit.path, target.path)
    for below in Unit.unscoped.alive().filter(parent=unit).exclude(pk=target.pk):
        move_unit(actor=actor, at=at, code=below.code, parent=into)
    _close(unit, day_of(at))
    _tell("unit.merged", actor, at, unit, {"into": target.code}, unit_id=unit.pk, into=target.pk, path_into=target.path)
    return target.code


@act
def close_unit(*, actor: Actor, at: datetime, code: str) -> str:
    """Close a unit that has nothing below it."""
    require_steward(actor)
    unit = _lock(code)
    below = Unit.unscoped.alive().filter(parent=unit).count()
    if below:
        raise Refused(labels.HAS_CHILDREN, name=unit.label, count=below)
    for check in BEFORE_CLOSING:
        check(unit)
    _close(unit, day_of(at))
    _tell("unit.closed", actor, at, unit, {})
    return unit.code


def _close(unit: Unit, day: date) -> None:
    unit.closed_on = day
    unit.save(update_fields=["closed_on"])
    Placement.unscoped.filter(unit=unit, to_on__isnull=True).update(to_on=day)


def _lock(code: str) -> Unit:
    unit = Unit.unscoped.select_for_update().filter(code=code).first()
    if unit is None:
        raise BadInput(labels.NO_SUCH_UNIT, text=code, near="")
    if unit.closed_on:
        raise Refused(labels.CLOSED, name=unit.label)
    return unit


def _replace_placement(unit: Unit, day: date) -> None:
    current = Placement.unscoped.filter(unit=unit, to_on__isnull=True)
    if not current.filter(from_on=day).update(parent=unit.parent_id, path=unit.path, name=unit.name, short=unit.short):
        current.update(to_on=day)
        Placement.unscoped.create(
            unit=unit, parent_id=unit.parent_id, path=unit.path, name=unit.name, short=unit.short, from_on=day
        )


@act
def set_field_owner(*, actor: Actor, at: datetime, field: str, unit: str) -> str:
    """From today `unit` owns the field."""
    require_steward(actor)
    owner, day = _lock(unit), day_of(at)
    FieldOwner.unscoped.filter(field=field, to_on__isnull=True).update(to_on=day)
    FieldOwner.unscoped.create(field=field, unit=owner, from_on=day)
    record("field.owned", actor=actor, at=at, subject=field, unit=owner.code, path=owner.path, facts={"field": field})
    return owner.code


@act
def import_units(*, actor: Actor, at: datetime, rows: Sequence[RosterRow]) -> dict[str, int]:
    """Take in a whole roster or nothing. Units already known by full name are left as they are.

    Returns counts {"made", "known"}; raises RosterRefused naming every faulty cell.
    """
    require_steward(actor)
    known, root = names_known(), root_unit()
    faults = rules.check_roster(rows, known, root.name if root else "")
    if faults:
        raise RosterRefused(faults)
    made = _make_rows(rules.in_tree_order(rows), at)
    if root is None and made:
        root = made[0]
    if root is not None:
        facts = {"count": len(made), "units": [unit.code for unit in made]}
        record("units.imported", actor=actor, at=at, subject=root.code, unit=root.code, path=root.path, facts=facts)
    return {"made": len(made), "known": len(rows) - len(made)}


def _make_rows(rows: Sequence[RosterRow], at: datetime) -> list[Unit]:
    homes: dict[str, Unit] = {}
    for unit in Unit.unscoped.alive():
        homes.update({unit.name: unit, unit.short or unit.name: unit})
    number = Unit.unscoped.aggregate(most=Max("number"))["most"] or 0
    made = []
    for row in rows:
        if plain_name(row.name) in homes:
            continue
        number += 1
        unit = _make_row(row, homes.get(plain_name(row.parent)), number)
        homes.update({unit.name: unit, unit.short or unit.name: unit})
        made.append(unit)
    return made


def _make_row(row: RosterRow, above: Unit | None, number: int) -> Unit:
    kind = rules.kind_of(row.kind, row.name, row.parent not in NOTHING)
    field = rules.field_of(row.field) or ""
    credit = "" if row.credit in NOTHING else row.credit
    division = "" if row.division in NOTHING else row.division
    body_kind = {"new": "firm", "organ": "organ", "urban": "community"}.get(field, "village")
    body_name = rules.body_name(row.short or row.name)
    body = _body(body_kind, body_name, division, credit) if credit or division or kind.endswith("branch") else None
    members = int(row.members) if row.members.isdigit() else None
    return _place(
        above, number, name=row.name, short=row.short, kind=kind, field=field, body=body, members=members, on=None
    )


@act
def load_division(*, actor: Actor, at: datetime, area: str) -> dict[str, Any]:
    """Make the bodies of a county-level area and one Party organisation each; those already there stay.

    Returns {"area", "bodies": {level: made}, "units": {level: made}}.
    """
    require_steward(actor)
    found, root = find_area(area), root_unit()
    if root is not None and root.name != f"中共{found.name}委员会":
        raise Refused(labels.ROOT_EXISTS, name=root.name)
    bodies, units, made = _load_proposals(list(proposals(found)))
    top = root_unit()
    if top is None:
        raise BadInput(labels.NO_AREA, text=area)
    record(
        "units.imported",
        actor=actor,
        at=at,
        subject=top.code,
        unit=top.code,
        path=top.path,
        facts={"count": len(made), "area": found.code, "units": made},
    )
    return {"area": f"{found.full}（{found.code}）", "bodies": bodies, "units": units}


def _load_proposals(wanted: Sequence[Proposal]) -> tuple[dict[str, int], dict[str, int], list[str]]:
    levels = dict.fromkeys((one.level for one in wanted), 0)
    bodies, units = dict(levels), dict(levels)
    homes = {
        unit.body.division_code: unit
        for unit in Unit.unscoped.filter(body__isnull=False).select_related("body")
        if unit.body
    }
    number = Unit.unscoped.aggregate(most=Max("number"))["most"] or 0
    new_bodies, new_units = [], []
    for one in wanted:
        if one.code in homes:
            continue
        number += 1
        body, unit = _proposed(one, homes.get(one.above), number)
        homes[one.code] = unit
        new_bodies.append(body)
        new_units.append(unit)
        bodies[one.level] += 1
        units[one.level] += 1
    _save_proposed(new_bodies, new_units)
    return bodies, units, [unit.code for unit in new_units]


def _proposed(one: Proposal, above: Unit | None, number: int) -> tuple[Body, Unit]:
    body = Body(code=make_code(), kind=one.body_kind, name=one.body, division_code=one.code)
    path = child(above.path if above else "", number)
    unit = Unit(
        code=make_code(6),
        number=number,
        kind=one.unit_kind,
        field=one.field,
        name=one.unit,
        short=one.short,
        parent=above,
        body=body,
        path=path,
    )
    return body, unit


def _save_proposed(bodies: Sequence[Body], units: Sequence[Unit]) -> None:
    Body.unscoped.bulk_create(bodies, batch_size=500)
    for unit in units:
        unit.body = unit.body  # take the key the body has just been given
    for depth_now in sorted({len(unit.path) for unit in units}):
        level = [unit for unit in units if len(unit.path) == depth_now]
        for unit in level:
            unit.parent = unit.parent
        Unit.unscoped.bulk_create(level, batch_size=500)
    Placement.unscoped.bulk_create(
        [Placement(unit=unit, parent=unit.parent, path=unit.path, name=unit.name, short=unit.short) for unit in units],
        batch_size=500,
    )
