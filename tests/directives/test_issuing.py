"""From clauses to tasks: merged, split, each with its source sentence; and which sentence is carried out."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from taizhang.directives.actions import import_document, issue_clauses, link_clauses
from taizhang.directives.models import Clause, ClauseTask
from taizhang.directives.selectors import document_for, lines_of
from taizhang.kit.errors import BadInput, NotAllowed, Refused
from taizhang.ledger.actions import issue_task
from taizhang.ledger.models import Item
from taizhang.people.models import Account
from tests.cast import AT, County

TEXT = "一、抓学习。各乡镇党委每月组织一次集中学习。\n二、抓阵地。年底前各村活动场所全部达标。\n"


@pytest.fixture
def speech(county: County) -> tuple[str, list[Clause]]:
    code = import_document(actor=county.who("cheng"), at=AT, text=TEXT, title="讲话")
    return code, list(Clause.unscoped.order_by("ordinal"))


def test_several_clauses_become_one_task_a_unit(county: County, speech: tuple[str, list[Clause]]) -> None:
    code, clauses = speech
    towns = [county.unit("柳沟镇党委"), county.unit("石桥镇党委")]
    told = {"clauses": [clause.code for clause in clauses[:2]], "title": "学习和阵地一起抓", "units": towns}
    made = issue_clauses(actor=county.who("cheng"), at=AT, document=code, **told)
    items = [Item.unscoped.get(code=one) for one in made]
    assert {item.unit.short for item in items} == {"柳沟镇党委", "石桥镇党委"}
    assert all(
        "集中学习" in item.facts["source_sentence"] and "达标" in item.facts["source_sentence"] for item in items
    )
    assert ClauseTask.unscoped.count() == 4
    lines = lines_of(county.who("cheng"), document_for(county.who("cheng"), code))
    assert [line.units for line in lines[:2]] == [2, 2]


def test_one_clause_is_split_into_a_task_a_line(
    county: County, speech: tuple[str, list[Clause]], client: Client
) -> None:
    code, clauses = speech
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    told = {
        "clauses": clauses[0].code,
        "title": "订学习计划\n\n  每月学习一次 \n年底报总结",
        "units": "柳沟镇党委",
        "split": "on",
        "long_term": "on",
    }
    client.post(f"/documents/{code}/", told)
    items = list(Item.unscoped.filter(kind="task").order_by("id"))
    assert [item.title for item in items] == ["订学习计划", "每月学习一次", "年底报总结"]
    assert {item.facts["source_sentence"] for item in items} == {items[0].facts["source_sentence"]} != {""}
    assert ClauseTask.unscoped.filter(clause=clauses[0]).count() == 3


def test_what_cannot_be_issued(county: County, speech: tuple[str, list[Clause]]) -> None:
    code, clauses = speech
    told = {"clauses": [clauses[0].code], "title": "任务", "units": [county.unit("柳沟镇党委")]}
    with pytest.raises(BadInput):
        issue_clauses(actor=county.who("cheng"), at=AT, document=code, **{**told, "clauses": ["none"]})
    with pytest.raises(BadInput):
        issue_clauses(actor=county.who("cheng"), at=AT, document=code, **{**told, "title": " \n "}, split=True)
    with pytest.raises(Refused):
        issue_clauses(actor=county.who("cheng"), at=AT, document=code, **{**told, "units": []})
    with pytest.raises(NotAllowed):
        issue_clauses(actor=county.who("tian"), at=AT, document=code, **told)
    assert Item.unscoped.count() == 0


def test_nothing_is_issued_twice_or_born_late(county: County, speech: tuple[str, list[Clause]]) -> None:
    code, clauses = speech
    told = {"clauses": [clauses[0].code], "title": "任务", "units": [county.unit("柳沟镇党委")]}
    first = issue_clauses(actor=county.who("cheng"), at=AT, document=code, **told)
    with pytest.raises(Refused, match=first[0]):
        issue_clauses(actor=county.who("cheng"), at=AT, document=code, **told)
    with pytest.raises(BadInput, match="已经过去"):
        issue_clauses(
            actor=county.who("cheng"), at=AT, document=code, **{**told, "title": "别的"}, due_on=date(2020, 1, 1)
        )
    issue_clauses(actor=county.who("cheng"), at=AT, document=code, **{**told, "title": "另一项"})
    line = lines_of(county.who("cheng"), document_for(county.who("cheng"), code))[0]
    assert line.units == 1 and line.counts["running"] == 1  # two tasks, one unit


def test_a_clause_with_many_tasks_leads_to_the_whole_list(
    county: County, speech: tuple[str, list[Clause]], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the document stand the first ones and a link; the link's list shows every one."""
    code, clauses = speech
    told = {"clauses": [clauses[0].code], "title": "第一件\n第二件\n第三件", "split": True, "due_on": AT.date()}
    made = issue_clauses(actor=county.who("cheng"), at=AT, document=code, units=[county.unit("石桥镇党委")], **told)
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    where = {"show": clauses[0].code}
    page = client.get(f"/documents/{code}/", where).content.decode()
    assert all(one in page for one in made) and "看全部" not in page
    monkeypatch.setattr("taizhang.directives.selectors.SHOWN", 2)
    page = client.get(f"/documents/{code}/", where).content.decode()
    assert [one in page for one in made] == [True, True, False]
    more = re.search(r'href="(/items/\?kind=task&amp;clause=[^"]+)"', page)
    listed = client.get(more[1].replace("&amp;", "&")).content.decode()
    assert all(one in listed for one in made)


def test_an_inspector_imports_and_issues_nothing(county: County) -> None:
    with pytest.raises(NotAllowed):
        import_document(actor=county.who("gao"), at=AT, text="一、甲", title="讲话")
    with pytest.raises(NotAllowed):
        issue_task(actor=county.who("gao"), at=AT, units=[county.unit("柳沟镇党委")], title="x")


def test_a_clause_is_carried_out_by_tasks_that_are_there_already(county: County) -> None:
    office = county.who("cheng")
    code = import_document(actor=office, at=AT, text=TEXT, title="讲话")
    clause = Clause.unscoped.filter(document__code=code).exclude(kind="closing")[0]
    task = issue_task(actor=office, at=AT, units=[county.unit("柳沟镇党委")], title="已经交办的")[0]
    told = {"document": code, "clauses": [clause.code]}
    for items, words in ((["T26-99999"], "T26-99999"), ([], "没有找到")):
        with pytest.raises(BadInput, match=words):
            link_clauses(actor=office, at=AT, items=items, **told)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="县委"):
        link_clauses(actor=county.who("ma"), at=AT, items=[task], **told)  # type: ignore[arg-type]
    for _twice in range(2):
        assert link_clauses(actor=office, at=AT, items=[task], **told) == [task]  # type: ignore[arg-type]
    assert list(ClauseTask.unscoped.values_list("clause__code", "item")) == [(clause.code, task)]
    client = Client()
    client.force_login(Account.unscoped.get(username="cheng"), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/documents/{code}/"
    assert client.post(address, {"clauses": [clause.code], "items": task}).status_code == 302
    assert task in client.get(f"{address}?show={clause.code}").content.decode()
