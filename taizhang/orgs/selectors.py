"""Questions about the tree. `viewer` limits what is found; the system itself asks with `viewer=None` on purpose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, Protocol

from django.db.models import Case, Count, Q, When

from taizhang.kit.errors import Absent, BadInput
from taizhang.kit.paths import bounds, parts
from taizhang.kit.words import Filled
from taizhang.orgs import labels
from taizhang.orgs.models import FieldOwner, Placement, Unit, UnitQuerySet
from taizhang.orgs.rules import ENDINGS, nearest, plain_name


class Reaching(Protocol):
    """Anybody whose reach is known."""

    @property
    def reaches(self) -> Sequence[str]: ...


def units_for(viewer: Reaching) -> UnitQuerySet:
    """Living units at or below any of the viewer's reaches."""
    return Unit.unscoped.alive().filter(within(viewer.reaches)).order_by("path")


def within(reaches: Iterable[str], column: str = "path") -> Q:
    """The condition "at or below one of these paths"; nothing when there are none."""
    wanted = Q(pk__in=[])
    for reach in reaches:
        low, high = bounds(reach)
        wanted |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
    return wanted


def unit_for(viewer: Reaching, code: str, closed: bool = False) -> Unit:
    """The unit with this code, name or short name; the same Absent for "none" and "not yours".

    `closed`: also one that has been closed, by its code, to read its history.
    """
    unit = units_for(viewer).filter(code=code).first() or _by_name(viewer, code)
    if unit is None and closed:
        unit = Unit.unscoped.filter(within(viewer.reaches), code=code).first()
    if unit is None:
        words = (
            [word for pair in units_for(viewer).values_list("short", "name") for word in pair if word] if code else []
        )
        near = nearest(code, words)
        hint = Filled(labels.NEAR, names="”“".join(near)) if near else ""
        raise Absent(labels.NO_SUCH_UNIT, text=code, near=hint)
    return unit


def units_like(viewer: Reaching, text: str, most: int, everywhere: bool = False) -> list[tuple[Unit, str]]:
    """(unit, how to name it so that it can only be this one) for units in reach whose name holds a text: those that
    begin with it first, then in the tree's order. `everywhere`: for those who keep the tree or the accounts.
    """
    word = plain_name(text)
    if not word:
        return []
    all_units = Unit.unscoped.alive() if everywhere else units_for(viewer)
    found = all_units.filter(Q(short__contains=word) | Q(name__contains=word)).select_related("parent")
    begins = Case(When(Q(short__startswith=word) | Q(name__startswith=word), then=0), default=1)
    rows = list(found.order_by(begins, "path")[:most])
    labels_shown = [one.label for one in rows]
    pairs = all_units.filter(Q(short__in=labels_shown) | Q(name__in=labels_shown)).values_list("short", "name")
    bearing = Counter(word for pair in pairs for word in {*pair})
    return [(one, one.code if bearing[one.label] > 1 else one.label) for one in rows]


def _by_name(viewer: Reaching, text: str) -> Unit | None:
    """By its name or short name, or by what stands before 党委, 党支部 … when that can only mean one."""
    word = plain_name(text)
    whole = Q(name=word) | Q(short=word)
    for asked in (whole, Q(short__in=[word + ending for ending in ENDINGS]) if word else Q(pk__in=[])):
        found = list(units_for(viewer).filter(asked)[:2])
        if found:
            return found[0] if len(found) == 1 else None
    return None


def root_unit() -> Unit | None:
    """The county committee, when the tree has been loaded."""
    return Unit.unscoped.filter(parent__isnull=True).order_by("number").first()


def names_known() -> dict[str, list[str]]:
    """Every name and short name in use → codes of the living units that bear it."""
    known: dict[str, list[str]] = defaultdict(list)
    for code, name, short, body in Unit.unscoped.alive().values_list("code", "name", "short", "body__name"):
        for word in {name, short, body} - {"", None}:
            known[plain_name(str(word))].append(code)
    return known


