"""Every road leads through the same acts; every reading keeps the screens' doors and reach; nothing sent breaks us."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings

from taizhang.api.registry import ACTS, ELSEWHERE
from taizhang.api.views import api
from taizhang.evidence import store
from taizhang.filing.models import Filing
from taizhang.journal.models import Entry
from taizhang.kit.clock import day_of, now
from taizhang.ledger.actions.views import save_view
from taizhang.ledger.models import Item
from taizhang.people.actions import issue_token
from taizhang.people.selectors import command_line_viewer
from tests.api.test_api import asker
from tests.cast import AT, VERIFIED, County
from tests.matrix.personas import BUSINESS, PERSONAS
from tests.matrix.test_matrix import CANARY, things

__all__ = ["things"]
PACKAGE = Path(__file__).parents[2] / "taizhang"
# acts no screen takes, with the reason
NOT_ON_SCREENS = {
    "destroy_box": "the worker's, every night, once the book's days have passed",
    "open_account": "screens take open_account_for, which registers the person's post with it",
    "issue_task": "screens issue tasks from a clause, break one down, or take in a sheet of tasks",
    "set_field_owner": "set with the tree's roster and the demonstration; a screen comes with the fields' own pages",
    "load_division": "once in a county's life, by the command line",
    "open_year": "by the command line and the demonstration; the worker opens years in a later version",
    "issue_token": "by the command line: the key is shown once, to its owner",
    "revoke_tokens": "by the command line",
    "fulfil": "through fulfil_duty",
    "exempt": "through exempt_duty",
    "refute": "through check_spot",
    "keep_evidence": "with the act it proves",
    "import_units": "through import_roster",
    "recount": "on the server's command line alone",
}


def all_acts() -> set[str]:
    """Names of every act in the house: functions under @act, and those made by named(), plain(), accepting()."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name != "actions.py" and path.parent.name != "actions":
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(
                getattr(one, "id", "") == "act" for one in node.decorator_list
            ):
                found.add(node.name)
            made = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            if made and getattr(node.value.func, "id", "") in ("plain", "accepting"):  # type: ignore[attr-defined]
                found.add(node.targets[0].id)  # type: ignore[attr-defined]
    return found


@pytest.mark.once
def test_every_act_is_reached_by_rest_or_says_why_not() -> None:
    acts = all_acts()
    assert len(acts) > 60 and acts == set(ACTS) | set(ELSEWHERE), acts ^ (set(ACTS) | set(ELSEWHERE))
    assert not set(ACTS) & set(ELSEWHERE)


@pytest.mark.once
def test_every_act_is_on_a_screen_or_says_why_not() -> None:
    screens = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("views*.py"))
    screens += "".join(path.read_text("utf-8") for path in PACKAGE.rglob("views/*.py"))
    tables = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("states.py"))  # item.html offers these
    missing = {name for name in all_acts() if not re.search(rf"\b{name}\b", screens) and f'"{name}"' not in tables}
    assert missing == set(NOT_ON_SCREENS), missing ^ set(NOT_ON_SCREENS)


@pytest.mark.once
def test_the_description_names_every_act_with_its_fields() -> None:
    told = api.get_openapi_schema(path_prefix="/api/v1/")
    for name in ACTS:
        assert f"/api/v1/acts/{name}" in told["paths"]
    plan = told["components"]["schemas"]["submit_plan_body"]
    assert "measures" in plan["properties"] and plan["required"] == ["code"] and plan["additionalProperties"] is False


# reading → who gets 200; the screens' own matrix
READ: dict[str, set[str]] = {
    "items": BUSINESS,
    "items/{item}": {"zhao", "ma", "cheng", "tian", "gao"},
    "between?before=2026-07-01&until=2026-07-09": BUSINESS,
    "duties": BUSINESS - {"gao"},
    "today": BUSINESS,
    "views": BUSINESS,
    "views/{view}": {"zhao", "ma", "sun"},
    "overview": BUSINESS - {"gao"},
    "units/{unit}": {"zhao", "ma", "cheng", "tian", "gao"},
    "tree": {"cheng", "sys"},
    "documents": BUSINESS - {"gao"},
    "documents/{document}": BUSINESS - {"gao"},
    "rounds": BUSINESS,
    "filings": BUSINESS - {"gao"},
    "filings/{filing}": {"ma", "cheng", "tian"},
    "spots": BUSINESS - {"gao"},
    "meetings": BUSINESS - {"gao"},
    "meetings/{meeting}": {"ma", "cheng", "tian"},
    "meetings/{year}/grades": {"ma", "cheng", "tian"},
    "year?unit={unit}": {"zhao", "ma", "cheng", "tian"},
    "units/{unit}/handover": {"zhao", "ma", "cheng", "tian"},
    "units/{unit}/leaders": {"zhao", "ma", "cheng", "tian"},
    "units/{unit}/leaders/{head}": {"zhao", "ma", "cheng", "tian"},
    "slips": BUSINESS - {"gao"},
    "slips/{slip}": {"cheng", "tian"},
    "cases": BUSINESS - {"gao"},
    "cases/{case}": {"cheng", "tian"},
    "lateness": BUSINESS - {"gao"},
    "late": BUSINESS - {"gao"},
    "journal": (BUSINESS - {"gao"}) | {"aud"},
    "journal/{seq}": {"zhao", "ma", "cheng", "tian"},
    "books": {"cheng", "sys"},
    "books/problem-terms": (BUSINESS - {"gao"}) | {"sys"},
    "accounts": {"sys", "sec"},
    "moves": set(PERSONAS) - {""},
}


