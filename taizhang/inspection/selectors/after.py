"""What came of an inspection: scores, and differences between inspectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from taizhang.inspection import labels
from taizhang.inspection.models import Answer, Checklist, Plan, Visit
from taizhang.inspection.rules.answers import Result, Score, items_of, results_of, score_of
from taizhang.inspection.selectors.problems import Due
from taizhang.inspection.selectors.sight import PLAN_TOLD, checklists_of, lists_at
from taizhang.kit.clock import start_of
from taizhang.kit.paths import bounds, holds

Key = tuple[int, str]


@dataclass(frozen=True)
class Merged:
    """One item's answer as the visit has it: the value that counts, all that were given, whether they differ."""

    value: Any
    given: tuple[Answer, ...]
    differ: bool


def merged(answers: Sequence[Answer]) -> dict[Key, Merged]:
    """(checklist, key) → what counts: the one chosen, else the one all agree on, else nothing until a head chooses."""
    groups: dict[Key, list[Answer]] = defaultdict(list)
    for one in answers:
        groups[one.checklist_id, one.key].append(one)
    found = {}
    for key, rows in groups.items():
        chosen = next((one for one in rows if one.chosen), None)
        told = [one for one in rows if one.value is not None]  # who brought a photo alone has not answered
        differ = any(one.value != told[0].value for one in told)
        settled = chosen or (told[0] if told and not differ else None)
        found[key] = Merged(settled.value if settled else None, tuple(rows), differ and chosen is None)
    return found


@dataclass(frozen=True)
class Filled:
    """A checklist as answered at a visit."""

    checklist: Checklist
    results: Mapping[str, Result]
    answers: Mapping[str, Merged]
    score: Score


def filled(visit: Visit, answers: Sequence[Answer], lists: Sequence[Checklist] | None = None) -> list[Filled]:
    """The visit's checklists with what was answered and what it comes to."""
    found = merged(answers)
    made = []
    for one in lists if lists is not None else checklists_of(visit):
        mine = {key: row for (pk, key), row in found.items() if pk == one.pk}
        values = {key: row.value for key, row in mine.items()}
        made.append(Filled(one, results_of(one.body, values), mine, score_of(one.body, values)))
    return made


Sentence = tuple[str, dict[str, int | str]]
KEYS_SHOWN = 8


def left_of(lists: Sequence[Filled], noted: Container[tuple[int | None, str]], back: Sequence[Due]) -> list[Sentence]:
    """What would stay undone if the visit ended now, as labels with their facts. `noted`: items already a finding."""
    rows = [(one, key, result, one.answers.get(key)) for one in lists for key, result in one.results.items()]
    differ = [key for _one, key, _result, row in rows if row is not None and row.differ]
    open_rows = [(key, row) for _one, key, result, row in rows if result.shown and key not in differ]
    unanswered = [key for key, row in open_rows if row is None or row.value is None]
    failed = sum(result.fails and (one.checklist.pk, key) not in noted for one, key, result, _row in rows)
    unseen = sum(one.recheck is None for one in back)
    told: tuple[Sentence, ...] = (
        (labels.LEFT_DIFFER, {"count": len(differ), "keys": _some(differ)}),
        (labels.LEFT_UNSEEN, {"count": unseen}),
        (labels.LEFT_OPEN, {"count": len(unanswered), "keys": _some(unanswered)}),
        (labels.LEFT_FAILED, {"count": failed}),
    )
    return [(sentence, facts) for sentence, facts in told if facts["count"]]


def _some(keys: Sequence[str]) -> str:
    return "、".join(keys[:KEYS_SHOWN]) + ("…" if len(keys) > KEYS_SHOWN else "")


NOT_ASKED = Score(0.0, 0.0, 0, 0)


@dataclass(frozen=True)
class Inspected:
    """What inspections of a stretch of time found at and below a unit: visits, and points gained in percent."""

    visits: int
    percent: float


def inspected(units: Mapping[int, str], since: date, until: date) -> dict[int, Inspected]:
    """Unit (id → path) → what visits that ended in the time came to, of inspections that may be known. Three queries.

    Left out is a unit at which nothing with points was asked: nothing is known of it, which is not nought.
    """
    told = Visit.unscoped.filter(PLAN_TOLD, state="ended", ended_at__gte=start_of(since), ended_at__lt=start_of(until))
    under = Q()
    for path in sorted({path for path in units.values() if not _has_above(path, units.values())}):
        low, high = bounds(path)
        under |= Q(unit__path__gte=low, unit__path__lt=high)
    visits = list(told.filter(under).select_related("unit")) if units else []
    gained = {visit.pk: _points(scores) for visit, scores in _every_score(visits)}
    found = {}
    for key, path in units.items():
        mine = [gained[visit.pk] for visit in visits if holds(path, visit.unit.path)]
        possible = sum(most for _got, most in mine)
        if possible:
            counted = sum(bool(most) for _got, most in mine)
            found[key] = Inspected(counted, 100 * sum(got for got, _most in mine) / possible)
    return found


