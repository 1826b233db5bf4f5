"""Joint duties: who answers for what at a unit, and what each leader did of it, from the records alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext

from taizhang.debrief.models import Comment
from taizhang.debrief.selectors import meetings_for
from taizhang.debrief.states import SPOKEN
from taizhang.inspection.selectors import plans_for
from taizhang.inspection.selectors.sight import TOLD
from taizhang.kit.clock import day_of
from taizhang.kit.errors import Absent
from taizhang.kit.paths import bounds
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import duties_of, items_for, owed
from taizhang.ledger.states import CLOSED_WELL
from taizhang.obligations.models import Fulfilment
from taizhang.obligations.selectors import Instance, instances, kept_in
from taizhang.orgs.models import Unit
from taizhang.orgs.selectors import within
from taizhang.people.models import Contact, Person, Portfolio, Post, on_day
from taizhang.people.selectors import portfolios_of, posts_in
from taizhang.people.viewers import Viewer
from taizhang.reports import labels
from taizhang.reports.rules import Holder, first_of, in_charge
from taizhang.rulebook.selectors import book_on
from taizhang.supervision.selectors import slips_for

SHOWN, OPEN_SHOWN = 6, 12


@dataclass(frozen=True)
class Joint:
    """One duty of a unit with who answers for it. `first`: the person, or None; `words`: what the list calls them."""

    item: Item
    words: str
    first: Person | None
    charge: Person | None
    department: str
    periods: list[Instance]

    def is_of(self, person: Person) -> bool:
        """Whether the person answers for it, as the first or as the one in charge of its field."""
        return person in (self.first, self.charge)


@dataclass(frozen=True)
class Record:
    """Something that was done: on which day, what, where it stands, and what became of it."""

    day: date
    words: str
    url: str = ""
    came: str = ""
    note: str = ""


@dataclass
class Leader:
    """What a leader answers for at a unit, and what was done of it."""

    person: Person
    posts: list[Post]
    charges: list[Portfolio]
    contacts: list[tuple[Unit, Counter[str]]]
    aspects: list[tuple[str, list[Record]]]
    duties: list[Joint]
    fields: list[tuple[str, Counter[str]]]
    items: list[Item]
    comments: list[Comment]

    @property
    def is_head(self) -> bool:
        """Whether the person is the unit's first responsible."""
        return any(post.is_head for post in self.posts)


@dataclass(frozen=True)
class Staff:
    """Who holds which post at a unit and is in charge of which field there, on a day."""

    day: date
    posts: list[Post]
    charges: list[Portfolio]

    @property
    def people(self) -> dict[int, Person]:
        """Everybody with a post or a charge by id, heads first."""
        return {one.person_id: one.person for one in self.posts} | {one.person_id: one.person for one in self.charges}


def staff_of(unit: Unit, year: int, today: date) -> Staff:
    """The unit's people: today's, or those of the last day of a year that is over. Two queries."""
    day = min(today, date(year, 12, 31))
    return Staff(day, list(posts_in(unit, day)), list(portfolios_of(unit, day)))


def leaders_of(unit: Unit, day: date) -> list[Person]:
    """Everybody with a post at the unit or in charge of a field there on a day, heads first."""
    return list(staff_of(unit, day.year, day).people.values())


def answering(staff: Staff, joint: Sequence[Joint]) -> list[Person]:
    """Of those with a post or a charge, the ones who answer for something: heads, who is in charge of a field, who
    looks after a unit, who is named by a duty. Administrators' posts are none of these.
    """
    known = staff.people
    told = {post.person_id for post in staff.posts if post.is_head} | {one.person_id for one in staff.charges}
    told |= {one.person_id for one in Contact.unscoped.filter(on_day(staff.day), person__in=known)}
    told |= {person.pk for one in joint for person in (one.first, one.charge) if person}
    return [person for key, person in known.items() if key in told]


def joint_duties(unit: Unit, year: int, today: date, staff: Staff | None = None) -> list[Joint]:
    """The unit's duty list of a year with who of its staff answers for each line. Two queries beside the staff's."""
    items, staff = list(duties_of(unit, year)), staff or staff_of(unit, year, today)
    states = instances(map(owed, items), year, today)
    posts = [Holder(one.person_id, one.title, one.is_head) for one in staff.posts]
    fields = {one.field: one.person_id for one in staff.charges}
    book = book_on("leadership", staff.day).body
    charges = {one["category"]: one for one in book["charges"]}
    return [_joint(item, states[item.code], staff.people, posts, fields, charges, book) for item in items]


def _joint(
    item: Item,
    periods: list[Instance],
    people: Mapping[int, Person],
    posts: Sequence[Holder],
    fields: Mapping[str, int],
    charges: Mapping[str, Mapping[str, str]],
    book: Mapping[str, Any],
) -> Joint:
    words = str(item.facts.get("first") or "")
    charge = in_charge(item.category, charges, fields)
    first = charge if words in book["charge_titles"] else first_of(words, posts, book["head_titles"])
    department = str(item.facts.get("department") or "")
    return Joint(item, words, people.get(first or 0), people.get(charge or 0), department, periods)


