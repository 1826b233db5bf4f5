"""What a book must hold beyond its schema: keys that are told apart and that exist. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

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


CHECKS: dict[str, Callable[[Body], Iterator[tuple[str, str]]]] = {
    "ladder": _ladder,
    "appraisal": _appraisal,
    "grades": _grades,
    "debrief": _debrief,
}
