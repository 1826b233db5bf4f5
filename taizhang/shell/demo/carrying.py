"""How far each problem of the demonstration county is carried: every state occurs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit

MEASURES = "1.对照问题逐项整改；2.明确专人负责；3.建立每月检查提醒"


class Carrying:
    """The part of the story that takes one problem through its life."""

    year: int
    open_codes: list[tuple[str, Unit, str]]

    def at(self, month: int, day: int, hour: int = 9) -> datetime:
        raise NotImplementedError

    def do(self, act: str, who: str, at: datetime, code: str, **told: Any) -> None:
        raise NotImplementedError

    def account_of(self, unit: Unit) -> str:
        raise NotImplementedError

    def accepter_of(self, item: Any) -> str:
        raise NotImplementedError

    def carry(self, number: int, code: str, unit: Unit, raiser: str) -> None:
        """Take one problem as far as its number says: every state occurs."""
        stage = number % 10
        who = self.account_of(unit)
        accepter = self.accepter_of(Item.unscoped.select_related("accepting").get(code=code))
        if stage == 0:
            return
        went = {
            "went": "支部书记、组织委员",
            "went_on": date(self.year, 7, 11),
            "how": "到现场查看、查阅台账",
            "basis": "现场查看和台账记录一致",
        }
        if stage == 1:
            self.untrue(number, who, accepter, code, went)
            return
        self.do("verify_problem", who, self.at(7, 12), code, finding="partly" if number % 4 == 3 else "true", **went)
        if self.ended_otherwise(number, accepter, code) or stage == 2:
            return
        if stage == 3:
            self.do("rectify_at_once", who, self.at(7, 13), code, measures="当天清理、补齐，并明确专人管理")
        elif self.planned(stage, who, accepter, code):
            return
        self.do("report_progress", who, self.at(7, 28), code, note="已完成前两条，第三条正在办。")
        self.close(stage, who, accepter, code)

    def untrue(self, number: int, who: str, accepter: str, code: str, went: dict[str, Any]) -> None:
        """Found untrue; for one of them the raising level has agreed."""
        self.do("claim_untrue", who, self.at(7, 12), code, **{**went, "basis": "公开栏已于6月更新，附照片"})
        if number % 40 == 11:
            self.do("consent_untrue", accepter, self.at(7, 14), code, note="核对过，情况属实，同意。")

    def ended_otherwise(self, number: int, accepter: str, code: str) -> bool:
        """Withdrawn, or merged under a common cause."""
        if number % 40 == 12:
            self.do("withdraw_item", accepter, self.at(7, 13), code, note="与另一件重复，作废。")
            return True
        if number % 40 == 22:
            target = next(one for one, _unit, _raiser in self.open_codes if one != code)
            self.do("merge_problem", accepter, self.at(7, 13), code, into=target, note="同一原因，并到一起整改。")
            return True
        return False

    def planned(self, stage: int, who: str, accepter: str, code: str) -> bool:
        """Measures sent up and, unless the story stops there, approved. Returns whether it stops."""
        due = {5: (12, 18), 6: (9, 10), 7: (12, 18)}.get(stage, (8, 15))
        day = max(date(self.year, *due), self.at(7, 15).date())
        self.do("submit_plan", who, self.at(7, 15), code, measures=MEASURES, due_on=day, cause="制度执行不严、无人盯办")
        if stage == 4:
            return True
        self.do("approve_plan", accepter, self.at(7, 18), code, note="措施具体，同意。")
        return False

    def close(self, stage: int, who: str, accepter: str, code: str) -> None:
        if stage in (5, 6):
            return
        proof = [("整改情况说明.txt", f"{code} 整改情况说明".encode())]
        self.do("apply_closure", who, self.at(8, 6), code, note="已整改到位，制度已上墙，记录已规范。", files=proof)
        if stage == 7:
            return
        self.do(
            "accept_long_term" if code.endswith("9") else "accept_closure",
            accepter,
            self.at(8, 12),
            code,
            note="现场看过，符合要求。",
            on_site="到村查看，记录完整",
        )
