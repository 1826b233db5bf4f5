"""The words of the command line."""

from __future__ import annotations

import argparse


def parser() -> argparse.ArgumentParser:
    """The whole parser. `do`: module.function below this package; `database`: whether the command needs its tables."""
    top = argparse.ArgumentParser(prog="taizhang", description="台账：县域基层党建责任台账")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _serving(commands)
    _data(commands)
    _keeping(commands)
    return top


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    do: str,
    help_text: str,
    *,
    tables: bool = True,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=help_text, description=help_text)
    made.set_defaults(do=do, database=tables)
    return made


def _serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = _add(commands, "run", "serve.run_all", "迁移、必要时装入示范县，并启动服务和后台任务", tables=False)
    made = _add(commands, "serve", "serve.serve", "只启动网页服务")
    for one in (run, made):
        one.add_argument("--host", default="127.0.0.1")
        one.add_argument("--port", type=int, default=8000)
        one.add_argument("--tls", action="store_true", help="用 taizhang tls init 做的证书，只收https")
    _add(commands, "worker", "serve.worker", "启动后台任务").add_argument("--once", action="store_true")
    _add(commands, "migrate", "database.migrate", "建立或更新数据表", tables=False)
    show = _add(commands, "demo", "demo.load", "装入虚构的示范县", tables=True)
    show.add_argument("--scale", choices=("small", "county"), default="small")
    show.add_argument("--seed", type=int, default=1)
    _add(commands, "doctor", "database.doctor", "检查环境").add_argument("--json", action="store_true")


def _data(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    take = _add(commands, "import", "data.take_in", "从Excel或CSV导入")
    take.add_argument("what", choices=("units", "people", "problems", "tasks"))
    take.add_argument("file")
    take.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    take.add_argument("--partial", action="store_true", help="跳过有错的行，只导入读懂的行")
    take.add_argument("--unit", default="", help="表中没有责任单位时用的组织代码或名称")
    take.add_argument("--json", action="store_true")
    divisions = _add(commands, "divisions", "data.load_divisions", "从全国区划名录装入一个县")
    divisions.add_argument("what", choices=("load",))
    divisions.add_argument("area")
    divisions.add_argument("--json", action="store_true")
    parts = _add(commands, "decompose", "text.decompose_file", "把讲话或文件拆成条款", tables=False)
    parts.add_argument("file")
    parts.add_argument("--json", action="store_true")
    out = _add(commands, "export", "data.export", "导出清单")
    out.add_argument("list", help="清单的名称，如 问题清单、台账，或 problem-list、ledger；写错了会列出全部")
    out.add_argument("--unit", required=True)
    out.add_argument("--round", default="")
    out.add_argument("--format", choices=("xlsx", "docx", "pdf", "csv"), default="xlsx")
    out.add_argument("-o", "--output", required=True)


def _keeping(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    keep = _add(commands, "journal", "journal.journal", "流水：校验、签发流水头、导出")
    keep.add_argument("what", choices=("verify", "head", "export", "witness"))
    keep.add_argument("--since", type=int, default=0, help="witness：见证人上次见到的条数")
    keep.add_argument("-o", "--output", default="-")
    keep.add_argument("--json", action="store_true")
    _add(commands, "recount", "database.recount_all", "把总览的计数按台账事项全部重新算一遍")
    keep = _add(commands, "backup", "keeping.backup", "把数据库、佐证和流水备份成一个文件（不含密钥）")
    keep.add_argument("-o", "--output", required=True)
    keep.add_argument("--json", action="store_true")
    back = _add(commands, "restore", "keeping.bring_back", "校验备份，恢复到空的数据目录", tables=False)
    back.add_argument("file")
    back.add_argument("--check", action="store_true", help="只演练：全部校验一遍，不写入")
    back.add_argument("--json", action="store_true")
    own = _add(commands, "tls", "tls.tls", "做县里自己的证书，或换新服务器证书", tables=False)
    own.add_argument("what", choices=("init", "renew"))
    own.add_argument("--host", action="append", help="访问地址：域名或IP，可写多个")
    own.add_argument("--json", action="store_true")
    book = _add(commands, "rulebook", "data.rulebook", "检查或发布规则书")
    book.add_argument("what", choices=("check", "publish"))
    book.add_argument("file")
    who = _add(commands, "account", "account.account", "开设或激活账号")
    who.add_argument("what", choices=("create", "activate", "token"))
    who.add_argument("username")
    who.add_argument("--name", default="")
    who.add_argument("--unit", default="")
    who.add_argument("--title", default="")
    who.add_argument("--role", default="clerk")
    who.add_argument("--code", default="")
    who.add_argument("--password-file", default="-")
    who.add_argument("--json", action="store_true")