def children_of(unit: Unit) -> UnitQuerySet:
    """Living units that hang directly under this one."""
    return Unit.unscoped.alive().filter(parent=unit).order_by("number")


def has_below(unit_id: int) -> bool:
    """Whether living units hang under the unit with this id."""
    return Unit.unscoped.alive().filter(parent_id=unit_id).exists()


def trail(path: str, viewer: Reaching | None = None) -> list[Unit]:
    """The units from the root down to this path: the breadcrumb; for a viewer, from where their reach begins."""
    units = Unit.unscoped.filter(path__in=parts(path)).order_by("path")
    return list(units if viewer is None else units.filter(within(viewer.reaches)))


# what hangs on a unit beside the tree: each gives (key of labels.HANGS, count) pairs (bound by shell/wiring.py)
HANGING: list[Callable[[Unit], list[tuple[str, int]]]] = []
# open items of a unit as (number, text), for sharing out when it is split (bound by shell/wiring.py)
SHARED_OUT: list[Callable[[Any, Unit], list[tuple[str, str]]]] = []


def hangs_on(unit: Unit) -> list[tuple[str, int]]:
    """What a change of this unit takes along or ends: (label, count) pairs, only those there are."""
    below = ("below", Unit.unscoped.alive().under(unit.path).count() - 1)
    found = [below, *(pair for ask in HANGING for pair in ask(unit))]
    return [(labels.HANGS[key], count) for key, count in found if count]


def shared_out(viewer: Reaching, unit: Unit) -> list[tuple[str, str]]:
    """The unit's own open items in the viewer's sight, which a split may give to the new unit."""
    return [pair for ask in SHARED_OUT for pair in ask(viewer, unit)]


def placement_on(unit: Unit, day: date) -> Placement | None:
    """Where the unit hung on a day."""
    when = Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))
    return Placement.unscoped.filter(when, unit=unit).first()


def owner_of(field: str, day: date) -> Unit | None:
    """The department that owns a field on a day."""
    when = Q(from_on__lte=day) & (Q(to_on__isnull=True) | Q(to_on__gt=day))
    found = FieldOwner.unscoped.filter(when, field=field).select_related("unit").first()
    return found.unit if found else None


def unit_anywhere(text: str) -> Unit:
    """A living unit by code or name, for administrators: the tree itself is no business content."""

    class Everywhere:
        reaches = tuple(Unit.unscoped.filter(parent__isnull=True).values_list("path", flat=True))

    return unit_for(Everywhere(), text)


def unit_coded(code: str) -> Unit:
    """The unit with this code, closed or not, for acts that have decided who may; BadInput when there is none."""
    unit = Unit.unscoped.filter(code=code).first()
    if unit is None:
        raise BadInput(labels.NO_SUCH_UNIT, text=code[:60], near="")
    return unit


def is_alive(code: str) -> bool:
    """Whether the unit with this code is there and not closed."""
    return Unit.unscoped.alive().filter(code=code).exists()


def kinds_below(viewer: Reaching) -> list[tuple[str, int]]:
    """Kinds of unit in reach with how many there are of each."""
    found = units_for(viewer).order_by().values("kind").annotate(count=Count("pk")).values_list("kind", "count")
    order = list(labels.KINDS)
    return sorted(found, key=lambda pair: order.index(pair[0]))


def units_of_kinds(viewer: Reaching, kinds: Sequence[str]) -> list[str]:
    """Codes of units in reach of these kinds."""
    return list(units_for(viewer).filter(kind__in=kinds).values_list("code", flat=True)) if kinds else []


def units_by_id(keys: Collection[int]) -> dict[int, Unit]:
    """Units by their ids, one object each."""
    return Unit.unscoped.in_bulk(keys)


def unit_names(codes: Sequence[str]) -> dict[str, str]:
    """Code → the name people use, for those of the codes that are units."""
    found = Unit.unscoped.filter(code__in=codes).values_list("code", "short", "name")
    return {code: short or name for code, short, name in found}
