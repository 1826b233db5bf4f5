"""What every new item shares: its number, its row, its units, who will accept it, its first step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.cycle.models import Round
from taizhang.cycle.rules import add_workdays
from taizhang.cycle.selectors import exceptions, round_on
from taizhang.evidence.preparing import Files
from taizhang.journal.acts import record
from taizhang.kit.clock import day_of
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.moves import Move
from taizhang.ledger import labels, rules
from taizhang.ledger.actions.core import keep_files, write_step
from taizhang.ledger.models import Item, ItemUnit, Numbering
from taizhang.ledger.search import haystack_of, index
from taizhang.ledger.selectors import twins_of
from taizhang.ledger.states import FIRST, RAISER
from taizhang.orgs.models import Unit
from taizhang.people.selectors import heads_of
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on

OLD = timedelta(days=3660)  # a deadline further back than ten years is a slip


def lock_units(keys: Sequence[int]) -> None:
    """Lock the units' rows in order, so that two hands cannot both find that something is not there yet."""
    list(Unit.unscoped.select_for_update().filter(pk__in=set(keys)).order_by("pk").values_list("pk"))


def numbers(kind: str, year: int, count: int) -> list[str]:
    """The next `count` numbers of a kind in a year; the row stays locked until the act ends."""
    Numbering.unscoped.get_or_create(kind=kind, year=year)
    row = Numbering.unscoped.select_for_update().get(kind=kind, year=year)
    first, row.last = row.last + 1, row.last + count
    row.save(update_fields=["last"])
    return [rules.number_of(kind, year, running) for running in range(first, row.last + 1)]


def draft_item(
    at: datetime, code: str, kind: str, unit: Unit, title: str, round_: Round | None, **columns: Any
) -> Item:
    """A new item in its first state (or the one given), not yet saved."""
    columns.setdefault("state", FIRST[kind])
    columns.setdefault("year", day_of(at).year)
    item = Item(
        code=code,
        kind=kind,
        title=title,
        unit=unit,
        path=unit.path,
        round=round_,
        opened_on=day_of(at),
        fingerprint=rules.fingerprint(unit.code, title),
        **columns,
    )
    item.haystack = haystack_of(item, unit.label)
    return item


def make_item(actor: Viewer, at: datetime, kind: str, unit: Unit, title: str, **columns: Any) -> Item:
    """A new item, saved, with number, round, units and search words."""
    code = numbers(kind, columns.get("year", day_of(at).year), 1)[0]
    item = draft_item(at, code, kind, unit, title, round_on(day_of(at)), **columns)
    item.save()
    index([item])
    ItemUnit.unscoped.bulk_create(beside(item))
    return item


def beside(item: Item, helping: Sequence[Unit] = ()) -> list[ItemUnit]:
    """Rows for the units an item concerns beside the responsible one, not yet saved."""
    made = [
        ItemUnit(item=item, unit=unit, role="helping", path=unit.path) for unit in helping if unit.pk != item.unit_id
    ]
    if item.raised_by_id != item.unit_id:
        made.append(ItemUnit(item=item, unit=item.raised_by, role="raising", path=item.raised_by.path))
    return made


def tell(
    item: Item,
    actor: Viewer,
    at: datetime,
    act_name: str,
    who: str,
    note: str = "",
    evidence: Sequence[str] = (),
    **told: Any,
) -> str:
    """First step and journal entry of a new item."""
    write_step(item, Move(act_name, (), item.state, who), "", actor, at, note, evidence)
    return record_new(item, actor, at, act_name, **told)


def record_new(item: Item, actor: Viewer, at: datetime, act_name: str, **told: Any) -> str:
    """The journal entry of a new item; returns its number."""
    record(
        f"item.{act_name}",
        actor=actor,
        at=at,
        subject=item.code,
        unit=item.unit.code,
        path=item.path,
        facts={"state": item.state, "kind": item.kind, **told},
    )
    return item.code


def put_problem(
    actor: Viewer,
    at: datetime,
    home: Unit,
    raiser: Unit,
    title: str,
    *,
    source: str,
    category: str = "",
    source_detail: str = "",
    found_by: str = "",
    found_on: date | None = None,
    nature: str = "",
    severity: str = "",
    person: str = "",
    due_on: date | None = None,
    clause: str = "",
    files: Files = (),
) -> str:
    """What raising shares, inside an act that has decided who may: a problem of `home`, raised in `raiser`'s name."""
    title = rules.require_title(title, labels.FIELD_PROBLEM)
    rules.require_short(60, category=category, nature=nature, severity=severity, found_by=found_by)
    rules.require_short(120, person=person, source_detail=source_detail)
    known = terms_on(day_of(at))["sources"]
    if source not in known:
        raise BadInput(labels.NO_SOURCE, text=source[:20], known="、".join(known))
    if due_on is not None and due_on < day_of(at) - OLD:
        raise BadInput(labels.DUE_PASSED, day=due_on)
    lock_units([home.pk])
    refuse_twin(home, title)
    item = make_item(
        actor,
        at,
        "problem",
        home,
        title,
        accepting=accepting_for(raiser, home, source, terms_on(day_of(at))["sources"]),
        raised_by=raiser,
        category=category,
        source=source,
        person=person or heads_of([home.pk], day_of(at)).get(home.pk, ""),
        clause=clause,
        due_on=due_on or verify_by(day_of(at)),
        facts={
            "source_detail": source_detail,
            "nature": nature,
            "severity": severity,
            "found_by": found_by,
            "found_on": found_on.isoformat() if found_on else "",
        },
    )
    kept = keep_files(item, actor, at, files)
    if kept:
        item.save(update_fields=["proof_count"])
    return tell(item, actor, at, "raise_problem", RAISER, evidence=kept)


def verify_by(day: date) -> date:
    """The day by which a new problem is to be verified: the book's workdays from `day`."""
    return add_workdays(day, int(terms_on(day)["verify_days"]), exceptions())


def refuse_twin(home: Unit, title: str) -> None:
    """A problem that is already on the ledger is not entered again: open, go on there; closed, reopen it."""
    twin = twins_of([rules.fingerprint(home.code, title)]).get(rules.fingerprint(home.code, title))
    if twin:
        raise Refused(labels.RECURRED if twin.closed_on else labels.TWIN, code=twin.code)


def accepting_for(raiser: Unit, home: Unit, source: str, sources: Mapping[str, Any]) -> Unit:
    """Who will accept: the raising unit, or the unit above where the source says so or the unit raised it itself.

    `sources`: the book's, by key.
    """
    how = sources.get(source, {}).get("accepts", "raiser")
    if how == "above" and raiser.path.startswith(home.path):
        return home.parent or home
    return never_oneself(home, raiser)


def never_oneself(home: Unit, accepting: Unit) -> Unit:
    """The unit that accepts: never the responsible one itself, save at the very top."""
    return home.parent or home if accepting.pk == home.pk else accepting
