"""One table of items (duty, task, problem), who they concern, and every step of their lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from taizhang.cycle.models import Round
from taizhang.kit.paths import bounds
from taizhang.ledger.states import OPEN
from taizhang.orgs.models import Unit


class ItemQuerySet(models.QuerySet["Item"]):
    """Adjectives of items."""

    def open(self) -> ItemQuerySet:
        """Not yet ended in any way: exactly those without a closing day (the table refuses anything else)."""
        return self.filter(closed_on=None)

    def overdue(self, at: date) -> ItemQuerySet:
        """Open and past their day."""
        return self.open().filter(due_on__lt=at)

    def under(self, path: str) -> ItemQuerySet:
        """Whose responsible unit is at or below `path`."""
        low, high = bounds(path)
        return self.filter(path__gte=low, path__lt=high)


class Item(models.Model):
    """A duty, task or problem: one number for life. `facts` holds the list's columns that need no index."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    title = models.TextField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="items")
    path = models.CharField(max_length=120)
    accepting = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="accepted_items")
    raised_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="raised_items")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    clause = models.CharField(max_length=12, blank=True, db_index=True)
    category = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=20, blank=True)
    leader = models.CharField(max_length=60, blank=True)
    person = models.CharField(max_length=120, blank=True)
    timing = models.CharField(max_length=10, default="dated")
    due_on = models.DateField(null=True)
    asked_due = models.DateField(null=True)
    recurring = models.BooleanField(default=False)
    own_number = models.CharField(max_length=60, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True)
    proof_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    haystack = models.TextField(blank=True)

    as_read: dict[str, Any] | None = None  # where an act has locked it: only what differs is written
    # known beforehand where many items are acted on at once; None: ask
    doers: set[str] | None = None
    proofs: set[str] | None = None
    foresee_proofs: Callable[[], None] | None = None  # asks for the proofs of all of them

    unscoped = ItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "due_on", "id"], name="ledger_list_order"),
            models.Index(fields=["path", "kind", "state"], name="ledger_path_kind"),
            models.Index(fields=["kind", "closed_on", "path", "due_on"], name="ledger_open_due"),
            models.Index(fields=["accepting", "state", "due_on"], name="ledger_waiting"),
            models.Index(fields=["accepting", "due_on"], name="ledger_asked", condition=Q(asked_due__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_on=None) | (~Q(state__in=OPEN) & Q(closed_on__isnull=False)),
                name="ledger_open_has_no_closing_day",
            )
        ]

    def enter(self, state: str) -> None:
        """Take on a state; the version moves on so that a stale page is noticed."""
        self.state = state
        self.version += 1


class ItemUnit(models.Model):
    """A unit an item concerns beside the responsible one: helping or raising. Carries the list index."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    path = models.CharField(max_length=120)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "unit", "role"], name="ledger_one_item_unit")]
        indexes = [models.Index(fields=["path", "item"], name="ledger_itemunit_path")]


class Step(models.Model):
    """One act on one item. `columns` holds the list's columns after it: the ledger of any past day."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False, related_name="steps")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=30)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=40)
    actor_post = models.CharField(max_length=120)
    as_doer = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    evidence: Any = models.JSONField(default=list)
    columns: Any = models.JSONField(default=dict)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="ledger_one_step")]
        indexes = [models.Index(fields=["at", "act", "item"], name="ledger_step_at")]


class Tally(models.Model):
    """How many items a unit itself has of a kind in a state. Kept by database triggers on the item table (ADR 0015)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    recurring = models.BooleanField()
    count = models.IntegerField(default=0)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "state", "recurring"], name="ledger_one_tally")]


class SavedView(models.Model):
    """A list somebody filters the same way again and again. `query`: its filters as in the address.

    A shared one is seen by everybody at or below the unit it was saved in; each sees their own rows in it.
    """

    code = models.CharField(max_length=12, unique=True)
    owner = models.CharField(max_length=40, db_index=True)
    grant = models.PositiveBigIntegerField(default=0)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    shared = models.BooleanField(default=False)
    tile = models.BooleanField(default=False)
    every = models.CharField(max_length=10, blank=True)
    form = models.CharField(max_length=4, default="xlsx")
    next_on = models.DateField(null=True)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="ledger_one_view_name")]


class Numbering(models.Model):
    """The last running number of a kind in a year."""

    kind = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    unscoped = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="ledger_one_numbering")]
