"""Acts by which items come to be: a problem raised, a task issued, a duty list proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from taizhang.cycle.rules import require_year
from taizhang.evidence.preparing import Files
from taizhang.journal.acts import act
from taizhang.kit.clock import day_of
from taizhang.kit.errors import NotAllowed, Refused
from taizhang.ledger import labels, policy, rules
from taizhang.ledger.actions.core import complete, locked
from taizhang.ledger.actions.making import (
    beside,
    lock_units,
    make_item,
    never_oneself,
    put_problem,
    tell,
)
from taizhang.ledger.models import Item, ItemUnit
from taizhang.ledger.selectors import duties_of, item_for
from taizhang.ledger.states import DOER, RAISER
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import unit_for
from taizhang.people.selectors import heads_of, portfolios_of
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on, duty_book_name


@act
def raise_problem(
    *,
    actor: Viewer,
    at: datetime,
    unit: str,
    title: str,
    category: str = "",
    source: str = "other",
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
    """Put a problem of a unit on the ledger. Returns its number.

    A twin that is still open is not raised again; one that was closed is to be reopened under its own number.
    """
    home = unit_for(actor, unit)
    if not policy.may_raise(actor, home.path):
        raise NotAllowed(labels.READ_ONLY if not actor.acts else labels.NOT_TASK_ISSUER, unit=home.label)
    return put_problem(
        actor,
        at,
        home,
        _unit_of(actor, home),
        title,
        category=category,
        source=source,
        source_detail=source_detail,
        found_by=found_by,
        found_on=found_on,
        nature=nature,
        severity=severity,
        person=person,
        due_on=due_on,
        clause=clause,
        files=files,
    )


def _unit_of(actor: Viewer, home: Unit) -> Unit:
    return Unit.unscoped.get(pk=actor.unit_id) if actor.unit_id else home


@act
def issue_task(
    *,
    actor: Viewer,
    at: datetime,
    units: Sequence[str],
    title: str,
    due_on: date | None = None,
    deliverable: str = "",
    measures: str = "",
    helping: Sequence[str] = (),
    leader: str = "",
    person: str = "",
    own_number: str = "",
) -> list[str]:
    """Issue one task to each unit (fan-out). Returns the tasks' numbers, in the order of the units."""
    rules.check_new_due(due_on, day_of(at))
    told: dict[str, Any] = {"deliverable": deliverable, "measures": measures, "helping": helping, "leader": leader}
    told |= {"person": person, "own_number": own_number}
    return issue_tasks(actor=actor, at=at, units=units, title=title, due_on=due_on, **told)


def issue_tasks(
    *,
    actor: Viewer,
    at: datetime,
    units: Sequence[str],
    title: str,
    due_on: date | None = None,
    deliverable: str = "",
    measures: str = "",
    helping: Sequence[str] = (),
    leader: str = "",
    clause: str = "",
    source_sentence: str = "",
    parent: str = "",
    person: str = "",
    own_number: str = "",
) -> list[str]:
    """What issuing shares, inside an act: one task to each unit.

    `parent`, `clause` and the sentence come from acts that have checked them.
    """
    title = rules.require_title(title, labels.FIELD_TASK)
    rules.require_short(60, leader=leader, own_number=own_number)
    rules.require_short(120, person=person, deliverable=deliverable)
    homes = _homes(actor, units)
    _refuse_issued(homes, title, clause, parent)
    above = item_for(actor, parent) if parent else None
    helpers = list({unit.pk: unit for unit in (unit_for(actor, code) for code in helping)}.values())
    heads = heads_of([home.pk for home in homes], day_of(at))
    raising = Unit.unscoped.filter(pk=actor.unit_id).first()
    columns: dict[str, Any] = {"due_on": due_on, "clause": clause, "leader": leader, "own_number": own_number}
    columns["timing"], columns["parent"] = "dated" if due_on else "long_term", above
    columns["facts"] = {
        "deliverable": deliverable,
        "measures": measures,
        "source_sentence": source_sentence,
        "helping": "、".join(unit.label for unit in helpers),
    }
    made = []
    for home in homes:
        raiser, head = raising or home, person or heads.get(home.pk, "")
        who = {"accepting": never_oneself(home, raiser), "raised_by": raiser, "person": head}
        item = make_item(actor, at, "task", home, title, **who, **columns)
        ItemUnit.unscoped.bulk_create(one for one in beside(item, helpers) if one.role == "helping")
        made.append(tell(item, actor, at, "issue_task", RAISER, clause=clause))
    return made


