"""Acts on the tree, one unit at a time: open, rename, move, merge, split, close, follow a line, own a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr

from taizhang.journal.acts import Actor, act, record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import NotAllowed, Refused
from taizhang.kit.paths import child
from taizhang.orgs import labels, rules
from taizhang.orgs.actions.core import body_of, end, lock, place, replace_placements, tell
from taizhang.orgs.models import FieldOwner, Unit
from taizhang.orgs.policy import require_steward
from taizhang.orgs.rules import plain_name
from taizhang.orgs.selectors import root_unit

# asked before a unit is closed; each raises Refused when something still hangs on it (bound by shell/wiring.py)
BEFORE_CLOSING: list[Callable[[Unit], None]] = []


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
    above = lock(parent) if parent else None
    rules.check_kind(kind, field, members)
    root = root_unit()
    if above is None and root is not None:
        raise Refused(labels.ROOT_THERE, name=root.name)
    short, body_name = short[:60], body_name[:120]
    _refuse_taken(name, short, above)
    body, day = body_of(body_kind, body_name, division_code, credit_code), on or day_of(at)
    unit = place(
        above, _next_number(), name=name, short=short, kind=kind, field=field, body=body, members=members, on=day
    )
    tell("unit.opened", actor, at, unit, {"name": name, "kind": kind})
    return unit.code


def _refuse_taken(name: str, short: str, above: Unit | None, but: int = 0) -> None:
    """A full name is borne once in the tree, a short name once under one parent."""
    alive = Unit.unscoped.alive().exclude(pk=but)
    twin = alive.filter(name=plain_name(name)).first()
    if twin is None and short and above is not None:
        twin = alive.filter(short=plain_name(short), parent=above).first()
    if twin is not None:
        raise Refused(labels.NAME_TAKEN, name=twin.name, code=twin.code)


def _next_number() -> int:
    return int(Unit.unscoped.aggregate(most=Max("number"))["most"] or 0) + 1


@act
def rename_unit(*, actor: Actor, at: datetime, code: str, name: str, short: str = "") -> str:
    """Give a unit a new name from today; lists of past days keep the old one."""
    require_steward(actor)
    unit = lock(code)
    name, short = rules.check_name(name), short[:60]
    _refuse_taken(name, short, unit.parent, but=unit.pk)
    was = unit.name
    unit.name, unit.short = plain_name(name), plain_name(short)
    unit.save(update_fields=["name", "short"])
    replace_placements([unit], day_of(at))
    tell("unit.renamed", actor, at, unit, {"was": was, "name": unit.name})
    return unit.code


@act
def move_unit(*, actor: Actor, at: datetime, code: str, parent: str) -> str:
    """Hang a unit and everything below it under another parent from today."""
    require_steward(actor)
    unit, above = lock(code), lock(parent)
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
    replace_placements(moved, day_of(at))
    unit.path = new
    tell(
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
    unit, target = lock(code), lock(into)
    rules.check_merge(unit.label, unit.path, target.path)
    for below in Unit.unscoped.alive().filter(parent=unit).exclude(pk=target.pk):
        move_unit(actor=actor, at=at, code=below.code, parent=into)
    end(unit, day_of(at))
    tell("unit.merged", actor, at, unit, {"into": target.code}, unit_id=unit.pk, into=target.pk, path_into=target.path)
    return target.code


@act
def split_unit(
    *,
    actor: Actor,
    at: datetime,
    code: str,
    name: str,
    short: str = "",
    children: Sequence[str] = (),
    items: Sequence[str] = (),
) -> str:
    """Open a new unit beside `code`, of its kind, and give it some of the units below and of the open items.

    Returns the new unit's code. Posts and roles stay where they are: who serves in the new unit is decided by people.
    """
    require_steward(actor)
    if items and not getattr(actor, "business", False):
        raise NotAllowed(labels.ITEMS_ARE_CONTENT)
    unit = lock(code)
    if unit.parent is None:
        raise Refused(labels.ROOT_STAYS, name=unit.label)
    made = open_unit(
        actor=actor, at=at, parent=unit.parent.code, name=name, short=short, kind=unit.kind, field=unit.field
    )
    for below in children:
        if lock(below).parent_id != unit.pk:
            raise Refused(labels.NOT_ITS_CHILD, name=lock(below).label, parent=unit.label)
        move_unit(actor=actor, at=at, code=below, parent=made)
    new = lock(made)
    facts = {"made": made, "children": list(children), "items": list(items)}
    tell("unit.split", actor, at, unit, facts, unit_id=unit.pk, into=new.pk, path_into=new.path, items=list(items))
    return made


@act
def close_unit(*, actor: Actor, at: datetime, code: str) -> str:
    """Close a unit that has nothing below it."""
    require_steward(actor)
    unit = lock(code)
    below = Unit.unscoped.alive().filter(parent=unit).count()
    if below:
        raise Refused(labels.HAS_CHILDREN, name=unit.label, count=below)
    for check in BEFORE_CLOSING:
        check(unit)
    end(unit, day_of(at))
    tell("unit.closed", actor, at, unit, {})
    return unit.code


@act
def set_field_owner(*, actor: Actor, at: datetime, field: str, unit: str) -> str:
    """From today `unit` owns the field."""
    require_steward(actor)
    owner, day = lock(unit), day_of(at)
    FieldOwner.unscoped.filter(field=field, to_on__isnull=True).update(to_on=day)
    FieldOwner.unscoped.create(field=field, unit=owner, from_on=day)
    record("field.owned", actor=actor, at=at, subject=field, unit=owner.code, path=owner.path, facts={"field": field})
    return owner.code


@act
def set_line(*, actor: Actor, at: datetime, code: str, line: str = "") -> str:
    """From today the unit follows another one in its trade (条块); "" ends it. The tree itself stays as it is."""
    require_steward(actor)
    unit, guide = lock(code), lock(line) if line else None
    if guide is not None and guide.pk == unit.pk:
        raise Refused(labels.MOVED_UNDER_ITSELF, name=unit.label)
    unit.line = guide
    unit.save(update_fields=["line"])
    replace_placements([unit], day_of(at))
    tell("line.set", actor, at, unit, {"line": line})
    return unit.code
