"""Words that matter in official prose: deadlines, who is to do it, what was masked, what looks miswritten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

YEAR = r"20[0-9*＊×]{2}年"
DEADLINES = re.compile(
    rf"(?:力争)?(?:到|在)?{YEAR}(?:\d{{1,2}}月(?:\d{{1,2}}日|底)?|年?底|上半年|下半年)?(?:以?前|之前)?"
    r"|\d{1,2}月(?:\d{1,2}日|底|上旬|中旬|下旬)(?:以?前|之前)?"
    r"|\d{1,2}个?(?:工作日|天|日|周|月|年)(?:之?内|以内)"
    r"|[一二三两四五六七八九十]{1,3}(?:个月|天|周|年|个工作日)(?:之?内|以内)"
    r"|(?:今年|明年|本年|本月|本周|本季度|年)(?:底|内|末|初|中)(?:以?前|之前)?"
    r"|每(?:年|半年|季度|季|月|周|日|两月|两个月)"
    r"|立即|立刻|马上|抓紧|尽快|及时|即时|即日起|近期|会后|长期坚持|立行立改|第一时间|限期|按期|按时"
    r"|上半年|下半年|[一二三四]季度(?:末|前)?"
)
HEAD = r"(?:全县|全市|全区|全镇)?(?:各级|各|县委|市委|区委|县直|县级|直属|乡镇|街道|镇|村（社区）|村\(社区\)|村|社区|机关|基层|党委)"
UNIT = (
    r"(?:党（工）委|党\(工\)委|党工委|党委|党组织|党组|党总支|党支部|支部|组织部|宣传部|统战部|政法委|社会工作部|纪委|"
    r"部门|单位|工委|领导班子|班子成员|常委会|常委|办公室)"
)
NAMED = re.compile(
    rf"(?:{HEAD}){{1,4}}{UNIT}{{1,2}}(?:党组织|党委|支部)?(?:主要负责人|负责人|班子成员|书记|各部门)?"
    r"|党(?:（工）|\(工\)|工)?委书记|党支部书记|村党组织书记|第一书记|(?:县级|乡镇|村级)层面(?=要)|党委(?=要|应|必须)"
    r"|(?<![\u4e00-\u9fa5])[\u4e00-\u9fa5]{1,6}(?:局|办|委|部)(?=牵头|负责|会同|要(?!求))"
)
GENERIC_HEAD = re.compile(r"(?:机关|基层|村|社区|村（社区）|镇|街道|乡镇)+(?:党组织|党支部|支部|部门|单位|党委)(?:书记|负责人)?")
DUTY_AFTER = re.compile(r"[，,]?(?:要|应|必须|须|负责|牵头|作为|会同|具体)")
GAPS = re.compile(r"[0-9]*[*＊×]+(?:[0-9*＊×])*[%％]?(?:个|万元|亿元|元|平方米|人|名|年|月|日|省|市|县|乡|镇|村|次|户|家)?|_{2,}|[Xx]{2,}|〇{2,}|…{2}以上")
# wrong or doubtful characters often met, with what was probably meant: pointed out, never changed
DOUBTS = (
    (r"台帐", "台账"),
    (r"新形式下党内政治生活", "新形势下党内政治生活"),
    (r"传到压力", "传导压力"),
    (r"作好(?=表率)", "做好"),
    (r"进行集中进行", "进行集中"),
    (r"反应强烈", "反映强烈"),
    (r"帐(?=目|簿|户|号)", "账"),
    (r"按装", "安装"),
    (r"座谈纪录", "座谈记录"),
    (r"贯彻落实好落实", "贯彻落实好"),
    (r"生产关心关怀", "关心关怀"),
    (r"强大攻击力", "强大攻坚力"),
    (r"进行了集中进行", "集中进行了"),
    (r"讲的(?=都|很|非常)", "讲得"),
    (r"(?<=[\u4e00-\u9fa5])[,;:](?=[\u4e00-\u9fa5])", "全角标点"),
    (r"([，。；：])\1", "重复的标点"),
)


@dataclass(frozen=True)
class Doubt:
    """A place in the source that looks miswritten. `meant` is a guess for a person to judge."""

    start: int
    end: int
    written: str
    meant: str


def find_deadlines(text: str) -> list[str]:
    """Deadline words in order, each once."""
    return _once(match.group() for match in DEADLINES.finditer(text))


def find_holders(text: str) -> list[str]:
    """Who the text names as the one to act, in order, each once."""
    found = []
    for match in NAMED.finditer(text):
        word = match.group()
        if GENERIC_HEAD.fullmatch(word) and not DUTY_AFTER.match(text, match.end()):
            continue
        found.append(word)
    return _once(found)


def find_gaps(text: str) -> list[str]:
    """Masked or missing numbers and names, to be filled in by a person."""
    return [match.group() for match in GAPS.finditer(text)]


def find_doubts(text: str) -> list[Doubt]:
    """Characters that look wrong, in order."""
    found = [
        Doubt(match.start(), match.end(), match.group(), meant)
        for pattern, meant in DOUBTS
        for match in re.finditer(pattern, text)
    ]
    return sorted(found, key=lambda doubt: doubt.start)


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