def _homes(actor: Viewer, units: Sequence[str]) -> list[Unit]:
    """The units a task goes to, each once; refused when none is named or one is out of the actor's own reach."""
    homes = list({home.pk: home for home in (unit_for(actor, code) for code in units)}.values())
    if not homes:
        raise Refused(labels.NEEDS_TEXT, field=labels.FIELD_UNIT)
    for home in homes:
        if not policy.may_raise(actor, home.path) or not actor.relations:  # an inspector raises, and issues nothing
            raise NotAllowed(labels.READ_ONLY if not actor.acts else labels.NOT_TASK_ISSUER, unit=home.label)
    return homes


def _refuse_issued(homes: Sequence[Unit], title: str, clause: str, parent: str) -> None:
    """The same clause's same task is not issued to a unit that still has it open."""
    lock_units([home.pk for home in homes])
    prints = [rules.fingerprint(home.code, title) for home in homes]
    same = Item.unscoped.open().filter(kind="task", fingerprint__in=prints, clause=clause).select_related("unit")
    twin = (same.filter(parent__code=parent) if parent else same.filter(parent__isnull=True)).first()
    if twin:
        raise Refused(labels.TASK_TWIN, unit=twin.unit.label, code=twin.code)


@act
def propose_duties(*, actor: Viewer, at: datetime, unit: str, year: int) -> list[str]:
    """A unit adopts its whole duty list of a year from the book in one act. Returns the duties' numbers."""
    require_year(year)
    home = unit_for(actor, unit)
    if not (actor.acts and actor.path.startswith(home.path)):
        raise NotAllowed(labels.OWN_DUTIES, unit=home.label)
    lock_units([home.pk])
    if duties_of(home, year).exists():
        raise Refused(labels.NO_DUTIES, unit=home.label, year=year)
    book = book_on(duty_book_name(home.kind, home.field), day_of(at))
    head = heads_of([home.pk], day_of(at)).get(home.pk, "")
    charges = _charges(home, day_of(at))
    made = []
    for line in book.body["duties"]:
        if home.members is not None and home.members < line.get("min_members", 0):
            continue
        made.append(
            tell(
                _duty(actor, at, home, year, line, head, charges),
                actor,
                at,
                "propose_duties",
                DOER,
                book=book.name,
                book_version=book.version,
            )
        )
    return made


def _charges(home: Unit, day: date) -> dict[str, tuple[str, str]]:
    """Category → (who is in charge of its field at the unit on the day, the office that does it)."""
    people = {one.field: one.person.name for one in portfolios_of(home, day)}
    book = book_on("leadership", day).body
    offices = home.kind in book["department_kinds"]
    return {
        one["category"]: (people.get(one.get("field", ""), ""), one.get("department", "") if offices else "")
        for one in book["charges"]
    }


def _duty(
    actor: Viewer,
    at: datetime,
    home: Unit,
    year: int,
    line: Mapping[str, Any],
    head: str,
    charges: Mapping[str, tuple[str, str]],
) -> Item:
    leader, department = charges.get(line["category"], ("", ""))
    facts = {
        "key": line["key"],
        "standard": line.get("standard", ""),
        "cadence": line["cadence"],
        "due_day": line.get("due_day", 0),
        "first": line.get("first") or head,
        "evidence_wanted": line.get("proof", ""),
        "department": department,
        **({"session": True} if line.get("session") else {}),
    }
    return make_item(
        actor,
        at,
        "duty",
        home,
        line["text"],
        accepting=home.parent or home,
        raised_by=home,
        year=year,
        category=line["category"],
        person=head,
        leader=leader,
        due_on=date(year, 12, 31),
        facts=facts,
    )


@act
def cascade_task(
    *, actor: Viewer, at: datetime, code: str, units: Sequence[str], note: str = "", seen: int | None = None
) -> list[str]:
    """Break a task down to units below; each gets its own, hanging under this one. Returns their numbers."""
    item, move = locked(actor, code, "cascade_task", seen)
    below = list({unit.pk: unit for unit in (unit_for(actor, one) for one in units)}.values())
    for unit in below:
        if unit.path == item.path or not unit.path.startswith(item.path):
            raise Refused(labels.NOT_BELOW, unit=unit.label)
    made = issue_tasks(
        actor=actor,
        at=at,
        units=[unit.code for unit in below],
        title=item.title,
        due_on=item.due_on,
        deliverable=item.facts.get("deliverable", ""),
        clause=item.clause,
        source_sentence=item.facts.get("source_sentence", ""),
        parent=item.code,
    )
    complete(item, move, actor, at, note=note, told={"made": made})
    return made
