"""The demonstration county's year: duties agreed, a speech turned into tasks, problems in every state, two filings."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from taizhang.cycle.actions import open_year
from taizhang.debrief.models import FollowUp
from taizhang.directives.actions import import_document, issue_clauses, link_clauses
from taizhang.directives.selectors import document_for, lines_of
from taizhang.filing.actions import accept_filing, return_filing, seal_list, send_filing
from taizhang.kit.clock import day_of
from taizhang.ledger.actions import SINGLE, act_on_many, import_problems, issue_task, propose_duties, raise_problem
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import duties_of
from taizhang.ledger.sheets import ProblemRow
from taizhang.obligations.rules import periods
from taizhang.orgs.actions import set_field_owner
from taizhang.orgs.models import Unit
from taizhang.people.actions import grant_role, import_roster, open_account, post_person, set_contact, set_portfolio
from taizhang.people.models import Account, Post
from taizhang.people.selectors import command_line_viewer, viewer_for
from taizhang.people.viewers import Viewer
from taizhang.shell.demo import people
from taizhang.shell.demo.accounts import Accounts
from taizhang.shell.demo.carrying import MEASURES, Carrying
from taizhang.shell.demo.crowd import Crowd
from taizhang.shell.demo.debriefing import Debriefing
from taizhang.shell.demo.inspecting import Inspecting
from taizhang.shell.demo.supervising import Supervising

Say = Callable[[str], None]
STAFF = (
    ("程远志", "organiser", "overseer", "组织部副部长"),
    ("乔安平", "organiser2", "overseer", "组织部组织科科长"),
    ("田静怡", "leader", "leader", "县委副书记"),
    ("闫少峰", "sysadmin", "system_admin", "系统管理员"),
    ("林夕瑶", "secadmin", "security_admin", "安全管理员"),
    ("高远山", "auditor", "audit_admin", "审计管理员"),
    ("秦望川", "inspector", "inspector", "巡查组组长"),
    ("路平远", "inspector2", "inspector", "巡查组组长"),
)


class Story(Accounts, Carrying, Debriefing, Inspecting, Supervising, Crowd):
    """Tells the year once; every chapter is ordinary acts at past moments."""

    def __init__(self, scale: str, seed: int, now: datetime, say: Say) -> None:
        self.scale, self.now, self.say = scale, now, say
        self.dice = random.Random(seed)  # noqa: S311 - a demonstration, not a secret
        self.drawn = people.draw(scale, seed)
        day = day_of(now)
        self.year = day.year if day >= date(day.year, 9, 20) else day.year - 1
        self.viewers: dict[str, Viewer] = {}
        self.found: dict[tuple[int, str], int] = {}

    def at(self, month: int, day: int, hour: int = 9) -> datetime:
        """A moment of the story's year, never in the future."""
        return min(timezone.make_aware(datetime(self.year, month, day, hour)), self.now)  # noqa: DTZ001 - made aware here

    def tell(self) -> None:
        """All chapters."""
        self.county()
        self.people()
        self.duties()
        self.speech(self.debrief())
        self.problems()
        self.crowd()
        self.sessions()
        self.follow()
        self.cascade()
        self.mid_round()
        self.autumn()
        self.lately()
        self.year_end()
        self.inspections()
        self.slips()

    def county(self) -> None:
        self.say("组织树")
        root = command_line_viewer(self.at(1, 5).date())
        import_roster(actor=root, at=self.at(1, 5), rows=self.drawn.rows, heads=self.drawn.heads)
        self.system = command_line_viewer(self.at(1, 5).date())
        for year in sorted({self.year, day_of(self.now).year}):
            open_year(actor=self.system, at=self.at(1, 5), year=year)

    def people(self) -> None:
        self.say("人员和账号")
        root = Unit.unscoped.get(parent=None)
        for name, username, role, title in STAFF:
            self.account(name, username, role, root, title)
        heads = {post.unit_id: post.person for post in Post.unscoped.filter(is_head=True).select_related("person")}
        self.secretary(root, heads, "county_secretary")
        committee = Unit.unscoped.get(name=people.pools()["work_committee"]["name"])
        self.secretary(committee, heads, "organs")
        for number, name in enumerate(self.drawn.towns, 1):
            town = Unit.unscoped.get(name=name)
            self.secretary(town, heads, f"town{number}")
            self.account(f"何敏{'仁义礼智信'[number % 5]}", f"town{number}clerk", "clerk", town, "组织委员")
            self.account(f"周正{'仁义礼智信'[number % 5]}", f"town{number}deputy", "secretary", town, "党委副书记")
            for at, village in enumerate(self.drawn.villages[name], 1):
                self.secretary(Unit.unscoped.get(name=village), heads, f"v{number}_{at}")
        for number, name in enumerate(self.drawn.organs, 1):
            self.secretary(Unit.unscoped.get(name=name), heads, f"organ{number}")
        self.charges(root)

    def secretary(self, unit: Unit, heads: dict[int, Any], username: str) -> None:
        self.open(heads[unit.pk].code, username, "secretary", unit)

    def account(self, name: str, username: str, role: str, unit: Unit, title: str) -> None:
        person = post_person(
            actor=self.system, at=self.at(1, 6), name=name, unit=unit.code, title=title, on=date(self.year, 1, 1)
        )
        self.open(person, username, role, unit)

    def open(self, person: str, username: str, role: str, unit: Unit) -> None:
        open_account(actor=self.system, at=self.at(1, 6), username=username, person=person)
        grant_role(actor=self.system, at=self.at(1, 6), username=username, role=role, unit=unit.code)
        Account.unscoped.filter(username=username).update(activation="", activation_until=None)

    def charges(self, root: Unit) -> None:
        leader = Account.unscoped.get(username="leader").person.code
        set_portfolio(actor=self.system, at=self.at(1, 7), person=leader, unit=root.code, field="rural")
        set_field_owner(actor=self.system, at=self.at(1, 7), field="rural", unit=root.code)
        for number, name in enumerate(self.drawn.towns[:4], 1):  # in each town the deputy is in charge of two fields
            town, deputy = (
                Unit.unscoped.get(name=name),
                Account.unscoped.get(username=f"town{number}deputy").person.code,
            )
            for field in ("rural", "new"):
                set_portfolio(actor=self.system, at=self.at(1, 7), person=deputy, unit=town.code, field=field)
        for name in self.drawn.towns[:2]:
            set_contact(actor=self.system, at=self.at(1, 7), person=leader, unit=Unit.unscoped.get(name=name).code)

    def who(self, username: str, at: datetime) -> Viewer:
        """The viewer an account was on a day."""
        key = f"{username} {at.date()}"
        if key not in self.viewers:
            account = Account.unscoped.select_related("person").get(username=username)
            self.viewers[key] = viewer_for(account, day_of(at))
        return self.viewers[key]

    def duties(self) -> None:
        self.say("责任清单")
        for number, name in enumerate(self.drawn.towns[:4], 1):
            town = Unit.unscoped.get(name=name)
            self.adopt(f"town{number}", town, "organiser")
            for at, village in enumerate(self.drawn.villages[name][:2], 1):
                self.adopt(f"v{number}_{at}", Unit.unscoped.get(name=village), f"town{number}")
        self.adopt("organ1", Unit.unscoped.get(name=self.drawn.organs[0]), "organs")
        for number, name in enumerate(self.drawn.organs[1:3], 2):  # one agreed and not yet sealed, one only proposed
            unit, day = Unit.unscoped.get(name=name), self.at(1, 20)
            made = propose_duties(actor=self.who(f"organ{number}", day), at=day, unit=unit.code, year=self.year)
            if number == 2:
                act_on_many(actor=self.who("organs", day), at=day, act_name="agree_duty", codes=made)

    def adopt(self, who: str, unit: Unit, above: str) -> None:
        one, two = self.at(1, 20), self.at(1, 28)
        propose_duties(actor=self.who(who, one), at=one, unit=unit.code, year=self.year)
        codes = list(duties_of(unit, self.year).values_list("code", flat=True))
        act_on_many(actor=self.who(above, two), at=two, act_name="agree_duty", codes=codes)
        act_on_many(actor=self.who(above, two), at=two, act_name="seal_duty", codes=codes)
        self.file(who, unit, "duty-list", f"{self.year}-start", self.at(2, 1), above)
        self.keep_duties(who, unit)

    def keep_duties(self, who: str, unit: Unit) -> None:
        """Most of what fell due was done; a little was recorded late, a little missed."""
        told_later = (one for one in duties_of(unit, self.year) if not one.facts.get("session"))
        for number, item in enumerate(told_later):
            for period in periods(str(item.facts["cadence"]), self.year):
                done, at = period.first + timedelta(days=9), self.at(period.due_on.month, 25)
                if self.dice.random() < 0.8 and done <= day_of(self.now) and at < self.now and number % 7:
                    late = min(at + timedelta(days=40), self.now) if self.dice.random() < 0.1 else at
                    told = {"period": period.key, "done_on": done}
                    SINGLE["fulfil_duty"](actor=self.who(who, late), at=late, code=item.code, **told)

    def file(
        self, who: str, unit: Unit, name: str, round_code: str, at: datetime, above: str, accept: bool = True
    ) -> None:
        code = seal_list(actor=self.who(who, at), at=at, list_name=name, unit=unit.code, round_code=round_code)
        send_filing(actor=self.who(who, at), at=at, code=code)
        later = min(at + timedelta(days=2), self.now)
        if accept:
            accept_filing(actor=self.who(above, later), at=later, code=code)
        else:
            return_filing(actor=self.who(above, later), at=later, code=code, note="第3项没有写明责任人，请补上后重报。")

    def speech(self, raised: list[str]) -> None:
        """The secretary's speech: its three duties stand as tasks already, raised by the meeting's closing."""
        self.say("讲话与任务")
        at = self.at(6, 29, 19)
        office = self.who("organiser", at)
        code = import_document(
            actor=office, at=at, text=people.speech(), speaker="沈怀信", post="县委书记", given_on=at.date()
        )
        lines = lines_of(office, document_for(office, code))
        towns = [Unit.unscoped.get(name=name).code for name in self.drawn.towns]
        tasks = [line for line in lines if line.clause.kind == "task"]
        for line, key in zip(tasks, ("verify", "lists", "own_meeting"), strict=False):
            told = FollowUp.unscoped.filter(item__code__in=raised, key=key).order_by("pk")
            items = list(told.values_list("item__code", flat=True))
            link_clauses(actor=office, at=at, document=code, clauses=[line.clause.code], items=items)
        chosen = [line for line in lines if line.clause.kind == "item"][1:6]
        for line in chosen:
            issue_clauses(
                actor=office,
                at=at,
                document=code,
                clauses=[line.clause.code],
                title=line.clause.title,
                units=towns,
                due_on=date(self.year, 12, 20),
                deliverable="书面报告",
            )
        self.run_tasks()
        self.withdrawn_task()

    def run_tasks(self) -> None:
        for at, item in enumerate(Item.unscoped.filter(kind="task").select_related("unit").order_by("id")):
            who, day = self.account_of(item.unit), self.at(7, 3)
            if at % 6 == 5:
                continue
            SINGLE["sign_task"](actor=self.who(who, day), at=day, code=item.code)
            if at % 3 == 2:
                continue
            done = self.at(7, 18)
            SINGLE["submit_task"](
                actor=self.who(who, done),
                at=done,
                code=item.code,
                note="已按要求办结，材料附后。",
                files=[("会议记录.txt", f"{item.code} 会议记录".encode())],
            )
            if at % 4 != 3:
                SINGLE["pass_task"](
                    actor=self.who("organiser", self.at(7, 25)), at=self.at(7, 25), code=item.code, note="材料齐全。"
                )

    def withdrawn_task(self) -> None:
        """A task issued by mistake and taken back."""
        at, town = self.at(7, 4), Unit.unscoped.get(name=self.drawn.towns[0])
        made = issue_task(
            actor=self.who("organiser", at),
            at=at,
            units=[town.code],
            title="报送党员活动照片",
            due_on=date(self.year, 7, 30),
        )
        self.do("withdraw_item", "organiser", self.at(7, 5), made[0], note="属于重复要材料，收回。")

    def account_of(self, unit: Unit) -> str:
        return str(
            Account.unscoped.filter(grants__unit=unit, grants__role="secretary")
            .order_by("id")
            .values_list("username", flat=True)[0]
        )

    def problems(self) -> None:
        self.say("问题")
        pools = people.pools()["problems"]
        count = people.SIZES[self.scale][4]
        towns = [Unit.unscoped.get(name=name) for name in self.drawn.towns]
        villages = [[Unit.unscoped.get(name=name) for name in self.drawn.villages[town.name]] for town in towns]
        self.open_codes: list[tuple[str, Unit, str]] = []
        for number in range(count):
            pool, at = pools[number % len(pools)], self.at(7, 1 + number % 9, 10)
            town = number % len(towns)
            own = number % 5 == 4
            unit = towns[town] if own else villages[town][(number // len(towns)) % len(villages[town])]
            raiser = "organiser" if number % 3 or own else f"town{town + 1}"
            text = self.told_apart(unit, str(pool["text"]))
            detail = pool["detail"].format(m=f"{number % 12:02d}", s=f"{number % 60:02d}")
            code = raise_problem(
                actor=self.who(raiser, at),
                at=at,
                unit=unit.code,
                title=f"{unit.label}{text}",
                category=pool["category"],
                source=pool["source"],
                source_detail=detail,
                found_by="半年调研检查组",
                found_on=date(self.year, 6, 10 + number % 18),
                severity=("一般", "较重", "严重")[number % 3],
                nature=("个性", "共性")[number % 2],
            )
            self.open_codes.append((code, unit, raiser))
        for number, (code, unit, raiser) in enumerate(self.open_codes):
            self.carry(number, code, unit, raiser)
        self.before(towns[0])

    def before(self, town: Unit) -> None:
        """Problems of an older sheet that had been closed before the system came."""
        day = date(self.year, 5, 20)
        rows = [
            ProblemRow(
                row, text, unit=town.code, category="组织生活", source="visit", closed_on=day, own_number=f"旧{row}"
            )
            for row, text in ((3, "上年度民主评议党员档案缺页"), (4, "党费收缴台账未按月公示"))
        ]
        import_problems(
            actor=self.who("organiser", self.at(7, 2)), at=self.at(7, 2), rows=rows, source="上半年问题清单.xlsx"
        )

    def told_apart(self, unit: Unit, text: str) -> str:
        """The same problem is found again at a later check: said so, since twins are not entered twice."""
        times = self.found[unit.pk, text] = self.found.get((unit.pk, text), 0) + 1
        return text if times == 1 else f"{text}（第{times}次检查）"

    def do(self, act: str, who: str, at: datetime, code: str, **told: Any) -> None:
        SINGLE[act](actor=self.who(who, at), at=at, code=code, **told)

    def accepter_of(self, item: Any) -> str:
        if item.accepting.parent_id is None:
            return "organiser"
        return self.account_of(item.accepting)

    def mid_round(self) -> None:
        self.say("年中备案")
        at = self.at(8, 22)
        for number, name in enumerate(self.drawn.towns, 1):
            if number % 5 == 0:
                continue
            unit = Unit.unscoped.get(name=name)
            for list_name in ("problem-list", "rectification-list"):
                good = not (number == 2 and list_name == "rectification-list")
                self.file(f"town{number}", unit, list_name, f"{self.year}-mid", at, "organiser", accept=good)
        self.spots()

    def lately(self) -> None:
        """The last weeks before today, so that a first visitor sees a county at work."""
        self.say("近日")
        pools = people.pools()["problems"]
        for number, name in enumerate(self.drawn.towns[:4] * 3):
            village = Unit.unscoped.get(name=self.drawn.villages[name][4 + number // 4])
            raised, seen = self.now - timedelta(days=12 - number % 4), self.now - timedelta(days=5)
            pool = pools[-1 - number % 9]
            title = f"{village.label}{pool['text']}（近期检查）"
            due = day_of(self.now) + timedelta(days=3 + 4 * (number % 5))
            code = raise_problem(
                actor=self.who("organiser", raised),
                at=raised,
                unit=village.code,
                title=title,
                source="visit",
                category=str(pool["category"]),
                due_on=due,
            )
            if number % 3:
                went = {"went": "支部书记", "went_on": day_of(seen), "how": "到场查看", "basis": "现场情况"}
                self.do("verify_problem", self.account_of(village), seen, code, finding="true", **went)
            if number % 3 == 2:
                later = seen + timedelta(hours=3)
                self.do("submit_plan", self.account_of(village), later, code, measures=MEASURES, due_on=due)

    def autumn(self) -> None:
        """September on: a closed problem comes back, another is revisited, a late one asks too late."""
        self.say("回头看")
        closed = list(
            Item.unscoped.filter(kind="problem", state="closed").select_related("accepting").order_by("id")[:4]
        )
        for number, item in enumerate(closed):
            who, at = self.accepter_of(item), self.at(9, 12 + number)
            if number % 2:
                self.do(
                    "reopen_problem",
                    who,
                    at,
                    item.code,
                    note="回头看发现又出现了同样的情况。",
                    due_on=date(self.year, 12, 15),
                )
            else:
                self.do("revisit_problem", who, at, item.code, note="保持得不错，没有反弹。")
