"""The papers of a debrief: the report, the signed letter with the comments, the minutes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from taizhang.debrief import labels, rules
from taizhang.debrief.models import Comment, Debrief, Letter, Meeting
from taizhang.debrief.selectors import (
    before_of,
    book_of,
    comments_of,
    debriefs_of,
    facts_for,
    newest_reports,
    reports_of,
)
from taizhang.debrief.states import SPOKEN
from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.papers import Heading, Paper
from taizhang.kit.clock import day_of
from taizhang.kit.words import _, day_words
from taizhang.ledger.labels import STATES
from taizhang.people.viewers import Viewer

REPORT_TITLE = _("{unit}抓基层党建工作述职报告")
LETTER_TITLE = _("点评意见反馈函")
MINUTES_TITLE = _("{title}会议记录")
LETTER_OPENING = _("在{day}召开的{title}上，对你单位抓基层党建工作提出以下点评意见。")
LETTER_ENDING = _(
    "请对照上述意见逐条调查核实，于{day}前答复属实、部分属实或者不属实，并按时限整改。逐条办理情况以台账编号为准。"
)
SINCE_WITHDRAWN = _("（后已撤回）")
HEADINGS = (_("序号"), _("类别"), _("点评意见"), _("责任人"), _("整改时限"), _("台账编号"))
WIDTHS = (5, 6, 26, 9, 11, 12)
SIGNER = _("签发人：{signer}")
WRITTEN_DUE = _("起草日期：{day}")
AUTHOR = _("报送人：{author}")
AT_PLACE = _("时间：{day}")
PLACE = _("地点：{place}")
CHAIR = _("主持人：{chair}")
SPOKE = _("到会述职：{names}")
WROTE = _("书面述职：{names}")
ABSENT = _("缺席：{names}")
ATTENDING = _("参加会议：{names}")
FIRST = _("一、基本情况")
COURSE = _("二、述职")
SAID = _("三、点评")
NOTES = _("四、其他")
BEFORE_HEADINGS = (_("编号"), _("问题"), _("来源"), _("现在"), _("整改结果"))
BEFORE_WIDTHS = (9, 22, 12, 8, 18)


def report_paper(debrief: Debrief, today: date) -> Paper:
    """The report: what the system knows first, then the author's sections; unsubmitted, a form to write in."""
    book, versions = book_of(debrief.meeting)["report"], reports_of(debrief)
    if versions:
        told, before, sections = versions[0].facts["told"], versions[0].facts["before"], versions[0].sections
        foot: tuple[str, ...] = (gettext(AUTHOR).format(author=versions[0].author),)
    else:
        told, before = facts_for(debrief, today), before_of(debrief, book["sources"], today)
        sections, foot = {}, (gettext(WRITTEN_DUE).format(day=day_words(today)),)
    blocks: list[str | Heading | ListSheet] = [Heading(gettext(labels.FACTS["before"]))]
    blocks.append(before_table(before) if before else gettext(labels.FACTS["none_before"]))
    blocks.append("\n".join(gettext(one["sentence"]).format(**_shown(one["facts"])) for one in told))
    for one in book["sections"]:
        blocks += [Heading(gettext(one["title"])), sections.get(one["key"], "　")]
    title = gettext(REPORT_TITLE).format(unit=debrief.unit.name)
    return Paper(title, tuple(blocks), below=(f"{debrief.post} {debrief.person}".strip(), *foot))


def report_sheet(paper: Paper, meeting: str) -> ListSheet:
    """A report part by part, for a county's own template: `row.part` and `row.text`."""
    part = ""
    rows: list[list[str]] = []
    for block in paper.blocks:
        if isinstance(block, Heading):
            part = block.text
        elif isinstance(block, ListSheet):
            line = gettext(labels.BEFORE_LINE)
            names = ("code", "title", "detail", "state", "result")
            rows += [[part, line.format(**dict(zip(names, cells, strict=True)))] for cells in block.rows]
        else:
            rows.append([part, block])
    columns = [Column(gettext(heading), key=key) for key, heading in labels.REPORT_PARTS.items()]
    return ListSheet(paper.title, columns, rows, above=(meeting,), below=paper.below)


def _shown(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: gettext(value) if isinstance(value, str) and value else value for name, value in facts.items()}


def before_table(rows: Sequence[dict[str, Any]]) -> ListSheet:
    """What was said before and what became of it."""
    columns = [Column(gettext(text), width) for text, width in zip(BEFORE_HEADINGS, BEFORE_WIDTHS, strict=True)]
    cells = [
        [one["code"], one["title"], one["detail"], gettext(STATES.get(one["state"], "")), one["result"]] for one in rows
    ]
    return ListSheet("", columns, cells)


