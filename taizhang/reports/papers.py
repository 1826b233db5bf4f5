"""Papers across systems: the mid-year notice (通报), the year's settlement, the hand-over pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext

from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.papers import Heading, Paper
from taizhang.filing.selectors import UnitLine
from taizhang.kit.words import _, day_words
from taizhang.ledger.labels import STATES
from taizhang.ledger.models import Item
from taizhang.orgs.labels import FIELDS
from taizhang.orgs.models import Unit
from taizhang.reports.selectors import Account, Handover, Joint, Leader, Record

NOTICE_TITLE = _("关于{round}情况的通报")
NOTICE_OPENING = _(
    "截至{day}，{unit}所辖{count}个单位本轮共有问题{total}个，已销号{closed}个，超期{late}个。各单位情况如下。"
)
NOTICE_MISSING = _("本轮清单还没有报齐的单位：{names}。请于近日补报。")
NOTICE_LACKS = _("{unit}（缺{lists}）")
NOTICE_SPOTS = _("抽查{drawn}件，已看{seen}件，其中相符{held}件、不符{failed}件。")
NOTICE_AGAIN = _("不符的已经重开或登记为问题，由有关单位重新整改。")
NOTICE_WHOLE = _("各单位均已报送备案。")
NOTICE_HEADINGS = (_("单位"), _("问题"), _("已核实"), _("已销号"), _("超期"), _("反复"), _("销号率"))
NOTICE_WIDTHS = (16, 7, 8, 8, 7, 7, 9)
YEAR_TITLE = _("{unit}{year}年底要账结算表")
YEAR_HEADINGS = (
    _("单位"),
    _("问题和任务"),
    _("办结"),
    _("有佐证"),
    _("超期"),
    _("结转下年"),
    _("责任各期"),
    _("按时"),
    _("补登"),
    _("没有登记"),
)
YEAR_WIDTHS = (16, 9, 7, 7, 7, 8, 8, 7, 7, 8)
WHOLE_TITLE, OWN_OF = _("{unit}{year}年底要账结算表（各级）"), _("{unit}本级")
OWN = _("本级")
YEAR_NOTE = _(
    "问题和任务连同下级一起算，责任各期只算本单位自己的责任清单；结转下年的沿用原编号，排在下年最前面。截至{day}。"
)
HAND_TITLE = _("{unit}工作移交清单")
HAND_OPENING = _(
    "截至{day}，{unit}没有办结的问题{problems}个、任务{tasks}项，督办单{slips}张。新任书记接着办，编号不变。"
)
HAND_DUTIES = _("本年责任清单到期{promised}期：按时{done}期，补登{late}期，没有登记{missed}期。")
HAND_HEADINGS = (_("编号"), _("内容"), _("状态"), _("责任人"), _("时限"))
HAND_WIDTHS = (10, 26, 9, 9, 11)
SLIP_HEADINGS, SLIP_WIDTHS = (_("文号"), _("督办事项"), _("反馈期限")), (14, 30, 12)
SAID_HEADINGS = (_("会议"), _("点评意见"), _("认可期限"))
PROBLEMS, TASKS, SLIPS, SAID = _("一、问题"), _("二、任务"), _("三、督办单"), _("四、还没有答复的点评")
NOTHING, NONE = _("没有。"), _("没有")
LEADER_TITLE = _("{unit}{name}{year}履责情况")
LEADER_OPENING = _("{unit}{posts}{name}，分管：{fields}；联系点：{contacts}。以下都取自台账记录，截至{day}。")
LEADER_DUTIES = _("责任清单")
LEADER_ITEMS, LEADER_FIELDS, LEADER_CONTACTS = _("负责的问题和任务"), _("分管领域"), _("联系点")
LEADER_SAID = _("点评意见")
DUTY_HEADINGS, DUTY_WIDTHS = (_("责任事项"), _("责任"), _("应办"), _("已办"), _("未办")), (34, 12, 7, 7, 7)
RECORD_HEADINGS, RECORD_WIDTHS = (_("日期"), _("事项"), _("说明"), _("现在怎样")), (12, 30, 18, 10)
COUNT_HEADINGS, COUNT_WIDTHS = (_("单位或领域"), _("问题和任务"), _("办结"), _("超期")), (24, 12, 9, 9)
SAID_OF_HEADINGS, SAID_OF_WIDTHS = (_("单位"), _("点评意见"), _("现在怎样")), (16, 36, 12)
AS_FIRST, AS_CHARGE = _("第一责任人"), _("分管责任")
SIGNING = (_("移交人：　　　　　　"), _("接收人：　　　　　　"), _("监交人：　　　　　　"))


Lacking = tuple[str, list[str]]  # a unit, and the lists it has not sent up


def _lacking(one: Lacking) -> str:
    unit, lists = one
    return gettext(NOTICE_LACKS).format(unit=unit, lists="、".join(gettext(name) for name in lists))


def notice_paper(
    lines: Sequence[UnitLine], missing: Sequence[Lacking], unit: str, round_name: str, day: date, spots: Counter[str]
) -> Paper:
    """通报 of a round: in the tree's order, never ranked."""
    total = {name: sum(line.counts[name] for line in lines) for name in ("total", "closed", "late")}
    opening = gettext(NOTICE_OPENING).format(day=day_words(day), unit=unit, count=len(lines), **total)
    rows = [
        [
            line.unit.label,
            *(str(line.counts[name]) for name in ("total", "verified", "closed", "late", "recurring")),
            line.rate,
        ]
        for line in lines
    ]
    table = ListSheet("", _columns(NOTICE_HEADINGS, NOTICE_WIDTHS), rows)
    ending = (
        gettext(NOTICE_MISSING).format(names="、".join(map(_lacking, missing))) if missing else gettext(NOTICE_WHOLE)
    )
    seen = spots["held"] + spots["failed"]
    looked = [gettext(NOTICE_SPOTS).format(**{name: spots[name] for name in ("drawn", "held", "failed")}, seen=seen)]
    looked += [gettext(NOTICE_AGAIN)] if spots["failed"] else []
    blocks = (opening, table, *(looked if spots["drawn"] else ()), ending)
    return Paper(gettext(NOTICE_TITLE).format(round=round_name), blocks, below=(unit, day_words(day)))