def leader_of(viewer: Viewer, unit: Unit, code: str, year: int) -> Leader:
    """One leader's page at a unit. The number of queries does not grow with what was done.

    Raises Absent for somebody who has neither post nor charge there.
    """
    staff = staff_of(unit, year, viewer.today)
    person = next((one for one in staff.people.values() if one.code == code), None)
    if person is None:
        raise Absent(labels.NO_LEADER, unit=unit.label)
    posts = [one for one in staff.posts if one.person_id == person.pk]
    charges = [one for one in staff.charges if one.person_id == person.pk]
    joint = joint_duties(unit, year, viewer.today, staff)
    contacts = Contact.unscoped.filter(on_day(staff.day), within(viewer.reaches, "unit__path"), person=person)
    found = Leader(
        person=person,
        posts=posts,
        charges=charges,
        contacts=_counts_of(viewer, [one.unit for one in contacts.select_related("unit").order_by("unit__path")], year),
        aspects=[],
        duties=[one for one in joint if one.is_of(person)],
        fields=_fields(viewer, unit, [one.field for one in charges], year),
        items=_named(viewer, unit, person),
        comments=_said(viewer, unit, person, year),
    )
    if found.is_head:  # what came before the post is the predecessor's
        since = min(post.from_on for post in posts if post.is_head)
        told = _aspects(viewer, unit, _kept(viewer, joint, year), year, staff.day)
        found.aspects = [(label, [one for one in some if one.day >= since]) for label, some in told]
    return found


def sessions_of(viewer: Viewer, joint: Sequence[Joint], year: int) -> list[Record]:
    """The committee's sessions on Party building in a year, newest first: what it took up and what became of it."""
    return _kept(viewer, [one for one in joint if one.item.facts.get("session")], year)["session"]


def _named(viewer: Viewer, unit: Unit, person: Person) -> list[Item]:
    """What is open below the unit and names this person as the leader or the one responsible. Items know names alone:
    where another below bears the same, only the unit's own are taken.
    """
    namesakes = Person.unscoped.filter(name=person.name).exclude(pk=person.pk)
    others = Post.unscoped.filter(on_day(viewer.today), within((unit.path,), "unit__path"), person__in=namesakes)
    alone = not others.exists()
    theirs = items_for(viewer).open().exclude(kind="duty").under(unit.path)
    named = Q(leader=person.name) if alone else Q(leader=person.name, unit=unit)
    found = theirs.filter(named | Q(person=person.name, unit=unit)).select_related("unit")
    return list(found.order_by(F("due_on").asc(nulls_last=True), "pk")[:OPEN_SHOWN])


def _said(viewer: Viewer, unit: Unit, person: Person, year: int) -> list[Comment]:
    """Comments the person made at the unit's meetings of the year, whose words stand."""
    meetings = meetings_for(viewer).filter(unit=unit, meeting_on__year=year)
    found = Comment.unscoped.filter(debrief__meeting__in=meetings, speaker=person.name, state__in=SPOKEN)
    return list(found.select_related("debrief__unit", "item").order_by("-pk")[:OPEN_SHOWN])


def _of_year(year: int) -> Q:
    """Problems and tasks that were open at some time in the year and have not been found void."""
    dead = Q(state__in=("withdrawn", "merged", "untrue"))
    return Q(Q(closed_on=None) | Q(closed_on__year__gte=year), opened_on__year__lte=year) & ~dead & ~Q(kind="duty")


def _tallied(today: date, where: Q) -> dict[str, Count]:
    """How many, how many of them closed, how many open past their day."""
    return {
        "total": Count("pk", filter=where),
        "closed": Count("pk", filter=where & Q(state__in=CLOSED_WELL)),
        "late": Count("pk", filter=where & Q(closed_on=None, due_on__lt=today)),
    }


def _counts_of(viewer: Viewer, units: Sequence[Unit], year: int) -> list[tuple[Unit, Counter[str]]]:
    """Units somebody looks after, each with what it has on the ledger. One query."""
    if not units:
        return []
    asked: dict[str, Count] = {}
    for unit in units:
        low, high = bounds(unit.path)
        counts = _tallied(viewer.today, Q(path__gte=low, path__lt=high))
        asked |= {f"{name}_{unit.pk}": count for name, count in counts.items()}
    told = items_for(viewer).filter(_of_year(year)).order_by().aggregate(**asked)
    names = ("total", "closed", "late")
    return [(unit, Counter({name: told[f"{name}_{unit.pk}"] for name in names})) for unit in units]


