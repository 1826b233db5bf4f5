"""The demonstration county's ladder: proposals of the last days, a few decided, answered, ignored, paused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from taizhang.kit.clock import day_of
from taizhang.orgs.models import Unit
from taizhang.supervision import actions, selectors
from taizhang.supervision.models import Slip


class Supervising:
    """The part of the story in which something happens when nothing happens."""

    now: datetime
    say: Callable[[str], None]
    drawn: Any

    def who(self, username: str, at: datetime) -> Any:
        raise NotImplementedError

    def account_of(self, unit: Unit) -> str:
        raise NotImplementedError

    def slips(self) -> None:
        """Two climbs of the ladder; what the office did with the first one's proposals."""
        self.say("督办")
        at = self.now - timedelta(days=16)
        self.climb(at)
        office = self.who("organiser", at)
        asked = Slip.unscoped.filter(host_id=office.unit_id).exclude(asked="").select_related("unit").order_by("pk")
        for number, slip in enumerate(list(asked[:7])):
            if number == 3:
                note = "该单位正在防汛，先不发。"
                actions.ignore_rung(actor=office, at=at, code=slip.code, note=note)
                continue
            actions.decide_rung(actor=office, at=at, code=slip.code)
            self.answered(number, slip, at + timedelta(days=2))
        self.by_hand(at)
        self.climb(self.now)
        self.case(self.now - timedelta(days=3))

    def answered(self, number: int, slip: Slip, at: datetime) -> None:
        office, unit = self.who("organiser2", at), self.who(self.account_of(slip.unit), at)
        if number in (0, 1):
            actions.take_slip(actor=unit, at=at, code=slip.code)
        if number == 0:
            actions.answer_slip(actor=unit, at=at, code=slip.code, note="已补齐四项中的三项，最后一项下周办完。")
        if number == 2:
            actions.answer_slip(actor=unit, at=at, code=slip.code, note="已经办完，申请销号材料在报送。")
            actions.pass_slip(actor=office, at=at + timedelta(days=1), code=slip.code, note="情况属实。")
        if number == 4:
            until = day_of(self.now) + timedelta(days=20)
            actions.pause_slip(actor=office, at=at, code=slip.code, until=until, note="村里换届，换届后再办。")

    def case(self, at: datetime) -> None:
        """One proposal of accountability, opened and told: its person is to be heard before anything is decided."""
        town = Unit.unscoped.get(name=self.drawn.towns[1])
        records = list(Slip.unscoped.filter(unit=town).exclude(number="").values_list("number", flat=True)[:2])
        office, secretary = self.who("organiser", at), self.who("county_secretary", at)
        facts = "半年述职点评的问题四个多月没有核实，催办后反馈与实际不符。"
        told = {"unit": town.code, "person": "周正礼", "post": "党委副书记", "facts": facts}
        code = actions.propose_case(actor=office, at=at, grounds=["rectifying"], records=records, **told)
        actions.open_case(actor=secretary, at=at, code=code, note="同意启动，先听本人说明。")
        actions.tell_case(actor=office, at=at, code=code)

    def by_hand(self, at: datetime) -> None:
        """A matter that is on no list: the county secretary's remark on a paper."""
        town = Unit.unscoped.get(name=self.drawn.towns[1])
        told = {"unit": town.code, "title": "县委书记批示：核查村级活动场所闲置情况", "demand": "逐村核查，书面报告。"}
        code = actions.open_slip(actor=self.who("organiser", at), at=at, **told)
        actions.decide_rung(actor=self.who("organiser", at), at=at, code=code)

    def climb(self, at: datetime) -> None:
        """What the worker does every six hours."""
        actor = selectors.ladder_viewer(day_of(at))
        for codes in selectors.rungs_due(day_of(at)):
            actions.propose_rungs(actor=actor, at=at, items=codes)
        actions.propose_rungs(actor=actor, at=at)
