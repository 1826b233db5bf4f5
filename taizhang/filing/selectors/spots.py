"""抽查: what may be drawn in a round, what was drawn, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext

from taizhang.cycle.models import Round
from taizhang.filing import labels
from taizhang.filing.models import Spot, SpotCheck
from taizhang.inspection.rules.draw import Candidate
from taizhang.kit.errors import Absent
from taizhang.kit.paths import WIDTH, bounds
from taizhang.kit.waiting import counted
from taizhang.ledger.models import Item, Step
from taizhang.ledger.selectors import items_for
from taizhang.obligations.models import Fulfilment
from taizhang.obligations.rules import period_words
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import children_of, has_below, within
from taizhang.people.policy import works_in
from taizhang.people.viewers import Viewer

CLAIMED = ("closed", "done")  # what is said to be put right or carried out


def spots_for(viewer: Viewer, round_: Round | None = None) -> QuerySet[Spot]:
    """Claims drawn by units in reach: a unit is not told which of its own were drawn before somebody has come."""
    found = Spot.unscoped.filter(within(viewer.reaches, "check_of__host__path"))
    found = found.filter(check_of__round=round_) if round_ else found
    return found.select_related("item__unit", "check_of__host", "check_of__round").defer("check_of__draw")


def spot_of(viewer: Viewer, code: str) -> Spot:
    """One claim drawn, in sight; the same Absent for "none" and "not yours"."""
    found = spots_for(viewer).filter(code=code).first()
    if found is None:
        raise Absent(labels.NO_SPOT)
    return found


def spots_left(viewer: Viewer) -> QuerySet[Spot]:
    """Drawn by the viewer's unit and not yet looked at."""
    return Spot.unscoped.filter(check_of__host_id=viewer.unit_id, onto="")


def spots_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """How many drawn claims nobody has looked at, for the home page of the unit that drew them."""
    if not viewer.acts or not viewer.relations:
        return []
    return [counted(spots_left(viewer), labels.SPOTS_LEFT, "spots", unit="check_of__host")]


def spots_told(host: Unit, round_: Round | None) -> Counter[str]:
    """drawn, held, failed of a round's spot check by a unit; empty when there was none."""
    found = Spot.unscoped.filter(check_of__host=host, check_of__round=round_) if round_ else Spot.unscoped.none()
    told = Counter[str]()
    for onto in found.values_list("onto", flat=True):
        told["drawn"] += 1
        told["held"] += onto in ("held", "held_open")
        told["failed"] += onto not in ("", "held", "held_open")
    return told


def frame_of(viewer: Viewer, host: Unit, round_: Round, weights: Mapping[str, Any]) -> list[Candidate]:
    """Everything below the host that was said in the round to be closed, done or carried out, with how much it weighs.

    Stratum: the child of the host it lies under. Only what the host's side accepts: it may undo what does not hold.
    Three queries.
    """
    strata = {child.path: child.code for child in children_of(host)}
    return [*_items(viewer, host, round_, strata, weights), *_periods(host, round_, strata, weights)]


def _items(
    viewer: Viewer, host: Unit, round_: Round, strata: Mapping[str, str], weights: Mapping[str, Any]
) -> Iterator[Candidate]:
    low, high = bounds(host.path)
    span = (round_.opens_on, round_.closes_on)
    held = items_for(viewer).under(host.path).filter(kind__in=("problem", "task"), state__in=CLAIMED)
    held = held.filter(closed_on__range=span, accepting__path__gte=low, accepting__path__lt=high)
    columns = ("code", "path", "proof_count", "recurring", "due_on", "closed_on")
    for code, path, proofs, recurring, due_on, closed_on in held.order_by("pk").values_list(*columns):
        stratum = _stratum(path, host, strata)
        if stratum:
            late = bool(due_on and closed_on > due_on)
            told = {"no_proof": not proofs, "late": late, "recurring": recurring}
            yield Candidate(code, stratum, _weight(weights, told))


def _periods(host: Unit, round_: Round, strata: Mapping[str, str], weights: Mapping[str, Any]) -> Iterator[Candidate]:
    low, high = bounds(host.path)
    kept = Fulfilment.unscoped.filter(unit__path__gte=low, unit__path__lt=high, refuted=False)
    kept = kept.filter(done_on__range=(round_.opens_on, round_.closes_on)).order_by("pk")
    last = dict(kept.order_by().values("duty").annotate(last=Max("done_on")).values_list("duty", "last"))
    for duty, period, path, done_on in kept.values_list("duty", "period", "unit__path", "done_on"):
        if done_on != last.get(duty):
            continue
        del last[duty]  # a duty is looked at once: its newest period stands for it
        stratum = _stratum(path, host, strata)
        if stratum:  # a record of a duty carries no file: what has proof or not is no difference here
            yield Candidate(f"{duty}/{period}", stratum, _weight(weights, {}))


def _stratum(path: str, host: Unit, strata: Mapping[str, str]) -> str:
    return strata.get(path[: len(host.path) + WIDTH + 1], "")


def _weight(weights: Mapping[str, Any], told: Mapping[str, bool]) -> float:
    return float(weights["base"] + sum(weights[name] for name, is_so in told.items() if is_so))


@dataclass(frozen=True)
class Claim:
    """What was said to be so, when, and by whom: the columns of a spot."""

    item: Item
    period: str
    claimed_on: date
    claimed_by: str


def claims_of(codes: Sequence[str]) -> list[Claim]:
    """The claims behind drawn candidates, in their order. Three queries."""
    pairs = [(code.partition("/")[0], code.partition("/")[2]) for code in codes]
    items = {item.code: item for item in Item.unscoped.filter(code__in=[number for number, _period in pairs])}
    periods = {(one.duty, one.period): one for one in Fulfilment.unscoped.filter(duty__in=[n for n, p in pairs if p])}
    steps = Step.unscoped.filter(item__in=items.values(), target__in=CLAIMED).order_by("number")
    enders = dict(steps.values_list("item_id", "actor"))  # the last step that brought it there
    found = []
    for number, period in pairs:
        item, kept = items[number], periods.get((number, period))
        day = kept.done_on if kept else item.closed_on
        if day is not None:
            found.append(Claim(item, period, day, kept.recorded_by if kept else enders.get(item.pk, "")))
    return found


def may_draw(viewer: Viewer, host: Unit, round_: Round | None) -> bool:
    """Whether the viewer's unit has a round that has begun and in which it has not drawn: the page's question."""
    if round_ is None or not works_in(viewer, host.pk) or not has_below(host.pk):
        return False
    return round_.opens_on <= viewer.today and not SpotCheck.unscoped.filter(host=host, round=round_).exists()


def claim_stored(item: Item, period: str) -> str:
    """What was claimed, in Chinese: it becomes part of a problem's text."""
    sentence, facts = period_words(period) if period else ("", {})
    return labels.CLAIMS[item.kind].format(period=sentence.format(**facts))


def claim_words(item: Item, period: str) -> str:
    """What was claimed, in the reader's language."""
    sentence, facts = period_words(period) if period else ("", {})
    return gettext(labels.CLAIMS[item.kind]).format(period=gettext(sentence).format(**facts) if sentence else "")


def sees_spot(viewer: Viewer, subject: str, _file: str = "") -> bool:
    """Whether a subject is a drawn claim in sight: the evidence app's question."""
    return spots_for(viewer).filter(code=subject).exists()
