"""What a grade is made of: counts that hold, the ledger's own figures, entered marks; and how firm it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import F, Q, QuerySet

from taizhang.debrief import labels
from taizhang.debrief.models import Debrief, Grade, Mark, Meeting, Tally
from taizhang.debrief.rules import Band, Case, Count, Scored, ballot_score, banded, scored, unmet, year_about
from taizhang.debrief.rules.appraisal import SMALL
from taizhang.debrief.rules.grade import Tree
from taizhang.debrief.selectors.sight import book_of, debriefs_of, sees_all
from taizhang.evidence.models import Evidence
from taizhang.evidence.selectors import evidence_of
from taizhang.inspection.selectors import inspected
from taizhang.kit.clock import day_of
from taizhang.kit.waiting import waits
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import owed
from taizhang.ledger.states import ENDED
from taizhang.obligations.selectors import instances
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import book_on

YEAR = timedelta(days=366)
SWING = 0.1  # how far weights are moved to see whether the order depends on them


def grade_rules(meeting: Meeting) -> dict[str, Any]:
    """The grade rules a meeting goes by."""
    return book_on("grades", day_of(meeting.opened_at)).body


def appraisal_form(meeting: Meeting) -> dict[str, Any]:
    """The ballot form a meeting goes by."""
    return book_on("appraisal", day_of(meeting.opened_at)).body


def tallies_of(debrief: Debrief) -> dict[str, list[Tally]]:
    """Class → the counts entered, first then second."""
    found: dict[str, list[Tally]] = defaultdict(list)
    for tally in Tally.unscoped.filter(debrief=debrief, void=False).order_by("voter_class", "number"):
        found[tally.voter_class].append(tally)
    return found


def count_of(tally: Tally) -> Count:
    """A count as the rules need it."""
    return Count(tally.given, tally.returned, tally.invalid, tally.marks)


def counts_of(debriefs: Sequence[Debrief], form: Mapping[str, Any]) -> dict[int, dict[str, Count]]:
    """Debrief → class → count, once every class of the form has been counted and agrees; nothing before. One query.

    Shown class by class as they come, a small class could be told by the difference.
    """
    found: dict[int, dict[str, Count]] = defaultdict(dict)
    for tally in Tally.unscoped.filter(debrief__in=debriefs, agreed=True, number=1, void=False):
        found[tally.debrief_id][tally.voter_class] = count_of(tally)
    classes = {one["key"] for one in form["classes"]}
    return {key: counts for key, counts in found.items() if classes <= set(counts)}


def counted_of(debriefs: Sequence[Debrief]) -> Counter[int]:
    """Debrief → how many classes have been counted and agree. One query."""
    agreed = Tally.unscoped.filter(debrief__in=debriefs, agreed=True, number=1, void=False)
    return Counter(agreed.values_list("debrief_id", flat=True))


def differing_of(debrief: Debrief) -> set[str]:
    """Classes whose last two counts did not agree and that nobody has counted again."""
    rows = Tally.unscoped.filter(debrief=debrief).order_by("pk").values_list("voter_class", "counter", "void")
    hands: dict[str, set[str]] = defaultdict(set)
    for name, counter, void in rows:
        hands[name] = hands[name] | {counter} if void else set()
    return {name for name, some in hands.items() if len(some) > 1}


def sees_count(viewer: Viewer, subject: str, file: str = "") -> bool:
    """Whether a photographed count sheet may be seen: the evidence app's question. By the host's side once every class
    has been counted and agrees; before, by whoever brought it: the second hand counts without the first one's numbers.
    """
    debrief = Debrief.unscoped.filter(code=subject).select_related("meeting").first()
    if debrief is None or not sees_all(viewer, debrief.meeting):
        return False
    return any(one.code == file for one in count_photos(viewer, debrief))


def count_photos(viewer: Viewer, debrief: Debrief) -> list[Evidence]:
    """The count sheets brought for a debrief that the viewer, of the host's side, may see. Query count is constant."""
    whole = bool(counts_of([debrief], appraisal_form(debrief.meeting)))
    return [one for one in evidence_of(debrief.code) if whole or one.by == viewer.code]


TOLD = ("told", "objected", "settled")


def grade_of(viewer: Viewer, debrief: Debrief) -> Grade | None:
    """The newest version in sight: for the host's side always, for the unit itself once it has been told."""
    found = Grade.unscoped.filter(debrief=debrief).order_by("-version").first()
    if found is None or sees_all(viewer, debrief.meeting) or found.state in TOLD:
        return found
    return Grade.unscoped.filter(debrief=debrief, state="settled").order_by("-version").first()