@pytest.mark.parametrize("username", [one for one in PERSONAS if one])
def test_each_reads_exactly_what_their_screens_show(things: dict[str, Any], county: County, username: str) -> None:
    view = save_view(county.who("ma"), name="镇里的", query="state=open", shared=True)
    ask = asker(county, username)
    for path, allowed in READ.items():
        answer = ask("GET", path.format(**things, view=view))
        assert (answer.status_code == 200) == (username in allowed), (path, username, answer.status_code)
        if username not in allowed:
            assert answer.status_code in (403, 404) and CANARY not in answer.content.decode(), path
        if username in ("li", "sys", "sec", "aud"):
            assert CANARY not in answer.content.decode(), (path, username)


@pytest.mark.parametrize(("path", "username"), [("documents", "cheng"), ("filings", "ma"), ("accounts", "sys")])
def test_readings_go_on_where_a_page_ends(
    things: dict[str, Any], county: County, monkeypatch: pytest.MonkeyPatch, path: str, username: str
) -> None:
    ask = asker(county, username)
    of_round = f"round={Filing.unscoped.get(code=things['filing']).round.code}" if path == "filings" else ""
    whole = ask("GET", f"{path}?{of_round}").json()
    assert whole["next"] == "" and whole[path]
    for place in ("reading", "record"):
        monkeypatch.setattr(f"taizhang.api.views.{place}.PAGE", 1)
    rows, after = [], ""
    for _unused in whole[path]:
        page = ask("GET", f"{path}?{of_round}&after={after}").json()
        rows, after = rows + page[path], page["next"]
    assert rows == whole[path] and after == ""


