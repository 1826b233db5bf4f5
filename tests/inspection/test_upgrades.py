"""Fifty versions of a checklist, one after the other, under a running inspection."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import yaml

from taizhang.inspection import actions, selectors
from taizhang.inspection.models import Checklist, Finding, Visit
from taizhang.inspection.rules.answers import items_of
from taizhang.inspection.rules.upgrade import likely, moved
from taizhang.kit.errors import Refused
from taizhang.rulebook.actions import publish_book
from taizhang.rulebook.books import shipped
from tests.cast import AT, County
from tests.inspection.test_inspection import answer, begun

NAME = "check-service"


def by_words(visit: Visit) -> dict[str, Any]:
    """The visit's answers by the words of their questions, in the version in use."""
    (found,) = selectors.filled(visit, selectors.answers_of(visit))
    texts = {item["key"]: item["text"] for item in items_of(found.checklist.body)}
    return {texts[key]: row.value for key, row in found.answers.items()}


def changed(items: list[dict[str, Any]], version: int, dice: random.Random) -> list[dict[str, Any]]:
    """The next version's items: numbers dealt anew, another order, one added, now and then one taken out."""
    made = [*items, {"key": "x", "text": f"第{version}版新加的一项", "answer": "yes_no"}]
    if dice.random() < 0.3:
        made.pop(dice.randrange(len(made)))
    keys = list(range(1, len(made) + 1)) if dice.random() < 0.5 else dice.sample(range(1, 200), len(made))
    made = [{**item, "key": str(key)} for item, key in zip(made, keys, strict=True)]
    dice.shuffle(made)
    return made


def plain(item: dict[str, Any]) -> dict[str, Any]:
    """An item without its formulas: they name numbers, and here only the answers are followed."""
    kept = {name: item[name] for name in ("key", "text", "answer", "options", "least", "most") if name in item}
    return {**kept, "points": item["points"]} if item["answer"] == "score" else kept


def test_fifty_versions_lose_no_answer(county: County) -> None:
    visit, dice = begun(county, lists=(NAME,)), random.Random(8)
    answer(county, visit, name=NAME, **{"1": "no", "3": "10", "4": "8"})
    answer(county, visit, who="qiao", name=NAME, **{"1": "no"})
    actions.note_finding(actor=county.who("gao"), at=AT, code=visit.code, checklist=NAME, key="1")
    kept, refused = by_words(visit), 0
    book = yaml.safe_load(shipped()[NAME].text)
    items = [plain(item) for item in items_of(book["body"])]
    for version in range(2, 52):
        tried = changed(items, version, dice)
        body = {**book["body"], "sections": [{"title": "全部", "items": tried}]}
        day = date(2026, 4, 30) + timedelta(days=version)
        told = {**book, "version": f"2026.{version}", "in_force_from": day.isoformat(), "body": body}
        publish_book(actor=county.who("cheng"), at=AT, text=yaml.safe_dump(told, allow_unicode=True))
        old = Checklist.unscoped.get(plan=visit.plan, replaced_by=None)
        mapping = likely(list(items_of(old.body)), tried)
        call = {"actor": county.who("cheng"), "at": AT, "code": visit.plan.code, "name": NAME, "mapping": mapping}
        try:
            assert actions.upgrade_checklist(**call) == 4
            items = tried
        except Refused:  # an answered item was taken out: the running visits stay as they are
            refused += 1
            assert Checklist.unscoped.get(plan=visit.plan, replaced_by=None) == old
            assert set(kept) - {item["text"] for item in tried}
        assert by_words(visit) == kept
        finding = Finding.unscoped.get()
        asked = {item["key"]: item["text"] for item in items_of(finding.checklist.body)}  # type: ignore[union-attr]
        assert asked[finding.key] in kept
    assert refused and Checklist.unscoped.filter(plan=visit.plan).count() > 25


def item(key: str, text: str, answer: str = "yes_no") -> dict[str, Any]:
    return {"key": key, "text": text, "answer": answer}


def test_what_would_be_lost_is_named() -> None:
    known = {"1": item("1", "甲"), "2": item("2", "丁", "number")}
    old = [item(key, text) for key, text in zip("abcd", "乙丙丁戊", strict=True)]
    rows = moved({"a": [True], "b": [False], "c": ["x"], "d": []}, old, known, {"a": "1", "b": "1"})
    assert [(one.key, one.count, one.fault) for one in rows] == [
        ("a", 1, "meets"),
        ("b", 1, "meets"),
        ("c", 1, "unreadable"),
        ("d", 0, ""),
    ]
    assert moved({"e": [True]}, [item("e", "己")], known, {})[0].fault == "nowhere"


def test_numbers_dealt_anew_take_no_answer_to_another_question() -> None:
    """The first of two points is taken out and the rest numbered anew: the commonest of changes."""
    old, new = [item("1", "甲"), item("2", "乙")], {"1": item("1", "乙")}
    assert [(one.target, one.fault) for one in moved({"1": [False]}, old, new, {})] == [("", "nowhere"), ("1", "")]
    reworded = {"1": item("1", "甲，问得更清楚"), "2": item("2", "乙")}
    assert moved({"1": [False]}, old, reworded, {})[0].fault == "reworded"  # a person says that it is the same
    assert moved({"1": [False]}, old, reworded, {"1": "1"})[0].fault == ""
