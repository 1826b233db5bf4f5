"""The demonstration county's half-year debrief: from reports to the three duties, and on into two townships."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from taizhang.debrief import actions
from taizhang.debrief.models import Comment, Debrief, Grade
from taizhang.filing.actions import accept_filing, seal_list, send_filing
from taizhang.ledger.models import Item
from taizhang.orgs.models import Unit
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from taizhang.shell.demo import people
from taizhang.shell.demo.carrying import MEASURES


class Debriefing:
    """The part of the story that tells the meeting of the speech."""

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

    def debrief(self) -> list[str]:
        """The county's meeting, held and closed. Returns the numbers of the duties that raised themselves."""
        self.say("述职评议")
        self.allow_boxes()
        called, held, ended = self.at(6, 12), self.at(6, 29, 8), self.at(6, 29, 18)
        units = [Unit.unscoped.get(name=name) for name in self.drawn.towns]
        units.append(Unit.unscoped.get(name=people.pools()["work_committee"]["name"]))
        meeting = self.call("organiser", called, held.date(), units, place="县委礼堂")
        self.reports(meeting, self.at(6, 16), "organiser")
        pools = people.pools()["debrief"]
        facts = {"actor": self.who("organiser2", self.at(6, 26)), "at": self.at(6, 26), "code": meeting}
        told = {"unit": units[0].code, "text": pools["problems"][0], "speaker": "田静怡", "speaker_post": "县委副书记"}
        first = actions.draft_comment(**facts, **told, due_on=date(self.year, 9, 20))
        actions.begin_meeting(
            actor=self.who("organiser", held),
            at=held,
            code=meeting,
            chair="沈怀信",
            attending="县委常委\n两代表一委员3名\n基层党建指导员2名",
        )
        del told["unit"]
        actions.record_comment(
            actor=self.who("organiser2", held),
            at=held,
            code=meeting,
            comment=first,
            due_on=date(self.year, 9, 20),
            **told,
        )
        self.comments(meeting, units, held)
        actions.end_meeting(actor=self.who("organiser", held), at=held, code=meeting)
        self.answers(meeting, held, "organiser")
        self.letters(meeting, ended)
        office, words = self.who("organiser", ended), "会议由县委书记作总结讲话，讲话全文另存。"
        actions.write_minutes(actor=office, at=ended, code=meeting, minutes=words)
        made: list[str] = actions.close_meeting(actor=office, at=ended, code=meeting, anyway=True)
        return made

    def allow_boxes(self) -> None:
        """The county has switched electronic ballots on, so that they can be tried."""
        text = shipped()["appraisal"].text.replace("allowed: false", "allowed: true")
        text = text.replace('version: "2026.1"', f'version: "{self.year}.1示范"')
        text = text.replace('in_force_from: "2020-01-01"', f'in_force_from: "{self.year}-01-01"')
        publish_book(actor=self.who("organiser", self.at(6, 1)), at=self.at(6, 1), text=text)

    def year_end(self) -> None:
        """The county's yearly meeting is called; one township has held its own, counted twice and graded."""
        called, held = self.now - timedelta(days=22), self.now - timedelta(days=10)
        units = [Unit.unscoped.get(name=name) for name in self.drawn.towns]
        day = (self.now + timedelta(days=21)).date()
        self.call("organiser", self.now - timedelta(days=8), day, units, kind="year")
        villages = [Unit.unscoped.get(name=one) for one in self.drawn.villages[self.drawn.towns[0]][:5]]
        meeting = self.call("town1clerk", called, held.date(), villages, kind="year", place="镇会议室")
        self.reports(meeting, called + timedelta(days=2), "town1clerk")
        clerk, deputy = self.who("town1clerk", held), self.who("town1deputy", held)
        told: dict[str, Any] = {"at": held, "code": meeting}
        actions.begin_meeting(actor=clerk, chair=self.who("town1", held).name, **told)
        actions.end_meeting(actor=clerk, **told)
        rows = list(Debrief.unscoped.filter(meeting__code=meeting).order_by("ordinal"))
        for number, one in enumerate(rows):
            self.count(number, one.code, held, (clerk, deputy))
            for part, value in (("inspection", 82 + 3 * number), ("comment", 90 - 2 * number)):
                basis = "全年两次到村检查记录" if part == "inspection" else "班子成员点评汇总"
                actions.enter_mark(actor=clerk, at=held, code=one.code, part=part, value=str(value), basis=basis)
        actions.propose_grades(actor=clerk, **told)
        for number, one in enumerate(rows[:4]):
            self.grade(number, one, held + timedelta(days=2))

    def count(self, number: int, code: str, at: datetime, hands: tuple[Any, Any]) -> None:
        """Three classes, each counted by two people; one of them is small and is shown with another."""
        for voter_class, voters in (("leaders", 9), ("units", 24), ("delegates", 4)):
            good = max(0, voters - number * voters // 6)
            marks = [good, voters - good, 0, 0] * 6
            told: dict[str, Any] = {
                "code": code,
                "voter_class": voter_class,
                "given": voters + 1,
                "returned": voters,
                "invalid": 0,
            }
            for hand in hands:
                actions.enter_count(actor=hand, at=at, marks=marks, **told)

    def grade(self, number: int, debrief: Debrief, at: datetime) -> None:
        """Decided by the township's committee, told, one of them objected to."""
        clerk, newest = self.who("town1clerk", at), Grade.unscoped.get(debrief=debrief)
        told: dict[str, Any] = {"actor": clerk, "at": at, "code": debrief.code}
        actions.decide_grade(**told, band=newest.proposed, paper="镇党委会议纪要〔21〕号")
        if number < 3:
            actions.tell_grade(**told)
        if number == 2:
            village = self.who(self.account_of(debrief.unit), at + timedelta(days=1))
            note = "责任清单三月一期是按时办的，登记晚了，请核对会议记录。"
            actions.object_grade(actor=village, at=at + timedelta(days=1), code=debrief.code, note=note)

    def call(self, who: str, at: datetime, day: date, units: list[Unit], **told: Any) -> str:
        given = {"kind": "half", "meeting_on": day, "units": [unit.code for unit in units], **told}
        return actions.open_meeting(actor=self.who(who, at), at=at, **given)

    def reports(self, meeting: str, at: datetime, vetter: str) -> None:
        """Everybody reports; one had to write it again."""
        pools = people.pools()["debrief"]["sections"]
        rows = Debrief.unscoped.filter(meeting__code=meeting).select_related("unit").order_by("ordinal")
        for number, one in enumerate(rows):
            sections = ["".join(text).format(n=3 + number % 5) for text in pools]
            who = self.account_of(one.unit)
            if number == 1:
                thin = [sections[0] * 3, sections[1][:20], sections[2]]
                actions.submit_report(actor=self.who(who, at), at=at, code=one.code, sections=thin)
                later = at + timedelta(days=1)
                note = "问题部分太少，要写到具体的村、具体的事。"
                actions.return_report(actor=self.who(vetter, later), at=later, code=one.code, note=note)
                at = at + timedelta(days=2)
            actions.submit_report(actor=self.who(who, at), at=at, code=one.code, sections=sections)
            vetted = at + timedelta(days=1 + number % 2)
            actions.vet_report(actor=self.who(vetter, vetted), at=vetted, code=one.code, note="可以")

    def comments(self, meeting: str, units: list[Unit], held: datetime) -> None:
        """What was said in the hall, confirmed on the spot by another hand."""
        pools, recorder = people.pools()["debrief"], self.who("organiser2", held)
        speakers = (("田静怡", "县委副书记"), ("沈怀信", "县委书记"))
        for number, unit in enumerate(units):
            text = pools["problems"][(number + 1) % 3] if unit.kind == "township" else pools["problems"][3]
            said = [("problem", text), ("ask", pools["asks"][0])][: 1 + number % 2]
            said += [("praise", pools["praises"][0])] if number % 3 == 2 else []
            for at, (nature, text) in enumerate(said):
                name, post = speakers[(number + at) % 2]
                actions.record_comment(
                    actor=recorder,
                    at=held,
                    code=meeting,
                    unit=unit.code,
                    nature=nature,
                    text=text,
                    speaker=name,
                    speaker_post=post,
                    due_on=None if nature == "praise" else date(self.year, 9, 20 + number % 9),
                )
        for one in Comment.unscoped.filter(debrief__meeting__code=meeting, state="recorded"):
            actions.confirm_comment(actor=self.who("organiser", held), at=held, code=one.code)

    def answers(self, meeting: str, at: datetime, host: str) -> None:
        """Most agree; one objects and the words stand; one does not answer."""
        rows = Comment.unscoped.filter(debrief__meeting__code=meeting).select_related("debrief__unit").order_by("pk")
        for number, one in enumerate(rows):
            who = self.account_of(one.debrief.unit)
            if number == 2:
                note = "公开栏只有一个村反弹，不是普遍情况。"
                actions.question_comment(actor=self.who(who, at), at=at, code=one.code, note=note)
                reason = "暗访记录里有两个村，意见维持，涉及的村名写进反馈函。"
                actions.uphold_comment(actor=self.who(host, at), at=at, code=one.code, note=reason)
            elif number != 3:
                actions.agree_comment(actor=self.who(who, at), at=at, code=one.code)

    def letters(self, meeting: str, at: datetime) -> None:
        rows = Debrief.unscoped.filter(meeting__code=meeting).order_by("ordinal")
        for number, one in enumerate(rows, 1):
            told = {"number": f"柳组函〔{self.year}〕{number + 10}号", "signer": "程远志"}
            actions.send_letter(actor=self.who("organiser", at), at=at, code=one.code, **told)

    def follow(self) -> None:
        """After the meeting: one township verifies, plans and files at once; the organs' committee verifies late."""
        said = Comment.unscoped.filter(item__kind="problem", debrief__meeting__above=None)
        rows = Item.unscoped.filter(pk__in=said.values("item")).select_related("unit").order_by("pk")
        towns = [Unit.unscoped.get(name=self.drawn.towns[0]).pk]
        committee = Unit.unscoped.get(name=people.pools()["work_committee"]["name"]).pk
        for item in rows:
            unit = item.unit
            if unit.pk not in (*towns, committee):
                continue
            who, at = self.account_of(unit), self.at(7, 1 if unit.pk in towns else 9)
            went = {
                "went": "书记、组织委员",
                "went_on": at.date(),
                "how": "查记录、到村走访",
                "basis": "会议记录和走访记录",
            }
            self.do("verify_problem", who, at, item.code, finding="true", **went)
            if unit.pk in towns:
                due, planned = date(self.year, 9, 20), at + timedelta(days=4)
                self.do("submit_plan", who, planned, item.code, measures=MEASURES, due_on=due)
                self.do("approve_plan", "organiser", planned + timedelta(days=1), item.code)
                proof = ("会议记录.txt", f"{item.code} 党委会议记录".encode())
                self.do("apply_closure", who, self.at(9, 8), item.code, note="已逐条改好。", files=[proof])
                self.do("accept_closure", "organiser", self.at(9, 12), item.code, note="查了记录，改到位了。")
        self.file_after("town1", Unit.unscoped.get(pk=towns[0]), self.at(7, 16))

    def file_after(self, who: str, unit: Unit, at: datetime) -> None:
        """The four lists of a unit go up after the meeting: with the last of them the duty is carried out."""
        for name in ("duty-list", "problem-list", "rectification-list", "verified-list"):
            told = {"list_name": name, "unit": unit.code, "occasion": "debrief", "round_code": f"{self.year}-mid"}
            code = seal_list(actor=self.who(who, at), at=at, document_number=f"石委发〔{self.year}〕7号", **told)
            send_filing(actor=self.who(who, at), at=at, code=code)
            later = at + timedelta(days=1)
            accept_filing(actor=self.who("organiser2", later), at=later, code=code)

    def cascade(self) -> None:
        """The first township holds its own meeting, villages and all; the second has called one; the rest have not."""
        pools = people.pools()["debrief"]
        for number, name in enumerate(self.drawn.towns[:2], 1):
            called, held = self.at(7, 6), self.at(7, 17 + 8 * (number - 1))
            villages = [Unit.unscoped.get(name=one) for one in self.drawn.villages[name][:6]]
            meeting = self.call(f"town{number}clerk", called, held.date(), villages, place="镇会议室")
            if number == 2:
                continue
            self.reports(meeting, self.at(7, 9), f"town{number}clerk")
            told: dict[str, Any] = {"at": held, "code": meeting}
            clerk, head = self.who(f"town{number}clerk", held), self.who(f"town{number}", held)
            actions.begin_meeting(actor=clerk, chair=head.name, **told)
            for at, village in enumerate(villages[:4]):
                text = pools["village_problems"][at % 2]
                said = {"unit": village.code, "text": text, "speaker": head.name, "speaker_post": "镇党委书记"}
                actions.record_comment(actor=clerk, due_on=date(self.year, 9, 10), **told, **said)
            for one in Comment.unscoped.filter(debrief__meeting__code=meeting, state="recorded"):
                actions.confirm_comment(actor=head, at=held, code=one.code)
            actions.end_meeting(actor=clerk, **told)
            self.answers(meeting, held, f"town{number}")
            actions.close_meeting(actor=clerk, anyway=True, **told)
