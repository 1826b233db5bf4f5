"""What every act on the tree shares: lock, place, tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from taizhang.journal.acts import Actor, record
from taizhang.kit.codes import make_code
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.paths import child
from taizhang.orgs import labels
from taizhang.orgs.models import Body, Placement, Unit
from taizhang.orgs.rules import plain_name


def place(above: Unit | None, number: int, *, on: date | None, **columns: Any) -> Unit:
    """Make a unit under another one, with its first placement."""
    path = child(above.path if above else "", number)
    columns["name"], columns["short"] = plain_name(columns["name"]), plain_name(columns["short"])
    unit = Unit.unscoped.create(code=make_code(6), number=number, parent=above, path=path, opened_on=on, **columns)
    placement_of(unit, **({"from_on": on} if on else {})).save()
    return unit


def body_of(kind: str, name: str, division: str, credit: str) -> Body | None:
    """The body with these words and codes, made when it is new; None when nothing was said."""
    if not (kind and name) and not credit and not division:
        return None
    made, _new = Body.unscoped.get_or_create(
        kind=kind or "other", name=name, division_code=division, credit_code=credit, defaults={"code": make_code()}
    )
    return made


def tell(kind: str, actor: Actor, at: datetime, unit: Unit, facts: dict[str, Any], **following: Any) -> None:
    """One entry about a unit."""
    record(kind, actor=actor, at=at, subject=unit.code, unit=unit.code, path=unit.path, facts=facts, **following)


def lock(code: str) -> Unit:
    """The living unit with this code, locked."""
    unit = Unit.unscoped.select_for_update().filter(code=code).first()
    if unit is None:
        raise BadInput(labels.NO_SUCH_UNIT, text=code, near="")
    if unit.closed_on:
        raise Refused(labels.CLOSED, name=unit.label)
    return unit


def replace_placements(units: Sequence[Unit], day: date) -> None:
    """From `day` on the units hang and are called as they now are; a placement begun that very day is overwritten."""
    now = {unit.pk: unit for unit in units}
    today: list[Placement] = []
    older: list[Placement] = []
    for kept in Placement.unscoped.filter(unit__in=now, to_on__isnull=True):
        (today if kept.from_on == day else older).append(kept)
    for kept in today:
        unit = now.pop(kept.unit_id)
        kept.parent_id, kept.line_id, kept.path = unit.parent_id, unit.line_id, unit.path
        kept.name, kept.short = unit.name, unit.short
    Placement.unscoped.bulk_update(today, ["parent", "line", "path", "name", "short"], batch_size=200)
    Placement.unscoped.filter(pk__in=[kept.pk for kept in older]).update(to_on=day)
    Placement.unscoped.bulk_create((placement_of(unit, from_on=day) for unit in now.values()), batch_size=500)


def placement_of(unit: Unit, **dated: date) -> Placement:
    """Where a unit hangs and what it is called now, not yet saved."""
    return Placement(
        unit=unit,
        parent_id=unit.parent_id,
        line_id=unit.line_id,
        path=unit.path,
        name=unit.name,
        short=unit.short,
        **dated,
    )


def end(unit: Unit, day: date) -> None:
    """The unit is closed from a day."""
    unit.closed_on = day
    unit.save(update_fields=["closed_on"])
    Placement.unscoped.filter(unit=unit, to_on__isnull=True).update(to_on=day)
