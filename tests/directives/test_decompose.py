"""Speeches with every numbering taken apart; every character kept."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from taizhang.directives.rules import Clause, decompose
from taizhang.directives.wording import find_deadlines, find_doubts, find_gaps, find_holders

pytestmark = pytest.mark.once
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "speech" / "speech.txt"


def shape(clauses: list[Clause]) -> str:
    """A tree in short: numbers, * for a closing, children in brackets."""
    parts = [
        (one.number or "-")
        + ("*" if one.kind == "closing" else "")
        + (f"[{shape(one.children)}]" if one.children else "")
        for one in clauses
    ]
    return " ".join(parts)


CASES = {
    "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n②己\n二、庚": "一、[（一）[1.[（1）[① ②]]]] 二、",
    "\n\n一、认识\n二、落实\n": "一、 二、",
    "一、甲工作\n（一）乙工作\n同志们，这一点要特别注意。\n（二）丙工作\n二、戊\n": "一、[（一） （二）] 二、",
    "一、甲\n（一）乙\n在新的征程上，让我们团结奋斗，再创佳绩！\n谢谢大家！": "一、[（一）] -* -*",
    "二、加强领导\n各乡镇党委要压实责任，7月底前完成，提供坚强组织保障。": "二、",
    "第一部分 回顾\n一、党建\n二、经济\n第二部分 安排\n一、党建\n": "第一部分[一、 二、] 第二部分[一、]",
    "第一章 总则\n第一条 甲\n第二条 乙\n第二章 别\n第三条 丙": "第一章[第一条 第二条] 第二章[第三条]",
    "一、甲\n1.2025年完成。\n2.2026年再提高。\n3.7月底前验收。\n": "一、[1. 2. 3.]",
    "三点要求：一是快；二是准；三是狠。": "- 一是 二是 三是",
    "（一）学习\n①甲；②乙；③丙。": "（一）[① ② ③]",
    "一、抓经济\n一、二季度增长。\n（一）工业\n二、三产业协同。\n（二）农业\n二、抓党建": "一、[（一） （二）] 二、",
    "第一要抓学习，第二要抓落实，第三要抓督查。": "第一 第二 第三",
    "一．提高认识\n二．抓好落实": "一． 二．",
    "一是抓学习。要做到三个一：一是一周一学，二是一月一测，三是一季一考。二是抓落实。": "一是[一是 二是 三是] 二是",
    "一是甲。二是乙。三要丙。": "一是 二是 三要",
    "一、重点工作 1.抓班子建设 2.抓队伍建设": "一、[1. 2.]",
    "三、加强领导。各级要高度重视。同志们，让我们携手并进！": "三、 -*",
    "（一）甲。\n（二）按时报。\n\n附件：1.名单\n      2.表格\n\n县委组织部\n2026年7月8日": "（一） （二） - - -* -*",
    "会议要求：第一，学。首先学原文。其次学精神。第二，做。\n一、甲\n二、乙": "- 第一[首先 其次] 第二 一、 二、",
    "这是1.5万元和2026.7.8的事，统一是要求，唯一要做。第一责任人负责。": "-",
    "没有编号的一段。\n又一段。": "- -",
    "十、甲内容\n十一、乙内容\n二十、丙内容": "十、 十一、 二十、",
    "一、甲方面\r\n一是乙；二是丙。\r\n二、丁\r\n": "一、[一是 二是] 二、",
    "\u3000\u3000(一)甲\n\u3000\u3000(二)乙": "(一) (二)",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_numbering_of_every_kind(text: str, expected: str) -> None:
    assert shape(decompose(text)) == expected


def check_tiles(text: str, clauses: list[Clause]) -> None:
    assert "".join(text[one.start : one.end] for one in clauses) == text
    for one in (inner for clause in clauses for inner in clause.walk()):
        below = "".join(text[child.start : child.end] for child in one.children)
        assert below == (text[one.lead_end : one.end] if one.children else "")


FRAGMENTS = [
    "一、",
    "二、",
    "（一）",
    "1.",
    "一是",
    "二是",
    "第一，",
    "第二，",
    "首先，",
    "其次，",
    "\n",
    "\r\n",
    "。",
    "，",
    "甲工作",
    "\u3000",
    "同志们，",
    "附件：",
    "2026年",
    "①",
    "②",
    "**个",
    "  ",
    "让我们",
    "第一章 ",
]


def test_every_character_is_kept_whatever_the_text() -> None:
    dice = random.Random(3)
    for _unused in range(1500):
        text = "".join(dice.choice(FRAGMENTS) for _times in range(dice.randint(0, 50)))
        check_tiles(text, decompose(text))


def test_preamble_tasks_come_before_the_sections() -> None:
    text = "同志们：\n会后三件事要立即办。第一，甲。第二，乙。第三，丙。\n下面讲两点：\n"
    text += "一、丁。一是戊；二是己。\n二、庚。\n同志们，让我们努力。"
    kinds = [one.kind for one in decompose(text)]
    assert kinds == ["paragraph", "paragraph", "task", "task", "task", "paragraph", "section", "section", "closing"]


@pytest.mark.skipif(not SHARED.exists(), reason="the sample speech is not beside this checkout")
def test_the_sample_speech() -> None:
    text = SHARED.read_text("utf-8")
    clauses = decompose(text)
    check_tiles(text, clauses)
    sections = [one for one in clauses if one.kind == "section"]
    assert [len(one.children) for one in sections] == [3, 5, 3, 3, 3]
    assert [one.number for one in clauses if one.kind == "task"] == ["第一", "第二", "第三"]
    assert clauses[-1].kind == "closing" and clauses[-1].number == ""
    assert "台帐" in [doubt.written for doubt in find_doubts(text)]
    last = sections[4].children[2]
    assert last.deadline_words[:4] == ["抓紧", "年初", "年中", "年底"] and "县委组织部" in last.holders


def test_deadlines() -> None:
    text = "立即整改，抓紧制定，每年一次，年初建账、年中查账、年底要账，力争到2025年，7月底前，三个月内，"
    text += "党员青年中，今年中央文件"
    found = find_deadlines(text)
    assert found == ["立即", "抓紧", "每年", "年初", "年中", "年底", "力争到2025年", "7月底前", "三个月内"]


def test_holders() -> None:
    text = "各乡镇党委和县委直属党（工）委要核实，县委组织部汇总，党委书记负总责，提升基层党组织的功能，必须全部负责"
    assert find_holders(text) == ["各乡镇党委", "县委直属党（工）委", "县委组织部", "党委书记"]


def test_gaps() -> None:
    assert find_gaps("对**个乡镇，每年*万元，到202*年，XX村，3×5米") == ["**个", "*万元", "202*年", "XX村"]