def test_an_item_is_told_whole_and_the_same_answer_is_not_sent_twice(county: County) -> None:
    code = county.bring_to("plan_submitted", county.problem()).code
    ask = asker(county, "cheng")
    first = ask("GET", f"items/{code}")
    told = first.json()
    assert [step["act"] for step in told["steps"]] == ["raise_problem", "verify_problem", "submit_plan"]
    assert {one["act"] for one in told["acts"] if one["open"]} >= {"approve_plan", "return_plan"}
    assert told["columns"]["责任单位"] == "东坡村党支部"
    again = ask("GET", f"items/{code}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304 and not again.content
    county.do("approve_plan", "qiao", code)
    assert ask("GET", f"items/{code}", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_stale_page_is_refused_by_its_version(county: County) -> None:
    code = county.bring_to("plan_submitted", county.problem()).code
    ask = asker(county, "cheng")
    stale = ask("POST", "acts/approve_plan", {"code": code}, HTTP_IF_MATCH='"1"')
    assert stale.status_code == 409 and "刷新" in stale.json()["detail"]
    version = ask("GET", f"items/{code}").json()["version"]
    assert ask("POST", "acts/approve_plan", {"code": code}, HTTP_IF_MATCH=f'"{version}"').status_code == 200


def test_files_bulk_and_sheets_take_the_same_acts(county: County) -> None:
    office, village = asker(county, "cheng"), asker(county, "zhao")
    sheet = "问题描述,责任单位\n没有公开,东坡村党支部\n没有记录,东坡村党支部\n看不懂的,外星村\n".encode()
    file = {"name": "问题.csv", "base64": base64.b64encode(sheet).decode()}
    looked = office("POST", "imports/problems", {"file": file}).json()["answer"]
    assert looked["taken"] is False and looked["errors"][0]["row"] == 4 and Item.unscoped.count() == 0
    taken = office("POST", "imports/problems", {"file": file, "partial": True}).json()["answer"]
    codes = taken["made"]
    assert taken["taken"] is True and len(codes) == 2
    day = day_of(now())
    found = {"finding": "true", "went": "赵立民", "went_on": str(day), "how": "到场", "basis": "公开栏"}
    many = village("POST", "items/acts/verify_problem", {"codes": [*codes, "P26-99999"], "fields": found}).json()[
        "answer"
    ]
    assert sorted(many["done"]) == sorted(codes) and many["refused"][0][0] == "P26-99999"
    plan = {"measures": "补上", "due_on": str(day + timedelta(days=30))}
    for code in codes:
        assert village("POST", f"items/{code}/submit_plan", plan).status_code == 200
    assert len(office("POST", "items/acts/approve_plan", {"codes": codes}).json()["answer"]["done"]) == 2
    proof = {"name": "记录.txt", "base64": base64.b64encode("会议记录".encode()).decode()}
    closing = {"code": codes[0], "note": "补好了", "files": [proof]}
    assert village("POST", "acts/apply_closure", closing).status_code == 200
    assert office("POST", "acts/accept_closure", {"code": codes[0], "note": "好"}).status_code == 200
    assert Item.unscoped.get(code=codes[0]).state == "closed" and Item.unscoped.get(code=codes[0]).proof_count == 1


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("acts/raise_problem", {"unit": "东坡村党支部"}, 422, "title"),
        ("acts/raise_problem", {"unit": "东坡村党支部", "title": "x", "state": "closed"}, 422, "state"),
        ("acts/approve_plan", "not json", 400, "不是JSON"),
        ("acts/apply_closure", {"code": "P26-00001", "files": [{"name": "x.txt", "base64": "*"}]}, 400, "base64"),
        ("items/acts/no_such", {"codes": ["P26-00001"]}, 400, "no_such"),
        ("items/acts/approve_plan", {"codes": ["P26-00001"], "fields": {"actor": "x"}}, 400, "actor"),
        ("items/acts/submit_plan", {"codes": ["P26-00001"], "fields": {"due_on": "下周"}}, 400, "due_on"),
        ("imports/secrets", {"file": {"name": "x.csv", "base64": ""}}, 400, "secrets"),
    ],
)
def test_refusals_are_problem_details_in_words(county: County, path: str, body: Any, status: int, words: str) -> None:
    county.problem()
    before = Entry.unscoped.count()
    ask = asker(county, "cheng")
    after = Entry.unscoped.count()
    answer = ask("POST", path, body)
    assert answer.status_code == status and words in answer.json()["detail"], answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json" and Entry.unscoped.count() == after > before


def test_a_count_of_ballots_goes_by_rest_too(county: County) -> None:
    office, day = asker(county, "cheng"), str(day_of(now()))
    told = {"kind": "year", "meeting_on": day, "units": [county.unit("柳沟镇党委")]}
    meeting = office("POST", "acts/open_meeting", told).json()["answer"]
    office("POST", "acts/begin_meeting", {"code": meeting, "chair": "沈怀信"})
    mine = office("GET", f"meetings/{meeting}").json()["debriefs"][0]["code"]
    count = {
        "code": mine,
        "voter_class": "units",
        "given": 20,
        "returned": 20,
        "invalid": 0,
        "marks": [20, 0, 0, 0] * 6,
    }
    assert office("POST", "acts/enter_count", count).json()["answer"]["outcome"] == "first"
    for bad in ({"marks": [-1] * 24}, {"marks": ["x"] * 24}, {"marks": [10**7] * 24}):
        assert office("POST", "acts/enter_count", {**count, **bad}).status_code == 422
    draft = {"code": meeting, "unit": "", "text": "x"}
    assert office("POST", "acts/draft_comment", draft).status_code == 400


def test_no_token_is_told_what_to_do(county: County) -> None:
    answer = Client().get("/api/v1/items")
    assert answer.status_code == 401 and "Bearer" in answer.json()["detail"] and answer["WWW-Authenticate"] == "Bearer"


