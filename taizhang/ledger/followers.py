"""What the ledger does when a record below it says so. Hung up in shell/wiring.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from taizhang.journal.acts import record
from taizhang.kit.errors import Refused
from taizhang.kit.moves import Move
from taizhang.kit.paths import bounds
from taizhang.ledger import labels
from taizhang.ledger.actions.core import complete, step_of
from taizhang.ledger.models import Item, ItemQuerySet, ItemUnit, Step
from taizhang.ledger.rules import fingerprint
from taizhang.ledger.search import haystack_of, index
from taizhang.orgs.models import Unit


def follow_moved_unit(
    *, actor: Any, at: datetime, subject: str, old: str, new: str, unit_id: int, was_above: int, above: int
) -> None:
    """A unit hangs elsewhere now: its items go with it. Steps keep the old path: past days stay as they were.

    What the old organisation above was to accept only because it stood above, the new one accepts.
    """
    low, high = bounds(old)
    rest = Concat(Value(new), Substr(F("path"), len(old) + 1))
    Item.unscoped.filter(path__gte=low, path__lt=high).update(path=rest)
    ItemUnit.unscoped.filter(path__gte=low, path__lt=high).update(path=rest)
    own = Item.unscoped.open().filter(unit_id=unit_id, accepting_id=was_above).exclude(raised_by_id=was_above)
    own.update(accepting_id=above)
    Item.unscoped.open().filter(unit_id=unit_id, accepting_id=unit_id).update(accepting_id=above)


def follow_merged_unit(*, actor: Any, at: datetime, subject: str, unit_id: int, into: int, path_into: str) -> None:
    """A unit went into another: its open items, and what it was to accept, go there; what has ended stays its own.

    Nobody comes to accept their own work by it: what the target would accept of itself goes to the unit above it.
    """
    target = Unit.unscoped.select_related("parent").get(pk=into)
    open_ones = Item.unscoped.open().exclude(kind="duty").filter(unit_id=unit_id)
    _hand_to(target, open_ones, actor, at, subject)
    _end_duties(unit_id, actor, at)
    Item.unscoped.open().filter(accepting_id=unit_id).update(accepting_id=into)
    above = target.parent_id or target.pk
    Item.unscoped.open().filter(unit_id=into, accepting_id=into).update(accepting_id=above)
    _index_anew(target)


def follow_split_unit(
    *, actor: Any, at: datetime, subject: str, unit_id: int, into: int, path_into: str, items: Sequence[str]
) -> None:
    """A unit was split: the open items named go to the new unit, the others stay."""
    target = Unit.unscoped.select_related("parent").get(pk=into)
    wanted = Item.unscoped.open().exclude(kind="duty").filter(unit_id=unit_id, code__in=items)
    if wanted.count() != len(set(items)):
        raise Refused(labels.NOT_ITS_ITEMS)
    _hand_to(target, wanted, actor, at, subject)
    _index_anew(target)


def follow_closed_unit(*, actor: Any, at: datetime, subject: str) -> None:
    """A unit was closed: its duty list ends with it."""
    _end_duties(Unit.unscoped.get(code=subject).pk, actor, at)


def _end_duties(unit_id: int, actor: Any, at: datetime) -> None:
    """What was proposed is withdrawn, what was agreed is settled: a step and an entry each."""
    duties = Item.unscoped.open().filter(kind="duty", unit_id=unit_id).select_related("unit", "accepting", "raised_by")
    for item in duties.select_for_update(of=("self",)):
        state = "withdrawn" if item.state == "proposed" else "settled"
        complete(item, Move("follow_unit", (item.state,), state, ""), actor, at)


def _hand_to(target: Unit, items: ItemQuerySet, actor: Any, at: datetime, from_unit: str) -> None:
    """The items are `target`'s from now on: a step and an entry each. Duties are never handed on: they end
    with their unit."""
    moved = list(items.select_related("unit", "accepting", "raised_by").select_for_update(of=("self",)))
    move = Move("follow_unit", (), "", "")
    for item in moved:
        item.unit, item.path, item.version = target, target.path, item.version + 1
        item.fingerprint = fingerprint(target.code, item.title)
    Item.unscoped.bulk_update(moved, ["unit", "path", "fingerprint", "version"], batch_size=200)
    Step.unscoped.bulk_create((step_of(item, move, item.state, actor, at) for item in moved), batch_size=200)
    for item in moved:
        told = {"state": item.state, "from": from_unit, "version": item.version}
        record("item.follow_unit", actor=actor, at=at, subject=item.code, unit=target.code, path=item.path, facts=told)


def follow_unposted_person(*, actor: Any, at: datetime, subject: str, unit_id: int, leaving: str, heir: str) -> None:
    """Somebody left their post: what is open in the unit under their name is handed to the one who follows."""
    if not heir:
        return
    mine = Item.unscoped.open().filter(unit_id=unit_id, person__contains=leaving)
    for item in mine.select_related("unit", "accepting", "raised_by").select_for_update(of=("self",)).order_by("pk"):
        names = item.person.split("、")
        mine_too = {name for name in names if name.split(" ")[-1] == leaving}  # 镇组织委员 何敏 is 何敏
        if mine_too:
            person = "、".join(dict.fromkeys(heir if name in mine_too else name for name in names))
            complete(item, Move("hand_over", (item.state,), item.state, ""), actor, at, person=person)


def follow_renamed_unit(*, actor: Any, at: datetime, subject: str) -> None:
    """A unit has a new name: its items are found by it."""
    _index_anew(Unit.unscoped.get(code=subject))


def _index_anew(unit: Unit) -> None:
    items = list(Item.unscoped.filter(unit=unit))
    for item in items:
        item.haystack = haystack_of(item, unit.label)
    Item.unscoped.bulk_update(items, ["haystack"], batch_size=200)
    index(items)


def refuse_closing_with_open_items(unit: Unit) -> None:
    """A unit with open items is not closed: somebody would be left holding them."""
    count = Item.unscoped.open().filter(unit=unit).exclude(kind="duty").count()
    if count:
        raise Refused(labels.NO_UNIT_CLOSE, name=unit.label, count=count)
