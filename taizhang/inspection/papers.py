"""The papers of an inspection: a unit's feedback sheet, a team's report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.papers import Heading, Paper
from taizhang.inspection import labels
from taizhang.inspection.models import Finding, Plan, Talk, Team, Visit
from taizhang.inspection.rules.answers import Score, items_of, words_of
from taizhang.inspection.selectors import Filled
from taizhang.kit.clock import day_of
from taizhang.kit.words import _, day_words

FEEDBACK = _("检查情况反馈单")
OPENING = _("{plan}（依据：{paper}）于{day}走访了你单位。现将检查情况反馈如下。")
LOST, NOTHING_LOST = _("失分和不达标的项目"), _("没有失分和不达标的项目。")
FOUND, NOTHING_FOUND = _("发现的问题"), _("没有发现问题。")
WORDS_HEAD, AGREED = _("单位意见"), _("认可。")
SCORE = _("{title}：应查{asked}项，实查{answered}项，得{gained}分（可得{possible}分）。")
LOST_COLUMNS = ((_("编号"), 6), (_("项目"), 24), (_("标准"), 24), (_("结果"), 12), (_("得分"), 8))
FOUND_COLUMNS = ((_("序号"), 5), (_("问题"), 34), (_("台账编号"), 11), (_("建议整改到"), 13))
REPORT = _("{plan} {team}检查报告")
TEAM_OPENING = _("{team}（组长{head}，成员{members}）从{start}到{end}走访{count}个单位。检查依据：{paper}。")
UNITS_COLUMNS = ((_("单位"), 14), (_("走访日期"), 12), (_("得分"), 16), (_("问题"), 6), (_("单位意见"), 14))
UNITS_HEAD, COMMON_HEAD = _("走访情况"), _("发现的问题")
TALKS = _("谈话{count}人次。")
ANSWER_BY = _("对以上情况有异议的，请在{day}前提出；认可的，在台账上点“认可”。")


def _columns(told: Sequence[tuple[str, int]]) -> list[Column]:
    return [Column(gettext(text), width) for text, width in told]


def feedback_paper(visit: Visit, lists: Sequence[Filled], findings: Sequence[Finding]) -> Paper:
    """The sheet that goes to the unit: scores, what was lost, what was found, and the unit's word."""
    opening = gettext(OPENING).format(plan=visit.plan.title, paper=visit.plan.basis_paper, day=day_words(visit.on))
    blocks: list[Any] = [opening, *(score_words(one) for one in lists), Heading(gettext(LOST))]
    rows = [row for one in lists for row in _lost(one)]
    blocks.append(ListSheet("", _columns(LOST_COLUMNS), rows) if rows else gettext(NOTHING_LOST))
    blocks.append(Heading(gettext(FOUND)))
    told = [one for one in findings if one.state != "dropped"]
    blocks.append(ListSheet("", _columns(FOUND_COLUMNS), _found(told)) if told else gettext(NOTHING_FOUND))
    if visit.worded_at:
        blocks += [Heading(gettext(WORDS_HEAD)), visit.words or gettext(AGREED), visit.worded_by]
    elif visit.answer_by:
        blocks.append(gettext(ANSWER_BY).format(day=day_words(visit.answer_by)))
    day = day_words(day_of(visit.ended_at)) if visit.ended_at else ""
    return Paper(gettext(FEEDBACK), tuple(blocks), to=f"{visit.unit.name}：", below=(visit.plan.host.name, day))


def score_words(one: Filled) -> str:
    """One checklist's sum in words."""
    return gettext(SCORE).format(title=one.checklist.title, **score_facts(one.score))


def score_facts(score: Score) -> dict[str, str]:
    """A score's numbers as written."""
    told = {"asked": str(score.asked), "answered": str(score.answered)}
    return {**told, "gained": words_of(score.gained), "possible": words_of(float(score.possible))}


def _lost(one: Filled) -> list[list[str]]:
    found = []
    for item in items_of(one.checklist.body):
        result = one.results[item["key"]]
        if result.fails:
            value = one.answers[item["key"]].value
            told = f"{words_of(value)}{item.get('measure', '')}"
            points = f"{words_of(result.gained)}/{words_of(float(item['points']))}" if result.gained is not None else ""
            found.append([item["key"], item["text"], item.get("standard", ""), told, points])
    return found


def _found(findings: Sequence[Finding]) -> list[list[str]]:
    return [
        [str(number), one.text, one.item.code if one.item else "", day_words(one.due_on)]
        for number, one in enumerate(findings, 1)
    ]


def team_paper(
    plan: Plan,
    team: Team,
    rows: Sequence[tuple[Visit, Sequence[Score], int]],
    findings: Sequence[Finding],
    talks: Sequence[Talk],
) -> Paper:
    """A team's report: whom it visited, what each scored, what it found."""
    people = [one.account.person.name for one in team.members.all() if not one.is_head] or ["—"]
    heads = [one.account.person.name for one in team.members.all() if one.is_head]
    days = [visit.on for visit, _scores, _count in rows if visit.on]
    told = {"team": team.name, "head": "、".join(heads), "members": "、".join(people), "count": len(rows)}
    told |= {"start": day_words(min(days, default=plan.from_on)), "end": day_words(max(days, default=plan.to_on))}
    opening = gettext(TEAM_OPENING).format(**told, paper=plan.basis_paper)
    table = ListSheet("", _columns(UNITS_COLUMNS), [_row(*row) for row in rows])
    shown = [one for one in findings if one.state != "dropped"]
    units = [
        [str(number), f"{one.visit.unit.label}：{one.text}", one.item.code if one.item else "", day_words(one.due_on)]
        for number, one in enumerate(shown, 1)
    ]
    blocks: list[Any] = [opening, Heading(gettext(UNITS_HEAD)), table, gettext(TALKS).format(count=len(talks))]
    blocks.append(Heading(gettext(COMMON_HEAD)))
    blocks.append(ListSheet("", _columns(FOUND_COLUMNS), units) if units else gettext(NOTHING_FOUND))
    return Paper(gettext(REPORT).format(plan=plan.title, team=team.name), tuple(blocks), below=(team.name,))


def _row(visit: Visit, scores: Sequence[Score], count: int) -> list[str]:
    total = "；".join(f"{words_of(one.gained)}/{words_of(float(one.possible))}" for one in scores if one.possible)
    return [visit.unit.label, day_words(visit.on), total, str(count), gettext(labels.VISIT_STATES[visit.state])]
