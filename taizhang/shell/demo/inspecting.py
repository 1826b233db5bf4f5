"""The demonstration county's inspections: one ended and told, one with a common cause, a secret one, one for today."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from taizhang.inspection import actions, selectors
from taizhang.inspection.actions.films import put_together
from taizhang.inspection.filming import font_of
from taizhang.inspection.models import Film, Finding, Plan, Visit
from taizhang.inspection.selectors import films
from taizhang.kit.clock import day_of
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.people.models import Account

BASIS = {"basis": "plan", "basis_by": "县委"}
PAPER = "柳办〔{year}〕3号年度督查检查考核计划第7项"
TEAMS = [
    {"name": "第一组", "head": "inspector", "members": ["inspector", "organiser2"]},
    {"name": "第二组", "head": "inspector2", "members": []},
]


def drawn(text: str, number: int) -> bytes:
    """A picture that is plainly drawn and no photo: nobody real is on it."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (960, 720), (214 - 9 * number, 206, 190))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((180, 120, 780, 600), fill=(250, 248, 240), outline=(120, 110, 90), width=4)
    for line in range(7):
        draw.line((230, 220 + 52 * line, 730, 220 + 52 * line), fill=(190, 184, 170), width=3)
    draw.multiline_text((250, 150), text, fill=(90, 30, 28), font=font_of(34))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class Inspecting:
    """The part of the story in which people go and look."""

    year: int
    now: datetime
    dice: random.Random
    drawn: Any
    say: Callable[[str], None]

    def at(self, month: int, day: int, hour: int = 9) -> datetime:
        raise NotImplementedError

    def who(self, username: str, at: datetime) -> Any:
        raise NotImplementedError

    def account_of(self, unit: Unit) -> str:
        raise NotImplementedError

    def do(self, act: str, who: str, at: datetime, code: str, **told: Any) -> None:
        raise NotImplementedError

    def inspections(self) -> None:
        """Spring's research check, a secret look in autumn, and a special one that is going on."""
        self.say("检查")
        villages = [Unit.unscoped.get(name=name) for town in self.drawn.towns[:2] for name in self.drawn.villages[town]]
        research = self.research(self.at(9, 8))
        self.revisit(research, self.at(10, 20))
        self.secret(self.now - timedelta(days=6), villages[-2:])
        self.special(self.now - timedelta(days=4), villages[:4])

    def draft(self, at: datetime, title: str, manner: str, lists: list[str], **told: Any) -> str:
        basis = {**BASIS, "basis_paper": PAPER.format(year=self.year), "basis_on": self.at(1, 20).date()}
        days = {"from_on": day_of(at), "to_on": day_of(at) + timedelta(days=14)}
        given = {"breadth": "special", "rhythm": "daily", **basis, **days, **told}
        return actions.draft_plan(
            actor=self.who("organiser", at), at=at, title=title, manner=manner, checklists=lists, **given
        )

    def start(self, code: str, at: datetime, **choice: Any) -> list[Visit]:
        office = {"actor": self.who("organiser", at), "at": at, "code": code}
        actions.choose_units(**office, **choice)
        actions.set_teams(**office, teams=TEAMS)
        actions.start_plan(**office)
        return list(Visit.unscoped.filter(plan__code=code).select_related("unit", "team").order_by("unit__path"))

    def research(self, at: datetime) -> str:
        """定点解剖: drawn in public, six branches looked at in depth, ended, its causes in common gathered."""
        told = {"breadth": "concentrated", "rhythm": "regular", "theme": "基层党建基本功：组织生活、发展党员、阵地使用"}
        plan = self.draft(at, f"{self.year}年基层党建调研检查", "dissect", ["check-branch"], **told)
        kinds = {"党支部·农村": 5, "党支部·机关": 1}
        visits = self.start(plan, at, how="drawn", counts=kinds, seed=f"{self.year}年9月8日会议摇号 4-17-6")
        for number, visit in enumerate(visits):
            self.look(number, visit, at + timedelta(days=1 + number // 2))
        office = {"actor": self.who("organiser", at), "at": at + timedelta(days=9), "code": plan}
        self.film(plan, at + timedelta(days=8))
        actions.end_plan(**office)
        return plan

    def revisit(self, plan: str, at: datetime) -> None:
        """回头看: what the branches put right since is looked at again; it has come back in one."""
        found = Finding.unscoped.filter(visit__plan__code=plan, item__isnull=False, key="2.1")
        found = found.order_by("visit__unit__path")
        kept = [one for one in found.select_related("item__unit") if one.item and self.signs_in(one.item.unit)]
        for one in kept:
            if one.item:
                self.put_right(one.item, self.at(9, 22))
        if not kept:
            return
        office = {"actor": self.who("organiser", at), "at": at}
        made = actions.draft_revisit(**office, code=plan, days=30, seed=f"{self.year}年10月20日摇号 8-2")
        actions.set_teams(**office, code=made, teams=TEAMS[:1])
        actions.start_plan(**office, code=made)
        then = at + timedelta(days=2)
        me = {"actor": self.who("inspector", then), "at": then}
        visits = list(Visit.unscoped.filter(plan__code=made).order_by("unit__path"))
        for visit in visits[: max(1, len(visits) - 1)]:
            actions.begin_visit(**me, code=visit.code)
            for due in selectors.due_back([visit]).get(visit.pk, ())[:1]:
                note = "记录本翻到九月，十月的党员大会又没有开。"
                actions.recheck_problem(**me, code=visit.code, item=due.item.code, held=False, note=note)

    def signs_in(self, unit: Unit) -> bool:
        """Whether somebody of the unit has an account."""
        return Account.unscoped.filter(grants__unit=unit, grants__role="secretary").exists()

    def put_right(self, item: Item, at: datetime) -> None:
        """Take a problem of the inspection along its road to the closure."""
        went = {"went": "支部书记", "went_on": at.date(), "how": "查记录", "basis": "会议记录本"}
        who, due = self.account_of(item.unit), at.date() + timedelta(days=20)
        if item.state == "to_verify":
            self.do("verify_problem", who, at, item.code, finding="true", **went)
            self.do("submit_plan", who, at, item.code, measures="补开党员大会，每月一次定日子", due_on=due)
            self.do("approve_plan", "organiser", at + timedelta(days=1), item.code)
        proof = ("会议记录.txt", f"{item.code} 九月党员大会记录".encode())
        self.do(
            "apply_closure", who, at + timedelta(days=9), item.code, note="九月的党员大会已开，有记录。", files=[proof]
        )
        self.do("accept_closure", "organiser2", at + timedelta(days=12), item.code, note="看过记录本。")

    def film(self, plan: str, at: datetime) -> None:
        """One township's film of the photos taken, seen and released by the secretary, where ffmpeg is installed."""
        towns = films.towns_of(Plan.unscoped.get(code=plan))
        made = actions.draft_film(actor=self.who("organiser", at), at=at, plan=plan, unit=towns[-1].code)
        film = Film.unscoped.get(code=made)
        pieces: list[dict[str, Any]] = [{"kind": "title", "text": towns[-1].label, "seconds": 2}]
        for one in films.sources_of(film)[:4]:
            text = f"{one.unit}：组织生活次数不够"
            pieces.append({"kind": "photo", "evidence": one.evidence.code, "text": text, "seconds": 2})
        script = "这是我们在村里看到的。记录本上，党员大会缺了大半年。"
        actions.arrange_film(actor=self.who("organiser", at), at=at, code=made, pieces=pieces, script=script)
        if shutil.which("ffmpeg"):
            version = actions.build_film(actor=self.who("organiser", at), at=at, code=made)
            if put_together(made, version) == "built":
                actions.release_film(actor=self.who("county_secretary", at), at=at, code=made, note="可以放。")

    def look(self, number: int, visit: Visit, at: datetime) -> None:
        who = "inspector" if visit.team and visit.team.name == "第一组" else "inspector2"
        me = {"actor": self.who(who, at), "at": at, "code": visit.code}
        actions.begin_visit(**me)
        answers = {"1.1": "no" if number == 3 else "yes", "1.2": "0", "1.3": "3", "2.1": str(1 + number % 3)}
        answers |= {"2.2": str(9 + number % 4), "2.3": "4", "2.4": "yes", "2.6": "按程序开展", "3.1": "1", "3.2": "yes"}
        answers |= {"3.3": "yes", "4.1": "4.5" if number % 2 else "5"}
        told: dict[str, Any] = {**answers, "2.5": ["缺请假缺席原因"] if number % 2 else []}
        note = ("2.1", "记录本从四月翻到八月只有一次")
        picture = drawn(f"{visit.unit.label}\n会议记录本", number)
        mark = hashlib.sha256(picture).hexdigest()
        told["2.1"] = {"value": answers["2.1"], "note": note[1] if number == 0 else "", "evidence": [mark]}
        record = ("会议记录本.png", picture)
        actions.record_answers(**me, checklist="check-branch", answers=told, files=[record])
        actions.record_talk(**me, role="普通党员", points="说得出主题党日是哪一天，说不出上次党员大会议了什么。")
        for key in ("1.1", "2.1", "2.5"):
            if key == "2.1" or (key == "1.1" and number == 3) or (key == "2.5" and number % 2):
                actions.note_finding(**me, checklist="check-branch", key=key, at_once=True)
        actions.end_visit(**me, note="支部班子齐整，组织生活次数不够。")
        later = at + timedelta(days=2)
        if not self.signs_in(visit.unit):
            return  # a branch nobody signs in for yet
        unit = {"actor": self.who(self.account_of(visit.unit), later), "at": later, "code": visit.code}
        if number == 1:
            actions.question_visit(**unit, note="六月的党员大会与主题党日合并开，记在另一本上，可以拿来核对。")
            later += timedelta(days=1)
            head = (
                self.who("inspector", later)
                if visit.team and visit.team.name == "第一组"
                else self.who("inspector2", later)
            )
            actions.answer_visit(
                actor=head, at=later, code=visit.code, note="核对了另一本记录，六月那次没有党员大会的议题，维持原结果。"
            )
        elif number < 5:
            actions.agree_visit(**unit)

    def secret(self, at: datetime, units: list[Unit]) -> None:
        """暗访: looked at, not yet told."""
        plan = self.draft(at, "便民服务点开门情况暗访", "secret", ["check-service"])
        visits = self.start(plan, at, how="list", units=[unit.code for unit in units])
        first = visits[0]
        then = at + timedelta(days=1)
        who = "inspector" if first.team and first.team.name == "第一组" else "inspector2"
        me = {"actor": self.who(who, then), "at": then, "code": first.code}
        actions.begin_visit(**me)
        actions.record_answers(**me, checklist="check-service", answers={"1": "no", "3": "6", "4": "4"})
        actions.note_finding(**me, checklist="check-service", key="1", at_once=True)
        actions.end_visit(**me)

    def special(self, at: datetime, units: list[Unit]) -> None:
        """What is going on today: two villages still before the first team."""
        plan = self.draft(at, "村级运行和公开栏专项检查", "open", ["check-village"], theme="四议两公开走没走全程")
        visits = self.start(plan, at, how="list", units=[unit.code for unit in units])
        mine = [one for one in visits if one.team and one.team.name == "第一组"]
        then = at + timedelta(days=1)
        me = {"actor": self.who("inspector", then), "at": then, "code": mine[0].code}
        actions.begin_visit(**me)
        answers = {"1.1": "村集体果园发包", "1.2": ["党支部会提议", "两委商议"], "1.5": "只公开其一", "2.1": "120"}
        actions.record_answers(**me, checklist="check-village", answers=answers)
        other = {**me, "actor": self.who("organiser2", then)}
        actions.record_answers(**other, checklist="check-village", answers={"1.5": "都没有公开", "2.1": "120"})