def grades_of(viewer: Viewer, meeting: Meeting) -> dict[int, Grade]:
    """Debrief → newest version, as far as the viewer sees it."""
    shown: dict[int, Grade] = {}
    for grade in Grade.unscoped.filter(debrief__in=debriefs_of(viewer, meeting)).order_by("version"):
        if sees_all(viewer, meeting) or grade.state in TOLD:
            shown[grade.debrief_id] = grade
    return shown


def marks_of(debriefs: Sequence[Debrief]) -> dict[int, dict[str, Mark]]:
    """Debrief → part or cap → what was entered. One query."""
    found: dict[int, dict[str, Mark]] = defaultdict(dict)
    for mark in Mark.unscoped.filter(debrief__in=debriefs):
        found[mark.debrief_id][mark.part] = mark
    return found


@dataclass
class Proposal:
    """One debriefer's proposed grade with how it came about and how firm it is."""

    debrief: Debrief
    tree: Scored
    caps: list[str]
    band: str
    tied: list[str] = field(default_factory=list)
    swings: list[str] = field(default_factory=list)


def reckoned_on(meeting: Meeting) -> date:
    """The day a grade is reckoned on: the meeting's, or the end of the year it is about when it is held after it."""
    day = meeting.meeting_on
    year = year_about(day, book_of(meeting)["kinds"].get(meeting.kind, {}))
    return day if year == day.year else date(year, 12, 31)


def proposals_of(meeting: Meeting, rules: Mapping[str, Any]) -> list[Proposal]:
    """Every debriefer of a meeting graded by these rules. Query count does not depend on how many they are."""
    day = reckoned_on(meeting)
    debriefs = list(Debrief.unscoped.filter(meeting=meeting).select_related("unit").order_by("ordinal"))
    values = _values(meeting, debriefs, rules["tree"], day)
    marks = marks_of(debriefs)
    raised = {one.pk: [cap["key"] for cap in rules["caps"] if cap["key"] in marks[one.pk]] for one in debriefs}
    trees = {one.pk: scored(rules["tree"], values[one.pk]) for one in debriefs}
    caps = {key: [*raised[key], *unmet(tree, rules.get("conditions", ()))] for key, tree in trees.items()}
    bands = _bands(trees, caps, rules)
    swung = _swung(debriefs, values, caps, rules, bands)
    equal = defaultdict(list)
    for one in debriefs:
        equal[trees[one.pk].value].append(one.unit.label)
    return [
        Proposal(
            one,
            trees[one.pk],
            caps[one.pk],
            bands[str(one.pk)],
            [name for name in equal[trees[one.pk].value] if name != one.unit.label]
            if trees[one.pk].value is not None
            else [],
            swung.get(one.pk, []),
        )
        for one in debriefs
    ]


def _bands(trees: Mapping[int, Scored], caps: Mapping[int, list[str]], rules: Mapping[str, Any]) -> dict[str, str]:
    order = [Band(one["key"], float(one["floor"]), float(one.get("quota", 100))) for one in rules["bands"]]
    keys = [band.key for band in order]
    lowest = {cap["key"]: cap["cap"] for cap in (*rules["caps"], *rules.get("conditions", ()))}
    cases = []
    for key, tree in trees.items():
        worst = max((keys.index(lowest[cap]) for cap in caps[key] if lowest[cap] in keys), default=0)
        ties = tuple(tree.found(part) or 0.0 for part in rules["ties"])
        cases.append(Case(str(key), tree.value, keys[worst] if worst else "", ties))
    return banded(cases, order, rules["tie"])