def year_sheet(accounts: Sequence[Account], unit: str, year: int, day: date) -> ListSheet:
    """年底要账: what each unit's year promised and what came of it."""
    rows = [
        [
            gettext(OWN) if one.is_own else one.unit.label,
            *_numbers(one),
        ]
        for one in accounts
    ]
    title = gettext(YEAR_TITLE).format(unit=unit, year=year)
    return ListSheet(title, _year_columns(), rows, below=(gettext(YEAR_NOTE).format(day=day_words(day)),))


def whole_year_sheet(accounts: Iterable[tuple[int, Account]], unit: Unit, year: int, day: date) -> ListSheet:
    """年底要账 of everything below a unit, level under level."""
    rows = [
        ["　" * deep + (gettext(OWN_OF).format(unit=one.unit.label) if one.is_own else one.unit.label), *_numbers(one)]
        for deep, one in accounts
    ]
    columns = [replace(_year_columns()[0], width=34), *_year_columns()[1:]]
    title, note = gettext(WHOLE_TITLE).format(unit=unit.label, year=year), gettext(YEAR_NOTE).format(day=day_words(day))
    return ListSheet(title, columns, rows, below=(note,))


def _year_columns() -> list[Column]:
    """The unit, then numbers that may be summed."""
    first, *others = _columns(YEAR_HEADINGS, YEAR_WIDTHS)
    return [first, *(replace(one, counts=True) for one in others)]


def _numbers(one: Account) -> list[str]:
    return [
        *(str(one.items[name]) for name in ("promised", "done", "proven", "late", "carried")),
        *(str(one.duties[name]) for name in ("promised", "done", "late", "missed")),
    ]