def letter_paper(debrief: Debrief, letter: Letter, withdrawn: Collection[str]) -> Paper:
    """点评意见反馈函 as it was sent; a comment withdrawn since (by code) is marked so, never taken out."""
    meeting = debrief.meeting
    opening = gettext(LETTER_OPENING).format(day=day_words(meeting.meeting_on), title=meeting.title)
    columns = [Column(gettext(text), width) for text, width in zip(HEADINGS, WIDTHS, strict=True)]
    rows = [
        [
            str(number),
            gettext(labels.NATURES[one["nature"]]),
            f"{one['text']}（{one['speaker']}）" + (gettext(SINCE_WITHDRAWN) if one["code"] in withdrawn else ""),
            one["person"],
            day_words(date.fromisoformat(one["due_on"])) if one["due_on"] else "",
            one["item"],
        ]
        for number, one in enumerate(letter.rows, 1)
    ]
    foot = (gettext(SIGNER).format(signer=letter.signer), meeting.unit.name, day_words(day_of(letter.at)))
    ending = gettext(LETTER_ENDING).format(day=day_words(letter.answer_by))
    blocks = (opening, ListSheet("", columns, rows), ending)
    return Paper(gettext(LETTER_TITLE), blocks, number=letter.number, to=f"{debrief.unit.name}：", below=foot)


def comment_table(said: Sequence[Comment]) -> ListSheet:
    """Comments with who answers for them, until when, under which number."""
    columns = [Column(gettext(text), width) for text, width in zip(HEADINGS, WIDTHS, strict=True)]
    rows = [
        [
            str(number),
            gettext(labels.NATURES[one.nature]),
            f"{one.text}（{one.speaker}）",
            one.person,
            day_words(one.due_on),
            one.item.code if one.item else "",
        ]
        for number, one in enumerate(said, 1)
    ]
    return ListSheet("", columns, rows)


def minutes_paper(viewer: Viewer, meeting: Meeting) -> Paper:
    """The minutes, put together from what was recorded; the recorder's own words at the end."""
    debriefs = list(debriefs_of(viewer, meeting))
    reports = newest_reports(debriefs)
    said = [one for one in comments_of(viewer, meeting) if one.state in SPOKEN]
    blocks: list[str | Heading | ListSheet] = [Heading(gettext(FIRST)), "\n".join(_heads(meeting, debriefs))]
    blocks.append(Heading(gettext(COURSE)))
    sections = book_of(meeting)["report"]["sections"]
    for number, one in enumerate(debriefs, 1):
        blocks.append(f"{number}. {one.unit.label} {one.person}（{gettext(labels.MODES[one.mode])}）")
        if one.pk in reports:
            told = reports[one.pk].sections
            blocks.append("\n".join(f"{gettext(part['title'])}：{told.get(part['key'], '')}" for part in sections))
    blocks.append(Heading(gettext(SAID)))
    blocks.append(_said(said) if said else "　")
    if meeting.minutes:
        blocks += [Heading(gettext(NOTES)), meeting.minutes]
    return Paper(gettext(MINUTES_TITLE).format(title=meeting.title), tuple(blocks), below=(meeting.unit.name,))


def _heads(meeting: Meeting, debriefs: Sequence[Debrief]) -> list[str]:
    spoke = [f"{one.unit.label}{one.person}" for one in debriefs if one.mode == "speaks" and not one.absence]
    wrote = [f"{one.unit.label}{one.person}" for one in debriefs if one.mode == "written"]
    absent = [f"{one.unit.label}{one.person}（{one.absence}）" for one in debriefs if one.absence]
    lines = [gettext(AT_PLACE).format(day=day_words(meeting.meeting_on))]
    told = ((PLACE, "place", meeting.place), (CHAIR, "chair", meeting.chair))
    lines += [gettext(sentence).format(**{name: text}) for sentence, name, text in told if text]
    people = ((SPOKE, spoke), (WROTE, wrote), (ABSENT, absent), (ATTENDING, meeting.attending.split("\n")))
    return lines + [gettext(text).format(names="、".join(names)) for text, names in people if any(names)]


def _said(said: Sequence[Comment]) -> ListSheet:
    table = comment_table(said)
    rows = [[row[0], one.debrief.unit.label, *row[1:]] for row, one in zip(table.rows, said, strict=True)]
    columns = [table.columns[0], Column(gettext(_("单位")), 9), *table.columns[1:]]
    return ListSheet("", columns, rows)


def agenda_of(meeting: Meeting, debriefs: Sequence[Debrief]) -> list[tuple[str, Debrief | None]]:
    """The meeting's course: (key of labels.AGENDA, whose turn)."""
    speaking = [one for one in debriefs if one.mode == "speaks"]
    course = rules.agenda(meeting.order, len(speaking), meeting.films)
    return [(key, speaking[at] if at >= 0 else None) for key, at in course]