def _swung(
    debriefs: Sequence[Debrief],
    values: Mapping[int, Mapping[str, float | None]],
    caps: Mapping[int, list[str]],
    rules: Mapping[str, Any],
    bands: Mapping[str, str],
) -> dict[int, list[str]]:
    """Who would be graded otherwise if one top weight were a tenth more or less: debrief → "part ±" words."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in rules["tree"].get("parts", ()):
        for factor, sign in ((1 - SWING, "−"), (1 + SWING, "+")):
            parts = [
                {**one, "weight": one["weight"] * (factor if one["key"] == part["key"] else 1)}
                for one in rules["tree"]["parts"]
            ]
            trees = {one.pk: scored({**rules["tree"], "parts": parts}, values[one.pk]) for one in debriefs}
            for key, band in _bands(trees, caps, rules).items():
                if band != bands[key]:
                    found[int(key)].append(f"{part['label']}{sign}10%")
    return found


def leaves_of(tree: Tree) -> dict[str, str]:
    """Leaf → where its value comes from."""
    if "parts" not in tree:
        return {str(tree["key"]): str(tree["source"])}
    return {key: source for part in tree["parts"] for key, source in leaves_of(part).items()}


def _values(meeting: Meeting, debriefs: Sequence[Debrief], tree: Tree, day: date) -> dict[int, dict[str, float | None]]:
    """Debrief → leaf → value; None where nothing is known."""
    form, marks = appraisal_form(meeting), marks_of(debriefs)
    counts = counts_of(debriefs, form)
    weights = {one["key"]: float(one["weight"]) for one in form["classes"]}
    closure, duties = _closure(debriefs, day), _duties(debriefs, day)
    looked = _inspected(debriefs, tree, day)
    found: dict[int, dict[str, float | None]] = {}
    for one in debriefs:
        mark = marks[one.pk]
        ways: dict[str, float | None] = {
            "ballot": ballot_score(counts.get(one.pk, {}), weights, form["rows"], form["options"]),
            "closure": closure.get(one.unit_id),
            "duties": duties.get(one.unit_id),
            "inspection": looked.get(one.unit_id),
        }
        found[one.pk] = {
            leaf: mark[leaf].value if leaf in mark and source in MARKED else ways.get(source)
            for leaf, source in leaves_of(tree).items()
        }
    return found


MARKED = ("entered", "inspection")  # parts a person may enter a value for; what is entered holds over what is reckoned


def _inspected(debriefs: Sequence[Debrief], tree: Tree, day: date) -> dict[int, float]:
    """Points gained at inspections within a year, in percent, at and below each unit; asked only if the tree asks."""
    if "inspection" not in leaves_of(tree).values():
        return {}
    units = {one.unit_id: one.unit.path for one in debriefs}
    return {key: one.percent for key, one in inspected(units, day - YEAR, day + timedelta(days=1)).items()}


def _closure(debriefs: Sequence[Debrief], day: date) -> dict[int, float | None]:
    """Of the unit's own problems and tasks that fell due within a year, the share ended by their day, in percent."""
    due = Item.unscoped.filter(unit__in=[one.unit_id for one in debriefs], kind__in=("problem", "task"))
    due = due.filter(due_on__lt=day, due_on__gt=day - YEAR).exclude(state__in=("withdrawn", "merged", "untrue"))
    in_time = Q(state__in=ENDED, closed_on__lte=F("due_on"))
    rows = due.order_by().values("unit_id").annotate(all=CountOf("pk"), good=CountOf("pk", filter=in_time))
    return {row["unit_id"]: 100 * row["good"] / row["all"] for row in rows}


def _duties(debriefs: Sequence[Debrief], day: date) -> dict[int, float | None]:
    """Of the periods of the unit's duty list that have fallen due this year, the share recorded in time, in percent."""
    own = Item.unscoped.filter(kind="duty", unit__in=[one.unit_id for one in debriefs], year=day.year)
    items = list(own.filter(state__in=("agreed", "sealed", "settled")).select_related("unit"))
    found = instances([owed(item) for item in items], day.year, day)
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for item in items:
        states[item.unit_id].update(one.state for one in found.get(item.code, []))
    shares: dict[int, float | None] = {}
    for unit, told in states.items():
        due = told["done"] + told["recorded_late"] + told["missed"]
        shares[unit] = 100 * told["done"] / due if due else None
    return shares


def remarks_on(counts: Mapping[str, Count], form: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What a reader of the counts should see: option → the rows in which everybody marked it."""
    words = {one["key"]: one["label"] for one in form["options"]}
    found: dict[str, list[str]] = defaultdict(list)
    for row in form["rows"]:
        totals: Counter[str] = Counter()
        for count in counts.values():
            totals.update(count.marks.get(row["key"], {}))
        option = max(totals, key=lambda key: totals[key], default="")
        if sum(totals.values()) >= SMALL and totals[option] == sum(totals.values()):
            found[words.get(option, option)].append(row["label"])
    return list(found.items())


def versions_of(debrief: Debrief) -> list[Grade]:
    """Every version that was told, oldest first: what was told stays."""
    return list(Grade.unscoped.filter(debrief=debrief, state__in=TOLD).order_by("version"))


def grades_waiting(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """Grades to tell, objections to review, and for the unit itself a grade it may still object to."""
    if not viewer.acts or not viewer.relations or not viewer.unit_id:
        return []
    theirs = Q(debrief__meeting__unit_id=viewer.unit_id) & ~Q(debrief__unit_id=viewer.unit_id)
    above = Q(debrief__unit__parent_id=viewer.unit_id, debrief__meeting__unit_id=F("debrief__unit_id"))
    graded = Grade.unscoped.filter(theirs | above)
    own = Grade.unscoped.filter(debrief__unit_id=viewer.unit_id, state="told", object_by__gte=viewer.today)
    columns = {"code": "debrief__code", "title": "debrief__meeting__title", "unit": "debrief__unit"}
    return [
        waits(graded.filter(state="decided"), labels.GRADE_ACTS["tell_grade"], "grade", **columns),
        waits(graded.filter(state="objected"), labels.GRADE_ACTS["answer_objection"], "grade", **columns),
        waits(own, labels.GRADE_TOLD, "grade", **columns, due_on="object_by"),
    ]
