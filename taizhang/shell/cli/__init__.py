"""The command line: one parser, one function a command. Exit codes: 0 done, 1 refused, 2 usage, 3 not verified."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

DONE, REFUSED, USAGE, UNVERIFIED = 0, 1, 2, 3


def run(arguments: Sequence[str]) -> int:
    """Parse and do; a refusal is told on standard error in one sentence."""
    from taizhang.shell.cli.parser import parser

    try:
        asked = parser().parse_args(arguments)
    except SystemExit as stop:
        return USAGE if stop.code else DONE
    return guarded(asked)


def guarded(asked: argparse.Namespace) -> int:
    """Do the command with Django set up; every refusal and bad setting becomes exit code 1 with its sentence."""
    from taizhang.kit.errors import BadSetting, Refused
    from taizhang.kit.trouble import as_refused

    try:
        import django

        django.setup()
        from django.utils import translation

        translation.activate("zh-hans")
        if asked.database:
            from taizhang.shell.cli.database import require_tables

            require_tables()
        module, _dot, function = asked.do.partition(".")
        return int(getattr(import_module(f"taizhang.shell.cli.{module}"), function)(asked) or DONE)
    except BadSetting as error:
        say_error(str(error))
    except Refused as error:
        say_error(str(error), error)
    except FileNotFoundError as error:
        say_error(f"找不到文件“{error.filename}”。请核对路径。")
    except (IsADirectoryError, PermissionError) as error:
        say_error(f"“{error.filename}”不是文件，或没有读写权限。请核对路径。")
    except BrokenPipeError:
        pass
    except Exception as error:
        trouble = as_refused(error)
        if trouble is None:
            raise
        say_error(str(trouble))
    return REFUSED


def say_error(sentence: str, error: Any = None) -> None:
    """One sentence on standard error; all faults of a roster, one a line."""
    faults = getattr(error, "faults", None)
    for fault in faults or ():
        sys.stderr.write(f"第{fault.row}行“{fault.column}”：{fault}\n")
    if not faults:
        sys.stderr.write(sentence + "\n")


def say(asked: argparse.Namespace, answer: dict[str, Any], sentence: str) -> None:
    """The answer as JSON when asked for, else as a sentence."""
    text = json.dumps(answer, ensure_ascii=False, default=str) if getattr(asked, "json", False) else sentence
    sys.stdout.write(text + "\n")
