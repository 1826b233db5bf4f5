"""`backup` and `restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

from taizhang.kit.clock import now
from taizhang.shell.cli import DONE, say
from taizhang.shell.keeping.backup import make_backup, restore


def backup(asked: argparse.Namespace) -> int:
    """`backup -o FILE`: everything but the keys in one file."""
    held = make_backup(Path(asked.output), now())
    told = {"file": asked.output, "seq": held["journal"]["seq"], "evidence": len(held["evidence"])}
    keys = "、".join(sorted(held["keys"]))
    words = f"已备份到 {asked.output}：流水{told['seq']}条，佐证{told['evidence']}个文件。"
    say(asked, told, f"{words}密钥（{keys}）不在里面，请另外保管。")
    return DONE


def bring_back(asked: argparse.Namespace) -> int:
    """`restore FILE [--check]`: prove a backup, and put it into an empty home."""
    held = restore(Path(asked.file), asked.check)
    told = {"seq": held["journal"]["seq"], "evidence": len(held["evidence"]), "made_at": held["made_at"]}
    done = "演练通过，没有写入" if asked.check else "已恢复"
    say(
        asked,
        {**told, "check": asked.check},
        f"{done}：{told['made_at']}的备份，流水{told['seq']}条，佐证{told['evidence']}个文件。",
    )
    return DONE
