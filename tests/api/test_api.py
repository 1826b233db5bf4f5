"""The API: the same acts, the same reach, one answer a key, refusals as problem details."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from taizhang.kit.clock import day_of, now
from taizhang.ledger.models import Item
from taizhang.people.actions import issue_token, revoke_tokens
from taizhang.people.models import Token
from taizhang.people.selectors import command_line_viewer
from tests.cast import County


def asker(county: County, username: str) -> Any:
    """A function that asks the API as a user: (method, path, body, **headers)."""
    token = issue_token(actor=command_line_viewer(day_of(now())), at=now(), username=username, name="test")
    client = Client()

    def ask(method: str, path: str, body: Any = None, **headers: str) -> Any:
        told = {"HTTP_AUTHORIZATION": f"Bearer {token}", **headers}
        text = body if isinstance(body, str) else _json(body)
        return client.generic(method, f"/api/v1/{path}", text, "application/json", **told)

    return ask


def _json(body: Any) -> str:
    import json

    return "" if body is None else json.dumps(body)


PROBLEM = {"unit": "东坡村党支部", "title": "公开栏未更新", "source": "secret_visit"}


def test_a_problem_arrives_and_is_carried_by_the_same_acts(county: County) -> None:
    office, village = asker(county, "cheng"), asker(county, "zhao")
    made = office("POST", "problems", PROBLEM)
    code = made.json()["code"]
    assert made.status_code == 201 and Item.unscoped.get(code=code).accepting.short == "县委"
    day = day_of(now()).isoformat()
    told = {"finding": "true", "went": "赵立民", "went_on": day, "how": "到场", "basis": "公开栏"}
    assert village("POST", f"items/{code}/verify_problem", told).status_code == 200
    refused = village("POST", f"items/{code}/withdraw_item", {"note": "x"})
    assert refused.status_code == 403 and refused["Content-Type"] == "application/problem+json"
    assert "验收单位" in refused.json()["detail"]
    assert village("GET", f"items/{code}").json()["state"] == "to_plan"


def test_one_key_one_answer(county: County) -> None:
    office = asker(county, "cheng")
    first = office("POST", "problems", PROBLEM, HTTP_IDEMPOTENCY_KEY="key-api-0001")
    again = office("POST", "problems", PROBLEM, HTTP_IDEMPOTENCY_KEY="key-api-0001")
    other = office("POST", "problems", {**PROBLEM, "title": "别的"}, HTTP_IDEMPOTENCY_KEY="key-api-0001")
    assert first.json() == again.json() and other.status_code == 409 and Item.unscoped.count() == 1


def test_reach_is_the_owners(county: County) -> None:
    code = county.problem()
    assert asker(county, "li")("GET", f"items/{code}").status_code == 404
    assert asker(county, "li")("GET", "items").json()["items"] == []
    assert asker(county, "li")("POST", "problems", PROBLEM).status_code == 404
    assert asker(county, "tian")("POST", "problems", PROBLEM).status_code == 403
    assert asker(county, "zhao")("GET", "items?text=记录").json()["items"][0]["code"] == code


def test_a_revoked_or_past_token_opens_nothing(county: County) -> None:
    ask = asker(county, "cheng")
    assert Client().get("/api/v1/items").status_code == 401
    Token.unscoped.update(until=day_of(now()) - timedelta(days=2))
    assert ask("GET", "items").status_code == 401
    ask = asker(county, "cheng")
    revoke_tokens(actor=county.who("cheng", now()), at=now(), username="cheng")
    assert ask("GET", "items").status_code == 401


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"unit": 1}', '{"unit": "x", "title": ""}', '{"unit": "东坡村", "title": " "}']
)
def test_bad_bodies_are_refused(county: County, body: str) -> None:
    assert 400 <= asker(county, "cheng")("POST", "problems", body).status_code < 500


def test_bad_acts_are_refused(county: County) -> None:
    code, ask = county.problem(), asker(county, "zhao")
    assert ask("POST", f"items/{code}/no_such_act", {}).status_code == 400
    assert ask("POST", f"items/{code}/verify_problem", {"measures": "x"}).status_code == 400
    assert ask("GET", "items?after=nonsense").status_code == 200
    for wrong in ("kind=zzz", "state=zzz", "light=zzz", "day=2999-01-01"):
        assert ask("GET", f"items?{wrong}").status_code == 400
    assert Client().get("/api/v1/openapi.json").status_code in (200, 401)


@pytest.mark.parametrize("key", ["", "abc", "a" * 81, "一二三四五六七八", "key with a space"])
def test_a_key_that_could_promise_nothing_is_refused_and_nothing_done(county: County, key: str) -> None:
    ask, before = asker(county, "cheng"), Item.unscoped.count()
    answer = ask(
        "POST", "acts/raise_problem", {"unit": "东坡村党支部", "title": "公开栏停在去年"}, HTTP_IDEMPOTENCY_KEY=key
    )
    assert answer.status_code == 400 and "Idempotency-Key" in answer.json()["detail"]
    assert Item.unscoped.count() == before


def test_a_filter_or_unit_nobody_knows_is_said_not_passed_over(county: County) -> None:
    county.problem()
    ask = asker(county, "cheng")
    mistyped = ask("GET", "items?kind=problem&dayy=2026-07-08")
    assert mistyped.status_code == 400 and "dayy" in mistyped.json()["detail"] and "day" in mistyped.json()["detail"]
    assert ask("GET", "items?unit=没有的组织").status_code == 404
    assert ask("GET", "between?before=2026-07-01&until=2026-07-09&units=x").status_code == 400
    assert len(ask("GET", "items?unit=东坡村党支部").json()["items"]) == 1
    assert ask("GET", "items?unit=没有的组织&day=2026-07-08").status_code == 200  # that day's names are not today's


def test_an_address_that_is_none_answers_as_a_program_reads(county: County) -> None:
    for verb in ("GET", "POST"):
        answer = asker(county, "cheng")(verb, "nothing/of/ours")
        assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"