def test_what_only_forms_used_to_check_the_acts_check(county: County) -> None:
    code = county.problem()
    county.do("verify_problem", "zhao", code, AT + timedelta(days=2), finding="true", **VERIFIED)
    office, village, keeper = (asker(county, who) for who in ("cheng", "zhao", "sys"))
    town, before = county.unit("柳沟镇党委"), Entry.unscoped.count()
    bad = [
        (village, "acts/submit_plan", {"code": code, "measures": "x", "timing": "foo", "due_on": "2199-01-01"}, 400),
        (keeper, "acts/open_unit", {"name": "新", "kind": "xyz", "parent": town}, 400),
        (keeper, "acts/open_unit", {"name": "中共第二县委员会", "kind": "county"}, 409),
        (keeper, "acts/open_unit", {"name": "新", "kind": "branch", "parent": town, "members": 10**30}, 422),
        (office, "acts/raise_problem", {"unit": town, "title": "x", "source": "bogus"}, 400),
        (office, "acts/raise_problem", {"unit": town, "title": "x", "category": "长" * 61}, 400),
        (office, "acts/raise_problem", {"unit": town, "title": "甲\u0000乙"}, 422),
        (office, "acts/raise_problem", {"unit": town, "title": "x", "due_on": "2001-01-01"}, 400),
        (office, "acts/issue_task", {"units": [town], "title": "x", "parent": "T26-00001"}, 422),
        (office, "acts/seal_list", {"list_name": "ledger", "unit": "县委", "occasion": "bogus"}, 400),
        (office, "items/acts/close_unit", {"codes": [town]}, 400),
        (office, "items/acts/cascade_task", {"codes": [code]}, 400),
        (keeper, "acts/issue_token", {"username": "cheng", "name": "x"}, 404),
    ]
    for ask, path, body, status in bad:
        answer = ask("POST", path, body)
        assert answer.status_code == status, (path, body, answer.status_code, answer.content.decode()[:200])
    assert Entry.unscoped.count() == before
    assert office("POST", "acts/raise_problem", {"unit": town, "title": "x"}, HTTP_IF_MATCH='"3"').status_code == 400
    assert office("POST", "acts/approve_plan", {"code": code}, HTTP_IF_MATCH='"abc"').status_code == 400
    assert office("GET", "between?before=2026-01-01&until=9999-12-31").status_code == 200


def test_the_etag_of_a_reading_is_the_if_match_of_an_act(county: County) -> None:
    code = county.bring_to("plan_submitted", county.problem()).code
    ask = asker(county, "cheng")
    tag = ask("GET", f"items/{code}")["ETag"]
    county.do("return_plan", "qiao", code, AT + timedelta(days=2), note="太粗")
    assert ask("POST", "acts/approve_plan", {"code": code}, HTTP_IF_MATCH=tag).status_code == 409


def test_large_files_pass_and_too_large_ones_are_told_so(county: County) -> None:
    code = county.bring_to("rectifying", county.problem()).code
    ask = asker(county, "zhao")
    pdf = b"%PDF-1.4\n" + os.urandom(6 * 1024 * 1024)
    file = {"name": "记录.pdf", "base64": base64.b64encode(pdf).decode()}
    assert ask("POST", "acts/report_progress", {"code": code, "note": "x", "files": [file]}).status_code == 200
    big = ask("POST", "acts/report_progress", "x", CONTENT_LENGTH=str(70 * 1024 * 1024))
    assert big.status_code == 413 and "MB" in big.json()["detail"]


@pytest.mark.parametrize("username", ["aud", "tian", "li"])
def test_no_file_is_kept_for_who_may_not_act(county: County, username: str) -> None:
    code = county.bring_to("rectifying", county.problem()).code
    content = f"nobody asked {username}".encode()
    file = {"name": "x.txt", "base64": base64.b64encode(content).decode()}
    answer = asker(county, username)("POST", "acts/report_progress", {"code": code, "note": "x", "files": [file]})
    assert answer.status_code in (403, 404) and store.get(hashlib.sha256(content).hexdigest()) is None


EXAMPLES = 60 if os.environ.get("TAIZHANG_FAULTS") == "full" else 4


@pytest.mark.once
def test_whatever_is_sent_we_never_fail(things: dict[str, Any], county: County) -> None:
    """schemathesis invents bodies, paths and queries after the description, right ones and wrong ones."""
    client, system = Client(), command_line_viewer(day_of(now()))
    tokens = [issue_token(actor=system, at=now(), username=who, name="fuzz") for who in ("cheng", "sys")]
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    asked = 0

    def send(case: Any) -> None:
        nonlocal asked
        asked += 1
        query = {name: value for name, value in (case.query or {}).items() if isinstance(value, (str, int, bool))}
        body = "" if case.body is None or type(case.body).__name__ == "NotSet" else json.dumps(case.body)
        answer = client.generic(
            case.method,
            case.formatted_path,
            body,
            "application/json",
            QUERY_STRING="&".join(f"{name}={value}" for name, value in query.items())
            .encode("utf-8", "replace")
            .decode("latin-1"),
            HTTP_AUTHORIZATION=f"Bearer {tokens[asked % 2]}",
            **({"HTTP_IF_MATCH": '"3"'} if asked % 3 == 0 else {}),
        )
        assert answer.status_code < 500, (case.method, case.formatted_path, body[:300], answer.content[:300])

    for found in schema.get_all_operations():
        operation = found.ok()
        relaxed = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        relaxed(given(case=operation.as_strategy())(send))()
    assert asked > 200 and Filing.unscoped.filter(code=things["filing"]).exists()
