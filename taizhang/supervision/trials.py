"""What another ladder would propose today, were it to begin now. Counts only."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext

from taizhang.cycle.selectors import exceptions
from taizhang.ledger.models import Item
from taizhang.ledger.states import WAITING_FOR_DOER
from taizhang.people.viewers import Viewer
from taizhang.rulebook.books import Content
from taizhang.rulebook.selectors import Told
from taizhang.supervision import labels
from taizhang.supervision.rules import next_rung
from taizhang.supervision.selectors import LOOK_AHEAD, ladder_on, standing_of


def try_ladder(viewer: Viewer, content: Content) -> list[Told]:
    """Rung by rung: how many open matters it would propose for, beside the ladder in force."""
    today, free = viewer.today, exceptions()
    due = Item.unscoped.open().filter(state__in=WAITING_FOR_DOER, due_on__lte=today + LOOK_AHEAD)
    days = Counter(due.exclude(kind="duty").values_list("due_on", flat=True))
    standings = [(standing_of(day, None, today, free, set()), number) for day, number in days.items()]
    told: list[Told] = []
    for sentence, rungs in ((labels.TRIAL_NOW, ladder_on(today)["rungs"]), (labels.TRIAL_THEN, content.body["rungs"])):
        counts: Counter[str] = Counter()
        for standing, number in standings:
            counts[next_rung(rungs, standing)] += number
        words = [f"{gettext(rung['label'])} {counts[rung['key']]}" for rung in rungs]
        told.append((sentence, {"counts": "、".join(words)}))
    return told


TRIALS = {"ladder": try_ladder}
