"""Words that matter in official prose: deadlines, who is to do it, what was masked, what looks miswritten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

YEAR = r"20[0-9*＊×]{2}年"
NUM = "[一二三两四五六七八九十]{1,3}"
BEFORE = r"(?:以前|之前|前)"
DEADLINES = re.compile(
    rf"(?:力争)?(?:到|在)?{YEAR}[\d*＊×Xx]{{1,2}}月(?:[\d*＊×Xx]{{1,2}}日|底|份)?{BEFORE}?"
    rf"|(?:力争)?(?:到|至){YEAR}(?:年?底|末)?{BEFORE}?|{YEAR}(?:年?底|末|内|上半年|下半年){BEFORE}?|{YEAR}{BEFORE}"
    rf"|(?:\d{{1,2}}|[*＊×Xx]+|{NUM})月(?:(?:\d{{1,2}}|[*＊×Xx]+|{NUM})(?:日|号)|底|末|上旬|中旬|下旬){BEFORE}?|\d{{1,2}}月份|\d{{1,2}}月\d{{1,2}}{BEFORE}"
    rf"|(?:\d{{1,3}}|{NUM})个?(?:工作日|天|日|周|月|小时)(?:之内|以内|内)|(?:\d{{1,2}}|{NUM})年(?:之内|以内|内)|半年(?:之内|以内|内)|半个月(?:之内|以内|内)"
    rf"|(?:今年|明年|本年|本月|下月|本周|下周|本季度)(?:年底|年内|底|内|末|初|中(?!央|国|心))?{BEFORE}"
    rf"|(?:今年|明年|本年)(?:年底|年内|底|内|末|初)|(?:本|下)(?:月|周)(?:底|内|末)"
    rf"|(?<![青去少老成中常近当多历半])年(?:底|内|末|初|中(?!央|国|心|间|华)){BEFORE}?|(?<!\d)月底{BEFORE}?|(?:本|每|下)周[一二三四五六日](?![次回课场])(?:{BEFORE})?"
    r"|每(?:两|半|[一二三])?个?(?:年|半年|季度|季|月|周|日|天)|每两个月|春节前|国庆节?前|(?:七一|十一|五一)前"
    r"|立即|立刻|马上|抓紧(?!抓)|尽快|及时|即时|即日起|近期|近日|(?<!社)会后|长期坚持|立行立改|第一时间|限期|限时|按期|按时|定期|随时"
    rf"|(?:上半年|下半年)(?=完成|{BEFORE}|底|内|要)|第?[一二三四]季度(?:末|{BEFORE})?"
)
HEAD = (
    r"(?:全县|全市|全区|全镇)?(?:各级|各|县委|市委|区委|县直|县级|直属|驻村|乡镇（街道）|乡镇\(街道\)|乡镇|街道|镇|村（社区）|村\(社区\)"
    r"|村|社区|机关|基层|党委)"
)
UNIT = (
    r"(?:党委（党组）|党委\(党组\)|党（工）委|党\(工\)委|党工委|党委|党组织|党组|党总支|党支部|支部|组织部门|组织部|宣传部|统战部|政法委|社会工作部|纪委|"
    r"部门|单位|工委|领导班子|班子成员|常委会|常委|办公室)"
)
NAMED = re.compile(
    rf"(?:{HEAD}){{1,4}}{UNIT}{{1,2}}(?:党组织|党委|支部)?(?:主要负责人|主要负责同志|负责人|班子成员|书记|各部门)?"
    r"|党(?:（工）|\(工\)|工)?委书记|党组书记|党支部书记|村党组织书记|(?:驻村)?第一书记|(?:县级|乡镇|村级)层面(?=要)|党委(?=要|应|必须)"
    r"|县(?:人民)?政府(?:办公室|办)?|县人大常委会|县政协|县总工会|团县委|县妇联|分管领导|主要负责同志|组织部门|各(?:乡镇|村|社区|支部|单位)(?=要|应|必须|、|，要)"
    r"|(?:县|市|区)[\u4e00-\u9fa5]{1,8}(?:局|办|中心)(?=牵头|负责|会同|、|要(?!求)|和)|(?<![\u4e00-\u9fa5])[\u4e00-\u9fa5]{2,6}(?:局|办)(?=牵头|负责|会同|要(?!求))"
    r"|(?<![\u4e00-\u9fa5])[\u4e00-\u9fa5]{2,4}(?:镇|乡|街道)党(?:工委|委)(?=牵头|负责|会同|要(?!求)|应)"
)
GENERIC_HEAD = re.compile(
    r"(?:机关|基层|村|社区|村（社区）|镇|街道|乡镇)+(?:党组织|党支部|支部|部门|单位|党委)(?:书记|负责人)?"
)
DUTY_AFTER = re.compile(r"[，,]?(?:要|应|必须|须|负责|牵头|作为|会同|具体)")
STAR = r"[*＊×□]"
GAPS = re.compile(
    rf"(?<![0-9*＊×])[0-9]{{0,6}}(?:(?<![0-9])×(?![0-9])|[*＊□]|(?<=[*＊])×|×(?=[*＊×])|(?<=×)×)+(?:[0-9.]{{0,6}}{STAR})*\.?[0-9]{{0,6}}[%％]?"
    r"(?:个|万元|亿元|元|平方米|人|名|年|月|日|省|市|县|乡|镇|村|次|户|家)?"
    r"|(?<![A-Za-zＡ-Ｚ])[XxＸ]{1,4}(?:个|万元|元|人|名|年|月|日|省|市|县|乡|镇|村|%|％)|(?<![A-Za-z])[XxＸ]{2,4}(?![A-Za-z])"
    r"|_{2,}|(?<![一二三四五六七八九十])〇{2,}(?![一二三四五六七八九])|某某"
)
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
        if word.startswith(("全部", "必须")):
            continue
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
