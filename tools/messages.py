"""Gather every text a person reads, keep its English, compile the catalogue. `--check` fails on what is missing.

Sources: `_()` in Python, `label`, `help_text` and choices of forms, `trans` and `blocktrans` in templates,
and the words of the shipped rule books that screens show (titles, headings, categories, sources).
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
os.environ.setdefault("TAIZHANG_HOME", tempfile.mkdtemp())

import polib
import yaml
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "taizhang"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CALL = re.compile(r"""gettext\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))\)""")
FORM_WORDS = {"label", "help_text"}


def gathered() -> dict[str, str]:
    """Text → where it was found first."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts and "cli" not in path.parts:
            for text in in_python(path):
                found.setdefault(text, str(path.relative_to(PACKAGE)))
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        for text in in_template(path):
            found.setdefault(text, str(path.relative_to(PACKAGE)))
    for path in sorted((PACKAGE / "data" / "books").glob("*.yaml")):
        for text in in_book(path):
            found.setdefault(text, str(path.relative_to(PACKAGE)))
    return found


def in_python(path: Path) -> Iterator[str]:
    """Marked strings and form words of a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("_", "gettext") and node.args:
                yield from _text(node.args[0])
            for word in node.keywords:
                if word.arg in FORM_WORDS:
                    yield from _text(word.value)
                if word.arg == "choices":
                    yield from (one for part in ast.walk(word.value) for one in _text(part))


def _text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
        yield node.value


def in_template(path: Path) -> Iterator[str]:
    """What Django's own reader finds in a template."""
    for quoted in CALL.findall(templatize(path.read_text("utf-8"))):
        text = ast.literal_eval(quoted)
        if CHINESE.search(text):
            yield text


def in_book(path: Path) -> Iterator[str]:
    """Words of a shipped book that screens show through the catalogue."""
    book = yaml.safe_load(path.read_text("utf-8"))
    yield book["title"]
    body = book["body"]
    for layout in body.get("lists", {}).values():
        yield layout["title"]
        yield from (column["heading"] for column in layout["columns"])
    for key in ("categories", "natures", "severities"):
        yield from body.get(key, ())
    yield from (one["label"] for one in body.get("sources", {}).values() if isinstance(one, dict))
    for key in ("kinds", "orders"):  # debriefs
        yield from (one["label"] for one in body.get(key, {}).values() if isinstance(one, dict))
    for key in (
        "rows",
        "options",
        "classes",
        "bands",
        "caps",
        "grounds",
        "measures",
        "conditions",
        "aspects",
    ):  # appraisal, grades, accountability, leadership
        yield from (one["label"] for one in body.get(key, ()))
    yield from in_tree(body["tree"]) if "tree" in body else ()
    yield from (rung["label"] for rung in body.get("rungs", ()))
    yield from (one["deliverable"] for key in ("follow_ups", "own") for one in body.get(key, ()))
    yield from (section["title"] for section in body.get("report", {}).get("sections", ()))
    yield from (one["department"] for one in body.get("charges", ()) if "department" in one)
    if book["kind"] == "duties":
        yield from (duty["category"] for duty in body["duties"])


def in_tree(node: dict[str, Any]) -> Iterator[str]:
    """Labels of a grade's tree."""
    yield node["label"]
    for part in node.get("parts", ()):
        yield from in_tree(part)


def main() -> int:
    """Update and compile, or check."""
    texts = gathered()
    kept = {entry.msgid: entry for entry in (polib.pofile(str(PO)) if PO.exists() else [])}
    if "--check" in sys.argv:
        return check(texts, kept)
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "Language": "en"}
    for text, place in texts.items():
        old = kept.get(text)
        flags = ["python-format"] if re.search(r"%\(\w+\)s", text) else []
        made.append(polib.POEntry(msgid=text, msgstr=old.msgstr if old else "", occurrences=[(place, "")], flags=flags))
    PO.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(PO))
    made.save_as_mofile(str(MO))
    missing = [entry.msgid for entry in made if not entry.msgstr]
    print(f"{len(made)} texts, {len(missing)} without English")
    return 0


def check(texts: dict[str, str], kept: dict[str, polib.POEntry]) -> int:
    """Say what is missing, fuzzy, left over, or not compiled."""
    faults = [
        f"no English: {text!r} ({place})" for text, place in texts.items() if text not in kept or not kept[text].msgstr
    ]
    faults += [f"fuzzy: {entry.msgid!r}" for entry in kept.values() if entry.fuzzy]
    faults += [f"left over: {text!r}" for text in kept if text not in texts]
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(MO))} if MO.exists() else {}
    faults += [
        f"not compiled: {text!r}" for text, entry in kept.items() if entry.msgstr and compiled.get(text) != entry.msgstr
    ]
    faults += [f"other fields: {text!r}" for text, entry in kept.items() if fields(text) != fields(entry.msgstr)]
    for fault in faults[:40]:
        print(fault)
    return 1 if faults else 0


def fields(text: str) -> set[str]:
    """Named fields that must stand in both languages."""
    return set(re.findall(r"(?<!%)\{(\w+)\}|%\((\w+)\)s", text))


if __name__ == "__main__":
    sys.exit(main())