def handover_paper(pack: Handover, day: date) -> Paper:
    """The hand-over pack with the lines where both sign."""
    counts = {
        "problems": pack.counts.get("problem", 0),
        "tasks": pack.counts.get("task", 0),
        "slips": pack.counts.get("slip", 0),
    }
    opening = gettext(HAND_OPENING).format(day=day_words(day), unit=pack.unit.label, **counts)
    blocks: list[str | Heading | ListSheet] = [opening, gettext(HAND_DUTIES).format(**_all(pack.duties))]
    blocks += [Heading(gettext(PROBLEMS)), _items(pack.problems), Heading(gettext(TASKS)), _items(pack.tasks)]
    slips = [[one.number, one.title, day_words(one.due_on)] for one in pack.slips]
    blocks += [Heading(gettext(SLIPS)), _table(slips, SLIP_HEADINGS, SLIP_WIDTHS)]
    said = [[one.debrief.meeting.title, one.text, day_words(one.agree_by)] for one in pack.comments]
    blocks += [Heading(gettext(SAID)), _table(said, SAID_HEADINGS, SLIP_WIDTHS)]
    title = gettext(HAND_TITLE).format(unit=pack.unit.label)
    return Paper(title, tuple(blocks), below=(*(gettext(line) for line in SIGNING), day_words(day)))


def leader_paper(one: Leader, unit: Unit, year: int, day: date) -> Paper:
    """A leader's year on one sheet: the four, the session records, the duties, fields, contact units, open matters."""
    facts = {
        "unit": unit.label,
        "name": one.person.name,
        "posts": "、".join(post.title for post in one.posts),
        "fields": "、".join(gettext(FIELDS.get(each.field, each.field)) for each in one.charges) or gettext(NONE),
        "contacts": "、".join(each.label for each, _counts in one.contacts) or gettext(NONE),
        "day": day_words(day),
    }
    blocks: list[str | Heading | ListSheet] = [gettext(LEADER_OPENING).format(**facts)]
    for label, records in one.aspects:
        blocks += [Heading(gettext(label)), _records(records)]
    duties = [_duty_row(each, one) for each in one.duties]
    counts = [(gettext(FIELDS.get(key, key)), told) for key, told in one.fields]
    contacts = [(each.label, told) for each, told in one.contacts]
    said = [
        [each.debrief.unit.label, each.text, gettext(STATES[each.item.state]) if each.item else ""]
        for each in one.comments
    ]
    blocks += [Heading(gettext(LEADER_DUTIES)), _table(duties, DUTY_HEADINGS, DUTY_WIDTHS)]
    for heading, rows in ((LEADER_FIELDS, counts), (LEADER_CONTACTS, contacts)):
        blocks += [Heading(gettext(heading)), _table(_counted(rows), COUNT_HEADINGS, COUNT_WIDTHS)] if rows else []
    blocks += [Heading(gettext(LEADER_ITEMS)), _items(one.items)]
    blocks += [Heading(gettext(LEADER_SAID)), _table(said, SAID_OF_HEADINGS, SAID_OF_WIDTHS)]
    title = gettext(LEADER_TITLE).format(unit=unit.label, name=one.person.name, year=year)
    return Paper(title, tuple(blocks), below=(unit.label, day_words(day)))


def _duty_row(each: Joint, one: Leader) -> list[str]:
    states = [period.state for period in each.periods]
    role = AS_FIRST if each.first == one.person else AS_CHARGE
    done = sum(state in ("done", "recorded_late") for state in states)
    missed = states.count("missed")
    return [each.item.title, gettext(role), str(done + missed), str(done), str(missed)]


def _counted(rows: Sequence[tuple[str, Counter[str]]]) -> list[list[str]]:
    return [[name, *(str(told[key]) for key in ("total", "closed", "late"))] for name, told in rows]


def _records(records: Sequence[Record]) -> ListSheet | str:
    rows = [[day_words(r.day), r.words, r.note, gettext(STATES[r.came]) if r.came else ""] for r in records]
    return _table(rows, RECORD_HEADINGS, RECORD_WIDTHS)


def _all(duties: object) -> dict[str, int]:
    return {name: duties[name] for name in ("promised", "done", "late", "missed")}  # type: ignore[index]


def _items(items: Sequence[Item]) -> ListSheet | str:
    return _table(
        [[one.code, one.title, gettext(STATES[one.state]), one.person, day_words(one.due_on)] for one in items]
    )


def _table(
    rows: list[list[str]], headings: Sequence[str] = HAND_HEADINGS, widths: Sequence[float] = HAND_WIDTHS
) -> ListSheet | str:
    return ListSheet("", _columns(headings, widths), rows) if rows else gettext(NOTHING)


def _columns(headings: Sequence[str], widths: Sequence[float]) -> list[Column]:
    return [Column(gettext(text), width) for text, width in zip(headings, widths, strict=True)]