def _fields(viewer: Viewer, unit: Unit, fields: Sequence[str], year: int) -> list[tuple[str, Counter[str]]]:
    """Each field in charge with what its units below have on the ledger. One query."""
    if not fields:
        return []
    held = items_for(viewer).under(unit.path).filter(_of_year(year), unit__field__in=fields).order_by()
    rows: dict[str, Any] = {
        row["unit__field"]: row for row in held.values("unit__field").annotate(**_tallied(viewer.today, Q()))
    }
    empty = {"total": 0, "closed": 0, "late": 0}
    return [(key, Counter({name: rows.get(key, empty)[name] for name in empty})) for key in fields]


Records = dict[str, list[Record]]


def _kept(viewer: Viewer, joint: Sequence[Joint], year: int) -> Records:
    """What was recorded of the unit's duties: under "session" the committee's, else under the line's own key."""
    lines = {one.item.code: one.item for one in joint}
    kept = list(kept_in(lines, year))
    about = {code: None for code in (one.facts.get("about") for one in kept) if code}
    came = {item.code: item for item in items_for(viewer).filter(code__in=list(about))} if about else {}
    found: Records = {"session": []}
    times = Counter(one.duty for one in kept)
    for one in kept:
        item = lines[one.duty]
        if item.facts.get("session"):
            found["session"].append(_session(one, item, came.get(one.facts.get("about", ""))))
        elif (key := str(item.facts.get("key", ""))) not in found:  # the newest stands for the year's
            note = gettext(labels.TIMES).format(count=times[one.duty])
            found[key] = [Record(one.done_on, item.title, reverse("item", args=[item.code]), note=note)]
    return found


def _session(one: Fulfilment, item: Item, about: Item | None) -> Record:
    """What the committee took up, the difficulty, and where the matter stands now."""
    note = "；".join(part for part in (one.facts.get("difficulty", ""), one.note) if part)
    url = reverse("item", args=[about.code if about else item.code])
    return Record(one.done_on, one.facts.get("topic") or item.title, url, about.state if about else "", note)


def _aspects(viewer: Viewer, unit: Unit, kept: Records, year: int, day: date) -> list[tuple[str, list[Record]]]:
    """The four of the first responsible (四抓), each with its newest records."""
    done = {**kept, **{kind: rows for kind, ask in ASKED.items() if (rows := ask(viewer, unit, year))}}
    found = []
    for aspect in book_on("leadership", day).body["aspects"]:
        keys = (*aspect["duties"], *aspect["records"])
        records = sorted((one for key in keys for one in done.get(key, [])), key=lambda one: one.day, reverse=True)
        found.append((aspect["label"], records[:SHOWN]))
    return found


def _tasks(viewer: Viewer, unit: Unit, year: int) -> list[Record]:
    """Tasks set in the year, one line for a task that went to many units."""
    held = items_for(viewer).filter(kind="task", raised_by=unit, parent=None, opened_on__year=year)
    told = held.exclude(state="withdrawn").order_by().values("opened_on", "title", "round")
    rows = told.annotate(n=Count("pk"), one=Min("code"), last=Max("pk")).order_by("-opened_on", "-last")[:SHOWN]
    words = gettext(labels.TO_UNITS)
    return [
        Record(row["opened_on"], row["title"], reverse("item", args=[row["one"]]), note=words.format(count=row["n"]))
        for row in rows
    ]


def _meetings(viewer: Viewer, unit: Unit, year: int) -> list[Record]:
    held = meetings_for(viewer).filter(unit=unit, meeting_on__year=year, state__in=("held", "closed"))
    rows = held.order_by("-meeting_on", "-pk")[:SHOWN]
    return [Record(one.meeting_on, one.title, reverse("meeting", args=[one.code])) for one in rows]


def _accepted(viewer: Viewer, unit: Unit, year: int) -> list[Record]:
    held = items_for(viewer).filter(kind="problem", accepting=unit, state__in=CLOSED_WELL, closed_on__year=year)
    rows = held.select_related("unit").order_by("-closed_on", "-pk")[:SHOWN]
    return [
        Record(one.closed_on or viewer.today, one.title, reverse("item", args=[one.code]), one.state, one.unit.label)
        for one in rows
    ]


def _slips(viewer: Viewer, unit: Unit, year: int) -> list[Record]:
    held = slips_for(viewer).filter(host=unit, decided_at__year=year).exclude(number="")
    return [
        Record(
            day_of(one.decided_at), one.title, reverse("slip", args=[one.code]), note=f"{one.number} {one.unit.label}"
        )
        for one in held.order_by("-decided_at", "-pk")[:SHOWN]
        if one.decided_at
    ]


def _inspections(viewer: Viewer, unit: Unit, year: int) -> list[Record]:
    # a secret one that is still going on stands on no paper
    held = plans_for(viewer).filter(TOLD, host=unit, from_on__year=year, state__in=("under_way", "ended"))
    return [
        Record(one.from_on, one.title, reverse("plan", args=[one.code])) for one in held.order_by("-from_on")[:SHOWN]
    ]


ASKED = {
    "task": _tasks,
    "meeting": _meetings,
    "accepted": _accepted,
    "slip": _slips,
    "inspection": _inspections,
}
