"""Laws about the code that a machine keeps (DESIGN §10)."""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from taizhang.journal.kinds import KINDS
from taizhang.shell.wiring import APPS

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "taizhang"
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
ACT_FILES = [path for path in SOURCES if path.name == "actions.py" or path.parent.name == "actions"]
MAP = (ROOT / "docs" / "map.md").read_text("utf-8")


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]


def test_functions_and_files_stay_small() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in SOURCES
        for node in functions(path)
        if _body_length(node) > 40
    ]
    assert not long
    assert not [str(path) for path in SOURCES if len(path.read_text("utf-8").splitlines()) > 400]
    assert not [str(path) for path in TEMPLATES if len(path.read_text("utf-8").splitlines()) > 150]


def _body_length(node: ast.FunctionDef) -> int:
    """Lines of the body without its docstring: a signature of many keywords is no long function."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1


INLINE = re.compile(r"""<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=["']|javascript:""")


def test_no_inline_script_style_or_handler() -> None:
    for path in TEMPLATES:
        assert not INLINE.search(path.read_text("utf-8")), path


def test_only_actions_write() -> None:
    """Writing verbs on guarded models stand in actions, the pen, heads, followers, jobs and demos."""
    allowed = {"actions.py", "pen.py", "heads.py", "acts.py", "followers.py", "jobs.py", "search.py", "middleware.py"}
    verbs = {"create", "bulk_create", "update_or_create", "get_or_create", "bulk_update", "delete", "update"}
    for path in SOURCES:
        if path.name in allowed or {"actions", "demo", "cli"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in verbs:
                assert "unscoped" not in ast.unparse(node.func.value), f"{path}: {ast.unparse(node)[:80]}"


def test_unscoped_is_asked_only_where_scope_is_decided() -> None:
    allowed = {
        "selectors.py",
        "actions.py",
        "policy.py",
        "pen.py",
        "heads.py",
        "acts.py",
        "followers.py",
        "jobs.py",
        "models.py",
        "search.py",
        "trials.py",  # counts over the whole county for the keeper of the books
    }
    for path in SOURCES:
        if path.name not in allowed and not {"actions", "selectors", "demo"} & set(path.parts):
            assert "unscoped" not in path.read_text("utf-8"), path


def test_rules_read_no_clock() -> None:
    for path in SOURCES:
        if path.name in ("rules.py", "states.py", "labels.py"):
            assert not re.search(r"\bnow\(\)|date\.today|time\.time", path.read_text("utf-8")), path


def test_acts_take_keywords_actor_and_at() -> None:
    for path in ACT_FILES:
        for node in functions(path):
            if any(getattr(one, "id", "") == "act" for one in node.decorator_list) and node.name != "run":
                names = [argument.arg for argument in node.args.kwonlyargs]
                assert not node.args.args and names[:2] == ["actor", "at"], f"{path}:{node.name}"


def test_every_act_is_on_the_map() -> None:
    missing = [
        node.name
        for path in ACT_FILES
        for node in functions(path)
        if any(getattr(one, "id", "") == "act" for one in node.decorator_list)
        and node.name != "run"
        and f"`{node.name}`" not in MAP
    ]
    assert not missing


def test_every_app_is_on_the_map() -> None:
    apps = [path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name not in ("data",)]
    assert not [app for app in apps if f"`{app}`" not in MAP]


def test_every_kind_has_label_and_sentence_and_every_recorded_kind_is_declared() -> None:
    assert all(kind.label and kind.sentence for kind in KINDS.values()) and len(APPS) >= 9
    for path in ACT_FILES:
        for kind in re.findall(r'(?:record|_tell)\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text("utf-8")):
            assert kind in KINDS, kind


def test_vendored_files_match_their_digests() -> None:
    for toml in (PACKAGE / "kit/static/vendor/VENDOR.toml", ROOT / "tests/browser/vendor/VENDOR.toml"):
        for entry in tomllib.loads(toml.read_text("utf-8")).values():
            content = (toml.parent / entry["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entry["sha256"] and entry["licence"] and entry["version"]
            assert b"sourceMappingURL" not in content


def test_messages_are_complete() -> None:
    from tools.messages import PO, check, gathered, polib

    assert check(gathered(), {entry.msgid: entry for entry in polib.pofile(str(PO))}) == 0


def test_words_not_used() -> None:
    """The list "not this" of docs/words.md."""
    listed = re.search(r"## Not this\n(.*?)(\n## |\Z)", (ROOT / "docs/words.md").read_text("utf-8"), re.S)
    assert listed
    words = re.findall(r"`([^`]+)`", listed.group(1))
    assert words
    for path in [*SOURCES, *TEMPLATES]:
        if path.name == "wording.py":  # the list of miswritten words itself
            continue
        text = path.read_text("utf-8")
        assert not [word for word in words if word in text], path


def test_no_place_of_this_machine_and_no_registry_in_the_project() -> None:
    for path in [
        *SOURCES,
        ROOT / "requirements.txt",
        ROOT / "requirements-dev.txt",
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ]:
        text = path.read_text("utf-8")
        assert "--index-url" not in text and "/work/" not in text, path


def test_county_numbers_are_not_in_rules() -> None:
    """Deadlines and labels of a county stand in rule books: no list heading is written in code."""
    from taizhang.rulebook.books import shipped

    titles = {layout["title"] for layout in shipped()["list-columns"].body["lists"].values()} - {
        "责任清单",
        "任务清单",
        "问题清单",
        "整改清单",
    }
    for path in [one for one in SOURCES if "demo" not in one.parts]:
        text = path.read_text("utf-8")
        assert not [title for title in titles if f'"{title}"' in text], path
