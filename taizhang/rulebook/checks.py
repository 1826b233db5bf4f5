"""What a book must hold beyond its schema: keys that are told apart and that exist. Plain values, no Django."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from taizhang.kit.expressions import Unreadable, names_in, read

Body = Mapping[str, Any]


def fault_in(kind: str, body: Body) -> tuple[str, str] | None:
    """(where, the words that clash) of the first fault; None when there is none."""
    return next(iter(CHECKS.get(kind, _nothing)(body)), None)


def _nothing(_body: Body) -> Iterator[tuple[str, str]]:
    return iter(())


def _twice(where: str, rows: Sequence[Body]) -> Iterator[tuple[str, str]]:
    keys = [str(row["key"]) for row in rows]
    yield from ((where, key) for key in sorted({key for key in keys if keys.count(key) > 1}))


def _ladder(body: Body) -> Iterator[tuple[str, str]]:
    rungs = body["rungs"]
    yield from _twice("rungs", rungs)
    days = [rung["after_workdays"] for rung in rungs]
    if days != sorted(days):
        yield "rungs → after_workdays", "、".join(map(str, days))
    if not any(rung.get("starts") for rung in rungs):
        yield "rungs → starts", "—"
    if set(_braces(body["number"])) - {"year", "number"}:
        yield "number", str(body["number"])


def _braces(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def _appraisal(body: Body) -> Iterator[tuple[str, str]]:
    for where in ("rows", "options", "classes"):
        yield from _twice(where, body[where])
    if not any(row["weight"] for row in body["rows"]):
        yield "rows → weight", "0"
    if not any(option["value"] for option in body["options"]):
        yield "options → value", "0"


def _grades(body: Body) -> Iterator[tuple[str, str]]:
    nodes = list(_nodes(body["tree"]))
    yield from _twice("tree", nodes)
    yield from _twice("bands", body["bands"])
    yield from _twice("caps", body["caps"])
    names, bands = {node["key"] for node in nodes}, [band["key"] for band in body["bands"]]
    yield from (("ties", tie) for tie in body["ties"] if tie not in names)
    yield from (("caps → cap", cap["cap"]) for cap in body["caps"] if cap["cap"] not in bands)
    yield from (("caps → key", cap["key"]) for cap in body["caps"] if cap["key"] in names)
    asked = body.get("conditions", ())
    yield from _twice("conditions", [*asked, *body["caps"]])
    yield from (("conditions → part", one["part"]) for one in asked if one["part"] not in names)
    yield from (("conditions → cap", one["cap"]) for one in asked if one["cap"] not in bands)
    floors = [band["floor"] for band in body["bands"]]
    if floors != sorted(floors, reverse=True):
        yield "bands → floor", "、".join(map(str, floors))


def _nodes(node: Body) -> Iterator[Body]:
    yield node
    for part in node.get("parts", ()):
        yield from _nodes(part)


def _debrief(body: Body) -> Iterator[tuple[str, str]]:
    yield from _twice("follow_ups", [*body["follow_ups"], *body["own"]])
    yield from _twice("report → sections", body["report"]["sections"])


def _inspection(body: Body) -> Iterator[tuple[str, str]]:
    yield from _twice("measures", body["measures"])
    if body["measures"][-1]["words"]:  # the last one takes what no word has caught
        yield "measures → words", str(body["measures"][-1]["words"][0])


def _leadership(body: Body) -> Iterator[tuple[str, str]]:
    yield from _twice("aspects", body["aspects"])
    yield from _twice("charges → category", [{"key": one["category"]} for one in body["charges"]])
    duties = [{"key": key} for aspect in body["aspects"] for key in aspect["duties"]]
    yield from _twice("aspects → duties", duties)  # one duty belongs to one of the four


SUMMED = ("yes_no", "choice", "score")  # answers that carry points without a formula


def _checklist(body: Body) -> Iterator[tuple[str, str]]:
    """Numbers told apart, choices that choose, formulas that can be read and ask only for what is there."""
    items = [item for section in body["sections"] for item in section["items"]]
    yield from _twice("sections → items", items)
    keys = [item["key"] for item in items]
    for at, item in enumerate(items):
        told = check_item(item, set(keys[:at]), set(keys))
        yield from ((f"{item['key']} → {where}", text) for where, text in told)


def check_item(item: Body, before: set[str], every: set[str]) -> Iterator[tuple[str, str]]:
    """(field, what is wrong there) of a checklist's item; `before`: the numbers above it, `every`: all of them."""
    if (item["answer"] in ("choice", "many")) is not bool(item.get("options")):
        yield "options", "—"
    texts = [option["text"] for option in item.get("options", ())]
    yield from (("options", text) for text in sorted({text for text in texts if texts.count(text) > 1}))
    yield from (("options", text) for text in texts if re.search("[;；=＝]", text))
    points = item.get("points", 0)
    yield from (("options", option["text"]) for option in item.get("options", ()) if option.get("points", 0) > points)
    if points and item["answer"] not in SUMMED and not item.get("score"):
        yield "score", "—"
    if item["answer"] == "score" and not points:
        yield "points", "0"
    if "least" in item and "most" in item and item["least"] > item["most"]:
        yield "least", str(item["least"])
    for name, known in (("shown", before), ("score", every), ("fails", every), ("must", every)):
        yield from _formula(name, item.get(name, ""), known)
    for part in re.findall(r"\{([^{}]*)\}", item.get("problem", "")):
        yield from _formula("problem", part or " ", every)


def _formula(where: str, text: str, known: set[str]) -> Iterator[tuple[str, str]]:
    if not text:
        return
    try:
        yield from ((where, f"[{name}]") for name in sorted(names_in(read(text)) - known))
    except Unreadable as error:
        yield where, f"{text[: error.at]}▲{text[error.at :]}"


CHECKS: dict[str, Callable[[Body], Iterator[tuple[str, str]]]] = {
    "ladder": _ladder,
    "appraisal": _appraisal,
    "grades": _grades,
    "debrief": _debrief,
    "checklist": _checklist,
    "inspection": _inspection,
    "leadership": _leadership,
}
