"""A county's load: the sheets of four checks, taken in whole, and each unit's own bulk acts on its share."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from taizhang.kit.clock import day_of
from taizhang.ledger.actions import act_on_many, import_problems
from taizhang.ledger.models import Item
from taizhang.ledger.sheets import ProblemRow
from taizhang.orgs.models import Unit
from taizhang.people.models import Grant
from taizhang.people.viewers import Viewer
from taizhang.shell.demo import people

CHECKS = ((3, 5), (5, 10), (7, 5), (9, 8))  # month and day of the four sheets
FACE_TO_FACE = {"went": "支部书记、组织委员", "how": "到现场查看、查阅台账", "basis": "现场查看和台账记录一致"}


class Crowd:
    """The part of the story that only a county at full size has."""

    scale: str
    dice: random.Random
    at: Callable[..., datetime]
    who: Callable[[str, datetime], Viewer]
    say: Callable[[str], None]
    told_apart: Callable[[Unit, str], str]

    def crowd(self) -> None:
        """The problems of four checks, spread over every unit; most are carried on, some all the way."""
        wanted = people.SIZES[self.scale][5]
        if not wanted:
            return
        self.say(f"四次检查的{wanted}个问题")
        units = list(Unit.unscoped.exclude(parent=None).order_by("path"))
        secretaries = dict(
            Grant.unscoped.filter(role="secretary", to_on=None).values_list("unit__code", "account__username")
        )
        for number, (month, day) in enumerate(CHECKS):  # the first also looked at every fourth branch
            looked_at = [
                unit for at, unit in enumerate(units) if unit.code in secretaries or (not number and at % 4 == 0)
            ]
            self.check(number, looked_at, wanted // len(CHECKS), self.at(month, day))
            self.carry_on(secretaries, self.at(month, day).date())

    def check(self, number: int, units: list[Unit], count: int, at: datetime) -> None:
        """One check's sheet, taken in by the office."""
        pools = people.pools()["problems"]
        rows = []
        for row in range(count):
            unit, pool = units[row % len(units)], pools[(row // len(units) + number * 4) % len(pools)]
            text = self.told_apart(unit, str(pool["text"]))
            title, category, which = f"{unit.label}{text}", str(pool["category"]), f"第{number + 1}次检查"
            rows.append(ProblemRow(row + 3, title, unit.code, category=category, source="visit", source_detail=which))
        import_problems(actor=self.who("organiser", at), at=at, rows=rows, source=f"第{number + 1}次检查问题清单.xlsx")

    def carry_on(self, secretaries: dict[str, str], opened: date) -> None:
        """Each unit with a secretary verifies most of its share, puts much right and asks; the office accepts most."""
        asked: list[str] = []
        plans: list[str] = []
        month = opened.month
        went_on = self.at(month, 15).date()
        due = date(opened.year, min(month + 3, 12), 20)
        for code, username in secretaries.items():
            fresh = list(Item.unscoped.filter(unit__code=code, kind="problem", state="to_verify", opened_on=opened))
            codes = [item.code for item in fresh]
            true = self.share(codes, 0.96, "verify_problem", username, month, 15, finding="true", went_on=went_on)
            quick = self.share(true, 0.75, "rectify_at_once", username, month, 17, measures="当天补齐，明确专人管理")
            planned = sorted(set(true) - set(quick))
            plans += self.share(planned, 0.95, "submit_plan", username, month, 18, measures="明确专人", due_on=due)
            asked += self.share(quick, 0.95, "apply_closure", username, month, 25, note="已整改到位。")
        self.share(plans, 0.9, "approve_plan", "organiser", month, 22, note="同意。")
        self.share(asked, 0.95, "accept_closure", "organiser", month, 28, note="符合要求。", on_site="抽查，记录完整")

    def share(self, codes: list[str], part: float, act: str, who: str, month: int, day: int, **told: Any) -> list[str]:
        """Do one act on a part of the items, as one bulk act; returns their numbers."""
        chosen = [code for code in codes if self.dice.random() < part]
        at = self.at(month, day)
        first_day = self.at(month, 1)  # nobody's posts change within a month of the crowd
        actor = replace(self.who(who, first_day), today=day_of(at))
        if act == "verify_problem":
            told = {**FACE_TO_FACE, **told}
        for first in range(0, len(chosen), 2_000):
            some = chosen[first : first + 2_000]
            act_on_many(actor=actor, at=at, act_name=act, codes=some, **told)
        return chosen
