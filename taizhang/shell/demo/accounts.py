"""The demonstration county's accounts: what the committees took up, and the mid-year spot check."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from taizhang.filing.actions import check_spot, draw_spots
from taizhang.filing.models import Spot
from taizhang.kit.clock import day_of
from taizhang.ledger.actions import SINGLE
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import duties_of
from taizhang.obligations.rules import periods
from taizhang.orgs.models import Unit
from taizhang.shell.demo import people


class Accounts:
    """The part of the story in which the books are looked at."""

    now: datetime
    year: int
    drawn: Any

    def who(self, username: str, at: datetime) -> Any:
        raise NotImplementedError

    def at(self, month: int, day: int, hour: int = 9) -> datetime:
        raise NotImplementedError

    def spots(self) -> None:
        """The county draws a few of what townships call done and goes to look; some are still to be seen."""
        at = self.at(8, 26)
        told = {"unit": Unit.unscoped.get(parent=None).code, "round_code": f"{self.year}-mid"}
        drawn = draw_spots(actor=self.who("organiser2", at), at=at, **told)
        spots = Spot.unscoped.filter(check_of__code=drawn).order_by("pk")
        looking, seen = self.who("organiser2", at), "到村看了记录本和现场，与填报一致"
        for number, spot in enumerate(one for one in spots if one.claimed_by != looking.code):
            if number % 3 != 2:
                held = number % 4 != 1
                note = seen if held else "记录本上没有，问了两名党员都说没开过"
                check_spot(actor=looking, at=self.at(8, 28), code=spot.code, held=held, note=note)

    def sessions(self) -> None:
        """The committees took up Party building month by month, each time with one of their own problems."""
        for number, name in enumerate(self.drawn.towns[:4], 1):
            town = Unit.unscoped.get(name=name)
            duty = next(one for one in duties_of(town, self.year) if one.facts.get("session"))
            known = list(Item.unscoped.filter(kind="problem").under(town.path).order_by("pk")[:24])
            for at, period in enumerate(periods("monthly", self.year)[:: 2 if number % 2 else 1]):
                done, moment = period.first + timedelta(days=9), self.at(period.due_on.month, 25)
                if done > day_of(self.now) or not known:
                    continue
                topic, difficulty = people.SESSIONS[at % len(people.SESSIONS)]
                told = {"period": period.key, "done_on": done, "topic": topic, "difficulty": difficulty}
                about = known[at % len(known)].code
                SINGLE["fulfil_duty"](
                    actor=self.who(f"town{number}", moment), at=moment, code=duty.code, about=about, **told
                )
