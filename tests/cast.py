"""One county, two townships, three villages and an organ, with their people by name. All fictional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from taizhang.cycle.actions import open_year
from taizhang.kit.clock import day_of
from taizhang.ledger.actions import SINGLE, raise_problem
from taizhang.ledger.models import Item
from taizhang.orgs.actions import import_units
from taizhang.orgs.models import Unit
from taizhang.orgs.rules import RosterRow
from taizhang.people.actions import grant_role, open_account, post_person
from taizhang.people.models import Account, Post
from taizhang.people.selectors import command_line_viewer, viewer_for
from taizhang.people.viewers import Viewer

AT = timezone.make_aware(datetime(2026, 7, 8, 9))
UNITS = (
    ("中共云岭县委员会", "县委", "", "党委", "机关"),
    ("中共云岭县直属机关工作委员会", "县直机关工委", "县委", "工委", "机关"),
    ("中共云岭县农业农村局支部委员会", "农业农村局支部", "县直机关工委", "党支部", "机关"),
    ("中共云岭县柳沟镇委员会", "柳沟镇党委", "县委", "党委", "农村"),
    ("中共柳沟镇东坡村支部委员会", "东坡村党支部", "柳沟镇党委", "党支部", "农村"),
    ("中共柳沟镇后岭村支部委员会", "后岭村党支部", "柳沟镇党委", "党支部", "农村"),
    ("中共云岭县石桥镇委员会", "石桥镇党委", "县委", "党委", "农村"),
    ("中共石桥镇前坝村支部委员会", "前坝村党支部", "石桥镇党委", "党支部", "农村"),
)
# user name → (name, role, unit, title)
PEOPLE = {
    "cheng": ("程远", "overseer", "县委", "组织部副部长"),
    "qiao": ("乔安", "overseer", "县委", "组织科科长"),
    "shen": ("沈怀信", "secretary", "县委", "县委书记"),
    "tian": ("田静", "leader", "县委", "县委副书记"),
    "luwei": ("鲁为", "secretary", "县直机关工委", "工委书记"),
    "ma": ("马国栋", "secretary", "柳沟镇党委", "党委书记"),
    "he": ("何敏", "clerk", "柳沟镇党委", "组织委员"),
    "zhao": ("赵立民", "secretary", "东坡村党支部", "书记"),
    "sun": ("孙桂兰", "secretary", "后岭村党支部", "书记"),
    "li": ("李文广", "secretary", "石桥镇党委", "党委书记"),
    "wang": ("王海燕", "secretary", "前坝村党支部", "书记"),
    "gao": ("高峰", "inspector", "县委", "巡查组长"),
    "sys": ("闫明", "system_admin", "县委", "系统管理员"),
    "sec": ("林夕", "security_admin", "县委", "安全管理员"),
    "aud": ("周海", "audit_admin", "县委", "审计管理员"),
}
VERIFIED = {"went": "赵立民、何敏", "went_on": date(2026, 7, 9), "how": "到村查看", "basis": "会议记录本缺2至4月"}


@dataclass
class County:
    """The cast on a stage: units by short name, viewers by user name."""

    units: dict[str, Unit]

    def who(self, username: str, at: datetime = AT) -> Viewer:
        """The viewer a user is on a day."""
        return viewer_for(Account.unscoped.select_related("person").get(username=username), day_of(at))

    def unit(self, short: str) -> str:
        """A unit's code."""
        return self.units[short].code

    def head(self, short: str) -> str:
        """The code of a unit's first responsible person."""
        return Post.unscoped.filter(unit=self.units[short]).order_by("pk")[0].person.code

    def problem(
        self, raiser: str = "cheng", unit: str = "东坡村党支部", title: str = "“三会一课”记录不规范", **told: object
    ) -> str:
        """A problem raised; returns its number."""
        given = {"source": "film", "source_detail": "专题片03:12", "category": "组织生活", **told}
        return raise_problem(actor=self.who(raiser), at=AT, unit=self.unit(unit), title=title, **given)  # type: ignore[arg-type]

    def do(self, act: str, who: str, code: str, at: datetime = AT, **told: object) -> object:
        """One act on one item by a user."""
        return SINGLE[act](actor=self.who(who, at), at=at, code=code, **told)

    def bring_to(self, state: str, code: str, doer: str = "zhao", accepter: str = "cheng") -> Item:
        """Take a fresh problem along the usual road as far as a state."""
        road = (
            ("to_verify", "", "", {}),
            ("to_plan", "verify_problem", doer, {"finding": "true", **VERIFIED}),
            ("plan_submitted", "submit_plan", doer, {"measures": "补记、建立提醒", "due_on": date(2026, 8, 15)}),
            ("rectifying", "approve_plan", accepter, {}),
            ("closure_applied", "apply_closure", doer, {"note": "已补记", "files": [("记录.txt", b"minutes")]}),
            ("closed", "accept_closure", accepter, {"note": "看过，可以"}),
        )
        side = {"untrue_claimed": ("claim_untrue", doer, VERIFIED)}
        if state in side:
            act, who, told = side[state]
            self.do(act, who, code, AT + timedelta(days=2), **told)
            return Item.unscoped.get(code=code)
        for reached, act, who, told in road:
            if act:
                self.do(act, who, code, AT + timedelta(days=2), **told)
            if reached == state:
                break
        return Item.unscoped.get(code=code)


def stage() -> County:
    """Set up the county through the ordinary acts."""
    early = AT - timedelta(days=150)
    rows = [RosterRow(row, *cells) for row, cells in enumerate(UNITS, 3)]
    import_units(actor=command_line_viewer(day_of(early)), at=early, rows=rows)
    system = command_line_viewer(day_of(early))
    open_year(actor=system, at=early, year=2026)
    units = {unit.short: unit for unit in Unit.unscoped.select_related("parent")}
    for username, (name, role, unit, title) in PEOPLE.items():
        person = post_person(actor=system, at=early, name=name, unit=units[unit].code, title=title)
        open_account(actor=system, at=early, username=username, person=person)
        grant_role(actor=system, at=early, username=username, role=role, unit=units[unit].code)
    Account.unscoped.update(activation="", activation_until=None)
    return County(units)
