"""Dates as people write them: 2026.8.31, 8月31日, 9月底前, 七月中旬, 十月一日前, full-width digits, day numbers."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

CHINESE = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
EPOCH = date(1899, 12, 30)
PART_ENDS = {"上旬": 10, "中旬": 20}
FULL = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
MONTH_DAY = re.compile(r"(\d{1,2})[月./](\d{1,2})[日号]?")


def read_date(text: str, today: date) -> date | None:
    """The day `text` means, seen from `today` (for a missing year); None when it cannot be told.

    A month alone, 底 and 下旬 mean its last day, 中旬 the 20th, 上旬 the 10th.
    """
    raw = unicodedata.normalize("NFKC", text).strip().rstrip(".。")
    raw = re.sub(r"[T ]?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$|\d{1,2}时(之?前)?$", "", raw).strip()
    raw = re.sub(r"^(不迟于|不晚于|最迟|最晚|务必于|力争)", "", raw)
    if range_end := re.fullmatch(r".*\d[日号]?\s*(?:至|到|—|~|-(?=\d{4}[.年]))\s*(\d{1,4}[.年月/].*)", raw):
        raw = range_end.group(1)
    if re.fullmatch(r"[3-6]\d{4}", raw):  # a day number that lost its date format
        return _sane(EPOCH + timedelta(days=int(raw)))
    if re.search(r"\d\s+\d", raw):
        return None
    plain = _digits(re.sub(r"\s+", "", raw))
    plain = re.sub(r"(下班前|以前|之前|前|止|为止|完成|整改到位)+$", "", plain)
    return _with_year(plain, today) or _without_year(plain, today)


def first_date(text: str) -> date | None:
    """The first full date inside a text (a title, a heading row)."""
    found = FULL.search(_digits(unicodedata.normalize("NFKC", text)))
    return _day(*map(int, found.groups())) if found else None


def _with_year(plain: str, today: date) -> date | None:
    if re.fullmatch(r"\d\d[.]\d{1,2}[.]\d{1,2}", plain):
        plain = "20" + plain
    plain = re.sub(r"^(今年|本年)", f"{today.year}年", re.sub(r"^明年", f"{today.year + 1}年", plain))
    if found := FULL.fullmatch(plain):
        return _day(*map(int, found.groups()))
    if re.fullmatch(r"20\d{6}", plain):
        return _day(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    if found := re.fullmatch(r"(\d{4})[-./年](\d{1,2})月?(.*)", plain):
        return _part(int(found.group(1)), int(found.group(2)), found.group(3))
    if found := re.fullmatch(r"(\d{4})年?(年?底|末|年内|内)?", plain):
        return _day(int(found.group(1)), 12, 31)
    if found := re.fullmatch(r"(\d{4})年(.+)", plain):
        return _stretch(int(found.group(1)), found.group(2))
    return None


def _without_year(plain: str, today: date) -> date | None:
    if found := MONTH_DAY.fullmatch(plain):
        return _day(today.year, *map(int, found.groups()))
    if found := re.fullmatch(r"(\d{1,2})月份?(.*)", plain):
        return _part(today.year, int(found.group(1)), found.group(2))
    if plain in ("年底", "年末", "年内"):
        return _day(today.year, 12, 31)
    if plain in ("本月底", "月底", "本月内", "本月"):
        return _part(today.year, today.month, "底")
    if found := re.fullmatch(r"(\d{1,2})-(\d{1,2})", plain):
        return _day(today.year, int(found.group(1)), int(found.group(2)))
    return _stretch(today.year, plain)


def _stretch(year: int, words: str) -> date | None:
    """The last day of a half-year or quarter: 上半年, 第3季度末, 三季度."""
    ends = {"上半年": (6, 30), "下半年": (12, 31)}
    if words in ends:
        return _day(year, *ends[words])
    found = re.fullmatch(r"第?([一二三四1-4])季度(末|底|内)?", words)
    if not found:
        return None
    quarter = "一二三四".find(found.group(1)) + 1 or int(found.group(1))
    return _part(year, quarter * 3, "底")


def _part(year: int, month: int, rest: str) -> date | None:
    if rest in PART_ENDS:
        return _day(year, month, PART_ENDS[rest])
    if rest in ("", "底", "末", "下旬", "内") and 1 <= month <= 12:
        return _day(year, month, monthrange(year, month)[1])
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _sane(date(year, month, day))
    except ValueError:
        return None


def _sane(day: date) -> date | None:
    return day if 2000 <= day.year <= 2099 else None


def _digits(text: str) -> str:
    """Chinese numbers in dates as digits: 十月一日 → 10月1日, 二〇二六年 → 2026年."""

    def number(found: re.Match[str]) -> str:
        word = found.group(0)
        if "十" in word:
            tens, _ten, ones = word.partition("十")
            return str(CHINESE.get(tens, 1) * 10 + CHINESE.get(ones, 0))
        return "".join(str(CHINESE[char]) for char in word)

    return re.sub(r"[〇零一二三四五六七八九十]+(?=[年月日号])|(?<=月)[一二三四五六七八九十]+$", number, text)
