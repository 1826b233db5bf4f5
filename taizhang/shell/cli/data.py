"""Commands that bring data in and lists out: the same acts as on the screens."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from taizhang.kit.clock import day_of, now
from taizhang.kit.errors import BadInput
from taizhang.ledger.actions import import_problems, import_tasks
from taizhang.ledger.actions.importing import rehearse
from taizhang.ledger.lists import list_named
from taizhang.orgs.actions import RosterRefused, load_division
from taizhang.orgs.rules import check_roster, plain_name
from taizhang.orgs.selectors import names_known, root_unit, unit_for
from taizhang.people.actions import import_people, import_roster
from taizhang.people.rules import check_people
from taizhang.people.selectors import command_line_viewer
from taizhang.people.viewers import Viewer
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import read_book
from taizhang.shell import intake
from taizhang.shell.cli import DONE, REFUSED, say
from taizhang.shell.lists import as_bytes, sheet_for

ROWS_BAD = "有{count}处读不懂，没有导入任何一行。请按提示改正后再导入；或加 --partial 只导入读懂的行。"


def take_in(asked: argparse.Namespace) -> int:
    """`import units|people|problems|tasks FILE`."""
    viewer = command_line_viewer(day_of(now()))
    content = Path(asked.file).read_bytes()
    if asked.what in ("problems", "tasks"):
        return _items(asked, viewer, intake.tables_in(viewer, asked.what, content, asked.file))
    table = intake.table_in(viewer, asked.what, content, asked.file)
    return {"units": _units, "people": _people}[asked.what](asked, viewer, table)


def _units(asked: argparse.Namespace, viewer: Viewer, table: Any) -> int:
    roster = intake.roster_in(table)
    root, names = root_unit(), names_known()
    faults = check_roster(roster.rows, names, root.name if root else "")
    if faults:
        return _bad_roster(asked, faults)
    unknown = [row.row for row in roster.rows if plain_name(row.name) not in names]
    if asked.dry_run:
        known = len(roster.rows) - len(unknown)
        answer: dict[str, Any] = {"dry_run": True, "made": len(unknown), "known": known, "errors": []}
        say(asked, answer, f"检查通过：可导入{answer['made']}个组织，{known}个已有。没有写入。")
        return DONE
    if not unknown:
        say(
            asked,
            {"made": 0, "known": len(roster.rows), "errors": []},
            f"没有新的内容：{len(roster.rows)}个组织都已导入过。",
        )
        return DONE
    done = import_roster(actor=viewer, at=now(), rows=roster.rows, heads=roster.heads)
    say(
        asked,
        {**done, "errors": []},
        f"已导入{done['made']}个组织，{done['known']}个原已存在，登记书记{done['secretaries']}人。",
    )
    return DONE


def _bad_roster(asked: argparse.Namespace, faults: list[Any]) -> int:
    if asked.json:
        errors = [{"row": one.row, "column": one.column, "message": str(one)} for one in faults]
        say(asked, {"made": 0, "errors": errors}, "")
        return REFUSED
    raise RosterRefused(faults)


def _people(asked: argparse.Namespace, viewer: Viewer, table: Any) -> int:
    rows = intake.people_in(table)
    faults = check_people(rows, names_known())
    if faults:
        return _bad_roster(asked, faults)
    if asked.dry_run:
        say(asked, {"dry_run": True, "made": len(rows), "errors": []}, f"检查通过：共{len(rows)}行。没有写入。")
        return DONE
    done = import_people(actor=viewer, at=now(), rows=rows)
    say(asked, {**done, "errors": []}, f"已导入{done['made']}人，{done['known']}人原已登记。")
    for username, code in done["activations"].items() if not asked.json else ():
        sys.stdout.write(f"账号 {username} 的激活码（72小时内有效，只显示这一次）：{code}\n")
    return DONE


def _items(asked: argparse.Namespace, viewer: Viewer, table: Any) -> int:
    default = unit_for(viewer, asked.unit).code if asked.unit else ""
    reader = intake.problems_in if asked.what == "problems" else intake.tasks_in
    reading = reader(viewer, table, default)
    stop = bool(reading.faults) and not asked.partial
    answer: dict[str, Any] = {"dry_run": asked.dry_run, **intake.told(reading)}
    if stop or not reading.rows:
        answer.update(made=0, rows_read=len(reading.rows))
        _tell_cells(asked, answer, ROWS_BAD.format(count=len(reading.faults)) if stop else "没有可导入的行。")
        return REFUSED
    foreseen = rehearse(viewer, reading.rows, asked.what.removesuffix("s"))
    for row, code in foreseen["recurred"]:
        sentence = f"同样的问题{code}已经销号。如又出现，请在原编号上反弹重开。"
        answer["notes"].append({"row": row, "cell": f"第{row}行", "message": sentence})
    if foreseen["made"] == 0:  # a sheet taken in before changes nothing
        answer.update(foreseen)
        _tell_cells(asked, answer, f"没有新的内容：{len(foreseen['known'])}个都已登记过，没有写入。")
        return DONE
    if asked.dry_run:
        answer.update(foreseen)
        _tell_cells(asked, answer, f"检查通过：可登记{answer['made']}个，{len(answer['known'])}个已有。没有写入。")
        return DONE
    take = import_problems if asked.what == "problems" else import_tasks
    done = take(actor=viewer, at=now(), rows=reading.rows, source=Path(asked.file).name)
    answer.update(made=len(done["made"]), codes=done["made"], known=done["known"], closed_before=done["closed_before"])
    _tell_cells(
        asked,
        answer,
        f"已登记{answer['made']}个（其中此前已销号{done['closed_before']}个），{len(done['known'])}个已有。",
    )
    return DONE


def _tell_cells(asked: argparse.Namespace, answer: dict[str, Any], sentence: str) -> None:
    if not asked.json:
        for kind, out in (("errors", sys.stderr), ("notes", sys.stdout)):
            for one in answer[kind]:
                out.write(f"{one['cell']}：{one['message']}\n")
        for one in answer["left_out"]:
            sys.stdout.write(f"第{one['row']}行不是问题，没有导入：{one['text'][:60]}\n")
    say(asked, answer, sentence)


def load_divisions(asked: argparse.Namespace) -> int:
    """`divisions load AREA`."""
    done = load_division(actor=command_line_viewer(day_of(now())), at=now(), area=asked.area)
    lines = [f"{done['area']}"]
    names = {"county": "县级", "township": "乡镇、街道", "village": "村、社区"}
    for level, name in names.items():
        lines.append(f"{name}：新建单位{done['bodies'].get(level, 0)}个，党组织{done['units'].get(level, 0)}个")
    say(asked, done, "\n".join(lines))
    return DONE


def export(asked: argparse.Namespace) -> int:
    """`export LIST --unit CODE -o FILE`."""
    viewer = command_line_viewer(day_of(now()))
    name = list_named(asked.list, viewer.today)
    sheet = sheet_for(viewer, name, asked.unit, asked.round)
    made = as_bytes(sheet, asked.format, name, now())
    if asked.output == "-":
        sys.stdout.buffer.write(made)
        return DONE
    Path(asked.output).write_bytes(made)
    sys.stderr.write(f"已导出{len(sheet.rows)}行到 {asked.output}\n")
    return DONE


def rulebook(asked: argparse.Namespace) -> int:
    """`rulebook check|publish FILE`."""
    try:
        text = Path(asked.file).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("规则书应是UTF-8文本。请另存为UTF-8后再试。") from error
    content = read_book(text)
    if asked.what == "publish":
        publish_book(actor=command_line_viewer(day_of(now())), at=now(), text=text)
        sys.stdout.write(
            f"已发布《{content.title}》{content.version}版，自{content.from_on}起有效，摘要{content.digest[:16]}\n"
        )
    else:
        sys.stdout.write(f"《{content.title}》{content.version}版没有问题，摘要{content.digest[:16]}\n")
    return DONE
