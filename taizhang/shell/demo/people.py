"""The demonstration county's units and people: pools from data/demo/county.yaml, drawn by seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from taizhang.orgs.rules import RosterRow

FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "demo"
SESSIONS = (  # (what the committee took up, the difficulty it was about)
    ("研究村级活动场所达标", "两个村的场所产权不清"),
    ("研究后备干部培养", "年轻党员外出多，找不到合适人选"),
    ("听取党建办半年工作汇报", "三会一课记录补写的多"),
    ("研究软弱涣散村党组织整顿", "村两委不团结，会开不起来"),
    ("研究便民服务中心运行", "窗口人员不在岗"),
)
SIZES = {  # towns, organs, villages, others, problems told one by one, problems of four checks
    "small": (2, 3, 20, 55, 40, 0),
    "county": (20, 60, 400, 1100, 1500, 28_000),
}


@cache
def pools() -> dict[str, Any]:
    """The pools as written."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "county.yaml").read_text("utf-8"))
    return found


def speech() -> str:
    """The county secretary's fictional speech."""
    return (FOLDER / "speech.txt").read_text("utf-8")


@dataclass
class Drawn:
    """A county drawn: roster rows and secretaries by unit name."""

    rows: list[RosterRow]
    heads: list[tuple[str, str]]
    towns: list[str]
    villages: dict[str, list[str]]
    organs: list[str]


def draw(scale: str, seed: int) -> Drawn:
    """The county of a scale and seed: always the same."""
    dice = random.Random(seed)  # noqa: S311 - a demonstration, not a secret
    towns, organs, villages, others = SIZES[scale][:4]
    names = _names(dice)
    made = Drawn([], [], [], {}, [])
    county, committee = pools()["county"]["name"], pools()["work_committee"]["name"]
    _unit(made, names, county, "县委", "", "党委", "机关")
    _unit(made, names, committee, "县直机关工委", county, "工委", "机关")
    for number in range(organs):
        word = pools()["organs"][number % 20] + ("" if number < 20 else f"第{number // 20}分局")
        _unit(
            made, names, f"中共柳泉县{word}支部委员会", f"{word}支部", committee, "党支部", "机关", dice.randint(7, 40)
        )
        made.organs.append(f"中共柳泉县{word}支部委员会")
    for number in range(towns):
        town = pools()["towns"][number]
        _unit(made, names, f"中共柳泉县{town}镇委员会", f"{town}镇党委", county, "党委", "农村")
        made.towns.append(f"中共柳泉县{town}镇委员会")
        made.villages[made.towns[-1]] = []
    for number in range(villages):
        _village(made, names, dice, number, towns)
    for number in range(others):
        _other(made, names, dice, number, towns, committee)
    return made


def _village(made: Drawn, names: Iterator[str], dice: random.Random, number: int, towns: int) -> None:
    town = made.towns[number % towns]
    label = pools()["towns"][number % towns]
    word = pools()["villages"][(number // towns) % 20]
    name = f"中共{label}镇{word}村支部委员会"
    short = f"{word}村党支部" if towns <= 2 and number % towns == 0 else f"{label}镇{word}村党支部"
    _unit(made, names, name, short, town, "党支部", "农村", dice.randint(12, 70))
    made.villages[town].append(name)


def _other(made: Drawn, names: Iterator[str], dice: random.Random, number: int, towns: int, committee: str) -> None:
    """Branches that are no village's: firms, social organisations, schools, further organs, in turn."""
    town, label = made.towns[number % towns], pools()["towns"][number % towns]
    turn, kind = number // 4, number % 4
    if kind == 0:
        word = pools()["firms"][turn % 10] + (f"{turn // 10 + 1}厂" if turn >= 10 else "")
        told = (f"中共{label}镇{word}有限公司支部委员会", f"{label}{word}支部", town, "党支部", "两新")
    elif kind == 1:
        word = pools()["social"][turn % 4] + (f"{turn // 4}站" if turn >= 4 else "")
        told = (f"中共{label}镇{word}支部委员会", f"{label}{word}支部", town, "党支部", "两新")
    elif kind == 2:
        told = (f"中共{label}镇第{turn + 1}中心小学支部委员会", f"{label}第{turn + 1}小学支部", town, "党支部", "学校")
    else:
        word = pools()["organs"][turn % 20]
        told = (f"中共柳泉县{word}第{turn + 1}党支部", f"{word}第{turn + 1}党支部", committee, "党支部", "机关")
    _unit(made, names, *told, dice.randint(3, 40))


def _unit(
    made: Drawn, names: Iterator[str], name: str, short: str, parent: str, kind: str, field: str, members: int = 0
) -> None:
    row = len(made.rows) + 3
    made.rows.append(RosterRow(row, name, short, parent, kind, field, str(members) if members else ""))
    made.heads.append((name, next(names)))


def _names(dice: random.Random) -> Iterator[str]:
    pairs = [surname + given for surname in pools()["surnames"] for given in pools()["given"]]
    dice.shuffle(pairs)
    while True:
        yield from pairs
