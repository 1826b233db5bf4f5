"""What a newer version of a checklist would do to a running inspection: asked by the preview and by the act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from taizhang.inspection import labels
from taizhang.inspection.models import Answer, Checklist, Plan, Visit
from taizhang.inspection.rules.answers import items_of
from taizhang.inspection.rules.upgrade import Moved, moved
from taizhang.inspection.states import OPEN_VISIT
from taizhang.kit.errors import BadInput
from taizhang.rulebook.books import Content
from taizhang.rulebook.selectors import books_of


@dataclass(frozen=True)
class Upgrade:
    """A plan's list in use, the version in force, the answers that move, where each old number goes."""

    old: Checklist
    book: Content
    is_same: bool
    answers: list[Answer]
    visits: list[int]
    rows: list[Moved]

    @property
    def known(self) -> dict[str, Any]:
        """Number → item of the new version."""
        return {item["key"]: item for item in items_of(self.book.body)}

    @property
    def fresh(self) -> list[Any]:
        """Items of the new version that no old one goes to."""
        taken = {one.target for one in self.rows}
        return [item for key, item in self.known.items() if key not in taken]


def upgrade_of(plan: Plan, name: str, day: date, mapping: Mapping[str, str]) -> Upgrade:
    """What moving the plan's visits that are not over yet would do; BadInput when there is no such list."""
    old = Checklist.unscoped.filter(plan=plan, name=name, replaced_by=None).first()
    book = next((book for book in books_of("checklist", day) if book.name == name), None)
    if old is None or book is None:
        raise BadInput(labels.NO_CHECKLIST, name=name[:60])
    own = Visit.unscoped.filter(plan=plan, state__in=(*OPEN_VISIT, "merged"))
    places = Q(pk__in=own) & Q(merged_into=None) | Q(merged__in=own)
    visits = list(Visit.unscoped.filter(places, state__in=OPEN_VISIT).values_list("pk", flat=True).distinct())
    answers = list(Answer.unscoped.filter(checklist=old, visit__in=visits).order_by("pk"))
    values: dict[str, list[Any]] = defaultdict(list)
    for one in answers:
        values[one.key].append(one.value)
    known = {item["key"]: item for item in items_of(book.body)}
    rows = moved(values, list(items_of(old.body)), known, mapping)
    same = Checklist.unscoped.filter(plan=plan, name=name, version=book.version).exists()
    return Upgrade(old, book, same, answers, visits, rows)


def upgradable(plan: Plan, day: date) -> list[Checklist]:
    """The plan's lists in use of which another version is in force."""
    rows = list(Checklist.unscoped.filter(plan=plan).defer("body").order_by("pk"))
    books = {book.name: book.version for book in books_of("checklist", day)}
    known = {(one.name, one.version) for one in rows}
    in_use = [one for one in rows if one.replaced_by_id is None]
    return [one for one in in_use if (one.name, books.get(one.name, one.version)) not in known]
