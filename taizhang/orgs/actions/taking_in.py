"""Taking in a whole tree: a roster, or the national list of divisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext

from taizhang.journal.acts import Actor, act, record
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.paths import child
from taizhang.orgs import labels, rules
from taizhang.orgs.actions.core import body_of, place, placement_of
from taizhang.orgs.divisions import Proposal, find_area, proposals
from taizhang.orgs.models import Body, Placement, Unit
from taizhang.orgs.policy import require_steward
from taizhang.orgs.rules import NOTHING, RosterRow, plain_name
from taizhang.orgs.selectors import names_known, root_unit


class RosterRefused(BadInput):
    """A roster with faults: nothing was taken in; `faults` names every cell."""

    def __init__(self, faults: Sequence[rules.Fault]) -> None:
        self.faults = list(faults)
        first = faults[0]
        fault = gettext(first.sentence).format(**first.facts)
        super().__init__(labels.AT_CELL, row=first.row, column=first.column, fault=fault)


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
    by_code = {unit.code: unit for unit in Unit.unscoped.alive()}
    homes = {word: by_code[codes[0]] for word, codes in names_known().items() if len(codes) == 1}
    number = Unit.unscoped.aggregate(most=Max("number"))["most"] or 0
    made = []
    for row in rows:
        if plain_name(row.name) in homes:
            continue
        number += 1
        unit = _make_row(row, _named(homes, row.parent), number)
        homes.update({unit.name: unit, unit.short or unit.name: unit})
        made.append(unit)
    _follow_lines(rows, homes, made)
    return made


def _named(homes: dict[str, Unit], name: str) -> Unit | None:
    """The unit a cell names; None for an empty cell, never for a name that says nothing."""
    found = homes.get(plain_name(name))
    if found is None and plain_name(name) not in NOTHING:
        raise BadInput(labels.NO_PARENT, name=name, near="")
    return found


def _follow_lines(rows: Sequence[RosterRow], homes: dict[str, Unit], made: Sequence[Unit]) -> None:
    """The units just made follow the units their rows name in their trade."""
    wanted = {plain_name(row.name): _named(homes, row.line) for row in rows}
    for unit in made:
        unit.line = wanted.get(unit.name)
    some = [unit for unit in made if unit.line_id]
    Unit.unscoped.bulk_update(some, ["line"], batch_size=200)
    for unit in some:
        Placement.unscoped.filter(unit=unit, to_on__isnull=True).update(line=unit.line)


def _make_row(row: RosterRow, above: Unit | None, number: int) -> Unit:
    kind = rules.kind_of(row.kind, row.name, row.parent not in NOTHING)
    field = rules.field_of(row.field) or ""
    credit = "" if row.credit in NOTHING else row.credit
    division = "" if row.division in NOTHING else row.division
    body_kind = {"new": "firm", "organ": "organ", "urban": "community"}.get(field, "village")
    body_name = rules.body_name(row.short or row.name)
    body = body_of(body_kind, body_name, division, credit) if credit or division or kind.endswith("branch") else None
    members = int(row.members) if row.members.isdigit() else None
    return place(
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
        [placement_of(unit) for unit in units],
        batch_size=500,
    )
