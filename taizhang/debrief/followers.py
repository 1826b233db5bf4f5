"""What debriefs do when a list they asked for goes up or is accepted: nobody reports the same thing twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.debrief import labels
from taizhang.debrief.actions.closing import submit_follow_up
from taizhang.debrief.models import FollowUp
from taizhang.filing.models import Filing
from taizhang.filing.rules import LOCKED
from taizhang.journal.acts import attempt
from taizhang.kit.errors import Refused
from taizhang.ledger.actions import SINGLE


def follow_sent_filing(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """A unit's list went up: a follow-up all of whose lists are there is submitted by the same hand."""
    filing = Filing.unscoped.select_related("unit").get(code=subject)
    for follow in _asking_for(filing, ("issued", "doing")):
        sent = _sent(follow, LOCKED)
        if set(sent) >= set(follow.lists):
            submit_follow_up(follow.item, actor, at, labels.FILED_NOTE.format(titles="、".join(sent.values())))


def follow_accepted_filing(*, actor: Any, at: datetime, subject: str, **_more: Any) -> None:
    """The unit above accepted the lists: with the last of them the follow-up is passed, where that hand may."""
    filing = Filing.unscoped.select_related("unit").get(code=subject)
    for follow in _asking_for(filing, ("submitted",)):
        accepted = _sent(follow, ("accepted",))
        if set(accepted) >= set(follow.lists):
            note = labels.FILED_PASSED.format(titles="、".join(accepted.values()))
            try:
                with attempt():
                    SINGLE["pass_task"](actor=actor, at=at, code=follow.item.code, note=note, on_site=note)
            except Refused:  # another's to pass, or still asked for more: left to people
                continue


def _asking_for(filing: Filing, states: tuple[str, ...]) -> list[FollowUp]:
    found = FollowUp.unscoped.filter(unit=filing.unit, item__state__in=states).select_related("item", "meeting")
    return [one for one in found if filing.list_name in one.lists]


def _sent(follow: FollowUp, states: tuple[str, ...]) -> dict[str, str]:
    """Lists of the follow-up sealed since its meeting and as far as these states: name → title."""
    since = follow.meeting.begun_at
    found = Filing.unscoped.filter(unit=follow.unit, list_name__in=follow.lists, state__in=states, sealed_at__gte=since)
    return dict(found.exclude(occasion="late").order_by("sealed_at").values_list("list_name", "title"))