def _has_above(path: str, paths: Iterable[str]) -> bool:
    return any(path != other and path.startswith(other) for other in paths)


def _every_score(visits: Sequence[Visit]) -> list[tuple[Visit, list[Score]]]:
    """Each visit with its score on every list it was asked by, whichever plan it was of. Two queries."""
    rows, lists = _answers_at(visits), defaultdict(list)
    for each in Checklist.unscoped.filter(plan__in={visit.plan_id for visit in visits}).order_by("pk"):
        lists[each.plan_id].append(each)
    names = {plan: list({one.name: one for one in every}.values()) for plan, every in lists.items()}
    return [(one, _scores(one, rows[one.pk], lists[one.plan_id], names.get(one.plan_id, []))) for one in visits]


def _answers_at(visits: Sequence[Visit]) -> dict[int, list[Answer]]:
    """Visit → what was answered there; a merged one was looked at elsewhere. One query."""
    rows: dict[int, list[Answer]] = defaultdict(list)
    places = {visit.pk: visit.merged_into_id or visit.pk for visit in visits}
    for one in Answer.unscoped.filter(visit__in=set(places.values())).select_related("checklist").order_by("at", "pk"):
        rows[one.visit_id].append(one)
    return {key: rows[place] for key, place in places.items()}


def _points(scores: Sequence[Score]) -> tuple[float, float]:
    return sum(one.gained for one in scores), sum(one.possible for one in scores)


def scores_of(visits: Sequence[Visit], lists: Sequence[Checklist]) -> dict[int, list[Score]]:
    """Visit → its score on each of the plan's checklists. Two queries."""
    rows = _answers_at(visits)
    every = list(Checklist.unscoped.filter(plan__in={visit.plan_id for visit in visits}).order_by("pk"))
    return {visit.pk: _scores(visit, rows[visit.pk], every, lists) for visit in visits}


def _scores(
    visit: Visit, answers: Sequence[Answer], every: Sequence[Checklist], lists: Sequence[Checklist]
) -> list[Score]:
    """The visit's score on each list, by the version it was asked by; answers given under another plan's same list.

    A list that the unit was not asked comes to nothing of nothing.
    """
    asked = {one.name: one for one in lists_at(visit, every, {one.checklist_id for one in answers})}
    made = []
    for one in lists:
        mine = asked.get(one.name)
        if mine is None:
            made.append(NOT_ASKED)
            continue
        values = {
            key: row.value for (_pk, key), row in merged([a for a in answers if a.checklist.name == one.name]).items()
        }
        made.append(score_of(mine.body, values))
    return made


@dataclass(frozen=True)
class Strictness:
    """Two inspectors on the same items: how many both answered, how many alike, points the first gave less."""

    one: str
    other: str
    both: int
    same: int
    less: float

    @property
    def more(self) -> float:
        """The same the other way round."""
        return -self.less


def strictness_of(plan: Plan) -> list[Strictness]:
    """Pairs of inspectors who answered the same items of the same visits. For the organising side, never a ranking."""
    lists = {one.pk: one for one in Checklist.unscoped.filter(plan=plan)}
    points = {(pk, item["key"]): item for pk, one in lists.items() for item in items_of(one.body)}
    groups: dict[tuple[int, int, str], list[Answer]] = defaultdict(list)
    for answer in Answer.unscoped.filter(visit__plan=plan, checklist__in=lists).order_by("by"):
        groups[answer.visit_id, answer.checklist_id, answer.key].append(answer)
    pairs: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    names: dict[str, str] = {}
    for (_visit, pk, key), rows in groups.items():
        for at, one in enumerate(rows):
            for other in rows[at + 1 :]:
                names |= {one.by: one.by_name, other.by: other.by_name}
                same = one.value == other.value
                pairs[one.by, other.by].append(None if same else _apart(lists[pk], points.get((pk, key)), one, other))
    return [
        Strictness(names[one], names[other], len(gaps), gaps.count(None), round(sum(gap or 0 for gap in gaps), 2))
        for (one, other), gaps in pairs.items()
    ]


def _apart(checklist: Checklist, item: Any, one: Answer, other: Answer) -> float:
    """Points by which the second gave more than the first, on this item alone."""
    if item is None or not item.get("points"):
        return 0.0
    alone = {"sections": [{"title": "", "items": [{**item, "shown": ""}]}]}
    gained = [results_of(alone, {item["key"]: answer.value})[item["key"]].gained or 0.0 for answer in (one, other)]
    return gained[1] - gained[0]
