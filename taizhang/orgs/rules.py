"""What must hold of the tree, and how a roster row becomes a unit. Plain values in, plain values out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from taizhang.kit.codes import is_credit_code, is_division_code
from taizhang.kit.errors import BadInput, Refused
from taizhang.kit.words import Filled
from taizhang.orgs import labels

NAME_MOST = 120
NOTHING = {"", "—", "-", "－", "无", "/", "——"}
KIND_WORDS = (
    ("joint_branch", ("联合党支部", "联合支部")),
    ("general_branch", ("党总支", "总支")),
    ("branch", ("党支部", "支部")),
    ("leading_group", ("党组",)),
    ("work_committee", ("党工委", "工委", "党（工）委", "党(工)委", "工作委员会")),
    ("committee", ("党委", "委员会", "基层党委")),
    ("department", ("部门",)),
)
FIELD_WORDS = {
    "rural": ("农村", "村"),
    "urban": ("城市", "社区"),
    "organ": ("机关", "机关事业"),
    "new": ("两新", "非公", "社会组织", "两新组织", "非公有制"),
    "state_firm": ("国企", "国有企业"),
    "school": ("学校", "教育"),
    "hospital": ("医院", "卫生", "卫健"),
}


@dataclass(frozen=True)
class RosterRow:
    """One row of a roster as written, cells still text."""

    row: int
    name: str
    short: str = ""
    parent: str = ""
    kind: str = ""
    field: str = ""
    members: str = ""
    credit: str = ""
    division: str = ""
    line: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell; `sentence` is a label filled with `facts`."""

    row: int
    column: str
    sentence: str
    facts: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


def plain_name(text: str) -> str:
    """A name without the spaces and brackets' widths in which people differ."""
    return re.sub(r"[\s\u200b-\u200f\ufeff]+", "", text).replace("(", "（").replace(")", "）")


def kind_of(word: str, name: str, has_parent: bool) -> str:
    """The kind that a roster's own word and the unit's name say; "" when they say nothing we know."""
    word, name = plain_name(word), plain_name(name)
    if not has_parent and ("县委" in name or name.endswith(("县委员会", "市委员会", "区委员会", "旗委员会"))):
        return "county"
    found = next((kind for kind, words in KIND_WORDS if any(word.endswith(w) or w == word for w in words)), "")
    if not word:
        found = next((kind for kind, words in KIND_WORDS if any(name.endswith(w) for w in words)), "")
        if not found and "支部" in name:
            found = "branch"
    if found == "committee" and re.search(r"(乡|镇)(党委|委员会)$", name):
        return "township"
    if found == "work_committee" and "街道" in name:
        return "street"
    return found


def field_of(word: str) -> str | None:
    """The field a roster's word means; "" for an empty cell, None when it says nothing we know."""
    word = plain_name(word)
    if word in NOTHING:
        return ""
    return next((field for field, words in FIELD_WORDS.items() if word in words), None)


ENDINGS = ("党委", "党工委", "党支部", "党总支", "联合党支部", "支部", "工委", "党组")


