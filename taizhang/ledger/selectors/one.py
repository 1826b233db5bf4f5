"""One item: its life, the acts open to a viewer, what hangs below it, its twins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Value

from taizhang.evidence.models import Evidence
from taizhang.evidence.selectors import hints_on
from taizhang.kit.clock import day_of
from taizhang.kit.moves import Move
from taizhang.ledger import labels, policy
from taizhang.ledger.models import Item, Step
from taizhang.ledger.policy import stands_in
from taizhang.ledger.selectors.lists import items_for
from taizhang.ledger.states import ABOVE, ACCEPTER, DOER, TABLES
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import terms_on


@dataclass(frozen=True)
class Option:
    """An act on an item: open to this viewer, or closed with the reason."""

    act: str
    label: str
    needs: str
    note: str
    open: bool
    why_not: str = ""
    whose: str = ""


def acts_open_to(viewer: Viewer, item: Item) -> list[Option]:
    """The acts of the item's present state; those not open to the viewer say whose they are."""
    if not viewer.acts:
        return []
    done = policy.has_done(viewer, item)
    found = [
        _option(viewer, item, move, done)
        for move in TABLES[item.kind].open_from(item.state)
        if _fits(move, item, viewer.today)
    ]
    return sorted(found, key=lambda option: not option.open)


def _fits(move: Move, item: Item, today: date) -> bool:
    """Acts on an extension only while one waits; asking only while none does and the day has not passed."""
    if move.act in ("grant_extension", "refuse_extension"):
        return item.asked_due is not None
    return move.act != "request_extension" or (
        item.asked_due is None and item.due_on is not None and item.due_on >= today
    )


def _option(viewer: Viewer, item: Item, move: Move, done: bool) -> Option:
    stands = policy.stands_in(viewer, move.who, item)
    own_hand = stands and move.who in (ACCEPTER, ABOVE) and done
    why = "" if stands and not own_hand else (labels.DID_IT_YOURSELF if own_hand else labels.WHO[move.who])
    whose = {"doer": item.unit.label, "accepter": item.accepting.label, "raiser": item.raised_by.label}.get(
        move.who, ""
    )
    return Option(move.act, labels.ACTS[move.act], move.needs, move.note, not why, why, "" if own_hand else whose)


def steps_of(item: Item) -> list[Step]:
    """The item's life, oldest first, without its columns at each step; who did the work is known from then on."""
    found = list(Step.unscoped.filter(item=item).defer("columns").order_by("number"))
    item.doers = {step.actor for step in found if step.as_doer}
    return found


def children_of(viewer: Viewer, item: Item) -> list[Item]:
    """Items broken down from, or merged under, this one, as far as the viewer sees them."""
    return list(items_for(viewer).filter(parent=item).select_related("unit").order_by("id")[:200])


PROVING = ("report_progress", "apply_closure", "submit_task")


def proofs_of(item: Item) -> set[str]:
    """Evidence that speaks for the work: kept while it was done, since the item was last opened."""
    if item.proofs is None and item.foresee_proofs is not None:
        item.foresee_proofs()
    if item.proofs is not None:
        return item.proofs
    telling = Step.unscoped.filter(item=item, act__in=(*PROVING, "reopen_problem")).order_by("number")
    return proofs_told(telling.values_list("act", "evidence"))


def proofs_told(steps: Iterable[tuple[str, list[str]]]) -> set[str]:
    """Evidence of these (act, evidence) in their order: a reopening begins anew."""
    found: set[str] = set()
    for act, evidence in steps:
        found = set() if act == "reopen_problem" else found | set(evidence)
    return found


def twins_of(prints: Sequence[str], kind: str = "problem") -> dict[str, Item]:
    """Fingerprint → the item of this kind that bears it, an open one before one that has ended."""
    found: dict[str, Item] = {}
    for start in range(0, len(prints), 500):
        some = Item.unscoped.filter(kind=kind, fingerprint__in=prints[start : start + 500]).exclude(state="withdrawn")
        for item in some.order_by("-closed_on", "-pk"):
            if item.fingerprint not in found or item.closed_on is None:
                found[item.fingerprint] = item
    return found


@dataclass(frozen=True)
class Beside:
    """An app that may know where else an item stands. `names`: rows of its own that name the item, whoever looks, told
    in an instant; `rows`: what of it a viewer sees, as (what, words, address), asked only where there is something.
    """

    names: Callable[[int], QuerySet[Any]]
    rows: Callable[[Viewer, Item], list[QuerySet[Any, Any]]]


def around(viewer: Viewer, item: Item, ask: Sequence[Beside]) -> tuple[list[Any], list[Item]]:
    """Where else an item stands, as (what, words, address), and what hangs below it. One small query says whether there
    is anything; each of the two is asked only then.
    """
    below = Item.unscoped.filter(parent=item).order_by().values_list(Value(BELOW))
    others = [one.names(item.pk).order_by().values_list(Value(at)) for at, one in enumerate(ask)]
    naming = {at for (at,) in below.union(*others)}
    several = [rows for at in sorted(naming - {BELOW}) for rows in ask[at].rows(viewer, item)]
    beside = list(several[0].union(*several[1:])[:12]) if several else []
    return beside, children_of(viewer, item) if BELOW in naming else []


BELOW = -1


REPORTS = ("report_progress", "apply_closure")
Told = tuple[str, dict[str, str]]


def hints_for(viewer: Viewer, item: Item, evidence: Sequence[Evidence], steps: Sequence[Step]) -> list[Told]:
    """Quiet hints on what was handed in: for the unit at any time, for the accepting side beside an application.

    They decide nothing and are counted nowhere (DOMAIN §12.11).
    """
    mine = stands_in(viewer, DOER, item)
    if item.kind != "problem" or not (mine or (item.state == "closure_applied" and stands_in(viewer, ACCEPTER, item))):
        return []
    editors = terms_on(viewer.today).get("evidence", {}).get("editors", ())
    proofs = [one for one in evidence if one.unit == item.unit.code]
    found: list[Told] = [
        (sentence, {"name": photo.name, **facts})
        for photo, sentence, facts in hints_on(proofs, item.opened_on, editors, lambda found: _named(viewer, found))
    ]
    return found + _copied(viewer, item, steps)


def _named(viewer: Viewer, subjects: list[str]) -> list[str]:
    """Of subjects those that are items: by their numbers where the viewer sees them, else one dash for all."""
    items = set(Item.unscoped.filter(code__in=subjects).values_list("code", flat=True))
    seen = sorted(items_for(viewer).filter(code__in=items).values_list("code", flat=True))
    return seen[:3] or (["—"] if items else [])


def _copied(viewer: Viewer, item: Item, steps: Sequence[Step]) -> list[Told]:
    """The last report, word for word another unit's within the terms' days; short ones are alike in all honesty."""
    last = next((one for one in reversed(steps) if one.act in REPORTS), None)
    rules = terms_on(day_of(last.at)).get("evidence", {}).get("copied") if last else None
    if last is None or rules is None or len(last.note) < rules["least_characters"]:
        return []
    since = last.at - timedelta(days=rules["days"])
    same = Step.unscoped.filter(at__gte=since, at__lte=last.at, act__in=REPORTS, note=last.note)
    other = same.exclude(item__unit=item.unit_id).values_list("item__code", flat=True)[:20]
    return [(labels.COPIED, {"code": code}) for code in _named(viewer, list(other))[:1]]