def nearest(text: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Names that somebody who wrote `text` may have meant, best first."""
    text = plain_name(text)
    pool = list(dict.fromkeys(names))
    inside = [name for name in pool if text and (text in name or name in text)]
    close = difflib.get_close_matches(text, pool, n=most, cutoff=0.5)
    return list(dict.fromkeys(close + inside))[:most]


def check_roster(rows: Sequence[RosterRow], known: Mapping[str, Sequence[str]], root: str) -> list[Fault]:
    """Every fault in a roster. `known`: any name already in the system → codes bearing it; `root`: its name."""
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    names = {plain_name(name) for row in rows for name in (row.name, row.short) if name}
    for row in rows:
        faults += _row_faults(row, names, known)
        name = plain_name(row.name)
        if name in seen:
            faults.append(Fault(row.row, "党组织全称", labels.TWICE, {"name": row.name, "row": seen[name]}))
        seen.setdefault(name, row.row)
    return faults + _root_faults(rows, known, root) + _loop_faults(rows)


def _row_faults(row: RosterRow, names: set[str], known: Mapping[str, Sequence[str]]) -> list[Fault]:
    faults = []
    if not row.name:
        faults.append(Fault(row.row, "党组织全称", labels.NO_NAME))
    parent = plain_name(row.parent)
    if parent not in NOTHING and parent not in names:
        codes = known.get(parent, ())
        if len(codes) > 1:
            shown = {"name": row.parent, "count": len(codes), "names": "、".join(codes)}
            faults.append(Fault(row.row, "上级党组织", labels.AMBIGUOUS_PARENT, shown))
        elif not codes:
            near = nearest(parent, [*names, *known])
            hint = Filled(labels.NEAR, names="”“".join(near)) if near else ""
            faults.append(Fault(row.row, "上级党组织", labels.NO_PARENT, {"name": row.parent, "near": hint}))
    line = plain_name(row.line)
    if line not in NOTHING and line not in names and len(known.get(line, ())) != 1:
        near = nearest(line, [*names, *known])
        hint = Filled(labels.NEAR, names="”“".join(near)) if near else ""
        faults.append(Fault(row.row, "业务指导单位", labels.NO_LINE, {"name": row.line, "near": hint}))
    return faults + _cell_faults(row)


def _cell_faults(row: RosterRow) -> list[Fault]:
    faults = []
    if not kind_of(row.kind, row.name, row.parent not in NOTHING) and row.name:
        known = "、".join(labels.KINDS.values())
        faults.append(Fault(row.row, "组织类别", labels.BAD_KIND, {"text": row.kind, "known": known}))
    if field_of(row.field) is None:
        known = "、".join(labels.FIELDS.values())
        faults.append(Fault(row.row, "领域", labels.BAD_FIELD, {"text": row.field, "known": known}))
    if row.credit not in NOTHING and not is_credit_code(row.credit):
        ruined = re.fullmatch(r"\d{16,}0{2,}", row.credit) or "E+" in row.credit
        sentence = labels.NUMBER_RUINED if ruined else labels.BAD_CREDIT
        faults.append(Fault(row.row, "统一社会信用代码", sentence, {"text": row.credit}))
    if row.division not in NOTHING and not is_division_code(row.division):
        faults.append(Fault(row.row, "区划代码", labels.BAD_DIVISION, {"text": row.division}))
    if row.members not in NOTHING and not row.members.isdigit():
        faults.append(Fault(row.row, "党员数", labels.BAD_COUNT, {"text": row.members}))
    return faults


def _root_faults(rows: Sequence[RosterRow], known: Mapping[str, Sequence[str]], root: str) -> list[Fault]:
    faults = []
    for row in rows:
        if row.parent not in NOTHING or plain_name(row.name) in known:
            continue
        if root:
            faults.append(Fault(row.row, "上级党组织", labels.TWO_ROOTS, {"name": row.name, "root": root}))
        root = root or row.name
    return faults


def _loop_faults(rows: Sequence[RosterRow]) -> list[Fault]:
    home = {plain_name(n): plain_name(row.name) for row in rows for n in (row.name, row.short) if n}
    parent = {plain_name(row.name): home.get(plain_name(row.parent), "") for row in rows}
    faults = []
    for row in rows:
        at, steps = parent.get(plain_name(row.name), ""), 0
        while at and at != plain_name(row.name) and steps <= len(rows):
            at, steps = parent.get(at, ""), steps + 1
        if at:
            faults.append(Fault(row.row, "上级党组织", labels.LOOP, {"name": row.name}))
    return faults


def in_tree_order(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Rows with every parent before its children (the roster must be free of loops)."""
    home = {plain_name(n): row for row in rows for n in (row.name, row.short) if n}
    placed: dict[str, RosterRow] = {}

    def place(row: RosterRow) -> None:
        if row.name in placed:
            return
        above = home.get(plain_name(row.parent))
        if above is not None and above is not row:
            place(above)
        placed[row.name] = row

    for row in rows:
        place(row)
    return list(placed.values())


def check_name(name: str) -> str:
    """A unit's name: something, at most 120 characters."""
    name = plain_name(name)
    if not name:
        raise BadInput(labels.NO_NAME)
    if len(name) > NAME_MOST:
        raise BadInput(labels.NAME_TOO_LONG, limit=NAME_MOST)
    return name


def check_kind(kind: str, field: str, members: int | None) -> None:
    """A kind, a field and a number of members we know what to do with."""
    if kind not in labels.KINDS:
        raise BadInput(labels.BAD_KIND, text=kind[:20], known="、".join(labels.KINDS))
    if field and field not in labels.FIELDS:
        raise BadInput(labels.BAD_FIELD, text=field[:20], known="、".join(labels.FIELDS))
    if members is not None and not 0 <= members < 1_000_000:
        raise BadInput(labels.BAD_COUNT, text=str(members)[:20])


def check_merge(name: str, path: str, target_path: str) -> None:
    """A unit is merged into another one, never into itself or something below it."""
    if target_path == path:
        raise Refused(labels.MERGED_INTO_ITSELF, name=name)
    if target_path.startswith(path):
        raise Refused(labels.MOVED_UNDER_ITSELF, name=name)


def check_move(name: str, path: str, new_parent_path: str) -> None:
    """A unit cannot hang below itself."""
    if new_parent_path.startswith(path):
        raise Refused(labels.MOVED_UNDER_ITSELF, name=name)


def body_name(unit_name: str) -> str:
    """The name of the body a branch is set up in, from the branch's: 东坡村党支部 → 东坡村."""
    name = re.sub(r"^中(国共产党|共)", "", plain_name(unit_name))
    return re.sub(r"(联合党支部|党总支|党支部|支部委员会|总支部委员会|支部)(委员会)?$", "", name) or name
