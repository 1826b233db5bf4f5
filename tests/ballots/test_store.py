"""The box: one ballot a code however often it is sent, all of one length, nothing readable, closed means closed."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client

from taizhang.ballots import store
from taizhang.ballots.rules import counted, is_ballot, plain_size, read_code, sealed_size, written
from taizhang.kit.errors import Absent, BadInput, Refused
from tests.ballots.sealing import CURVE, opened, point_of, seal

FORM = {
    "title": "测评票",
    "subjects": [{"key": "A", "name": "甲"}, {"key": "B", "name": "乙"}],
    "rows": [{"key": "overall", "label": "总体"}, {"key": "duty", "label": "履职"}],
    "options": [{"key": "good", "label": "好"}, {"key": "poor", "label": "差"}],
}
SECRET = ec.generate_private_key(CURVE)
KEY = point_of(SECRET)


def box(name: str, count: int = 20, classes: tuple[str, ...] = ("units",)) -> dict[str, list[str]]:
    """A fresh box and its codes by class."""
    store.destroy(name)
    codes = {one: store.new_codes(count) for one in classes}
    store.create(name, FORM, KEY.hex(), codes)
    return codes


def sealed(name: str, text: str = "0101") -> bytes:
    return seal(KEY, name, text, plain_size(4))


def test_codes_are_read_as_people_write_them() -> None:
    code = written(2**80 - 1)
    assert code == "Z" * 16 and written(0) == "0" * 16 and len({*store.new_codes(500)}) == 500
    assert read_code("0o1i lL23-4567 89ab") == "001111234567" + "89AB" and read_code(" z" * 16) == code
    for bad in ("", "z" * 15, "z" * 17, "!" * 16, "好" * 16):
        assert read_code(bad) == ""


def test_a_ballot_goes_in_once_and_comes_out_as_it_was() -> None:
    codes = box("once")["units"]
    store.cast("once", codes[0].lower(), sealed("once", "0101"))
    store.cast("once", codes[1], sealed("once", "1100"))
    for code in (codes[0], "0" * 16, "", "x"):
        with pytest.raises(Refused, match="票码不对"):
            store.cast("once", code, sealed("once"))
    with pytest.raises(BadInput):
        store.cast("once", codes[2], sealed("once") + b"x")
    with pytest.raises(Refused):
        store.released("once")  # not before it is closed
    store.close("once")
    with pytest.raises(Refused, match="已经停止"):
        store.cast("once", codes[2], sealed("once"))
    assert sorted(opened(SECRET, "once", data) for _name, data in store.released("once")) == ["0101", "1100"]
    assert opened(ec.generate_private_key(CURVE), "once", store.released("once")[0][1]) == ""
    store.destroy("once")
    for what in (store.told, store.released):
        with pytest.raises(Absent):
            what("once")


def test_two_hundred_posts_of_one_code_are_one_ballot() -> None:
    code = box("crowd")["units"][0]

    def post(number: int) -> bool:
        try:
            store.cast("crowd", code, sealed("crowd", f"{number % 2}101"))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(20) as crowd:
        done = list(crowd.map(post, range(200)))
    store.close("crowd")
    assert sum(done) == 1 and len(store.released("crowd")) == 1


def test_the_file_holds_no_code_no_vote_and_no_moment() -> None:
    codes = box("quiet", 8)["units"]
    for code in codes:
        store.cast("quiet", code, sealed("quiet", "0110"))
    held = (Path(settings.HOME) / "ballots" / "quiet.box").read_bytes()
    with store._open("quiet") as file:
        tables = dict(file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    assert {name: re.findall(r"(\w+) (?:TEXT|BLOB|INTEGER)", sql) for name, sql in tables.items()} == {
        "told": ["name", "value"],
        "code": ["mark", "voter_class", "spent"],
        "ballot": ["id", "voter_class", "sealed"],
    }
    assert not any(code.encode() in held for code in codes) and b"0110" not in held
    store.close("quiet")
    rows = store.released("quiet")
    assert {len(data) for _name, data in rows} == {sealed_size(4)}
    assert (Path(settings.HOME) / "ballots" / "quiet.box").stat().st_mode & 0o077 == 0


def test_the_voters_page_knows_nobody_and_leaves_nothing(caplog: pytest.LogCaptureFixture) -> None:
    codes = box("page", 5)["units"]
    client = Client()
    page = client.get("/vote/page/")
    assert page.status_code == 200 and not client.cookies and page["Referrer-Policy"] == "no-referrer"
    assert "甲" in page.content.decode() and "不能保证的" in page.content.decode()

    def post(body: Any) -> Any:
        return client.post("/vote/page/", body if isinstance(body, str) else json.dumps(body), "application/json")

    good = {"code": codes[0], "sealed": b64encode(sealed("page")).decode()}
    assert post(good).json() == {"done": True} == post(good).json()  # a lost answer
    assert post({**good, "sealed": b64encode(sealed("page")).decode()}).status_code == 409
    assert client.post("/vote/page/", {"code": "x"}).status_code == 400
    assert not [one for one in caplog.records if "/vote/" in one.getMessage()]
    for bad in (
        "",
        "[]",
        "{",
        "null",
        {"code": codes[1]},
        {"code": codes[1], "sealed": "!"},
        {**good, "sealed": "QUJD"},
    ):
        answer = post(bad)
        assert answer.status_code == 400 and "没有投进去" in answer.json()["detail"]
    assert not client.cookies and client.get("/vote/nothing/").status_code == 404
    assert client.get("/vote/..%2fpage/").status_code == 404
    store.close("page")
    assert post(good).json() == {"done": True}  # asked again after the end: it is in all the same
    assert "投票已经停止" in client.get("/vote/page/").content.decode()


def test_what_the_list_comes_to() -> None:
    found = counted(["0101", "0001"], ["A", "B"], ["overall", "duty"], ["good", "poor"])
    assert found["A"] == {"overall": {"good": 2, "poor": 0}, "duty": {"good": 1, "poor": 1}}
    assert found["B"] == {"overall": {"good": 2, "poor": 0}, "duty": {"good": 0, "poor": 2}}
    assert is_ballot("0101", 4, 2) and not any(is_ballot(one, 4, 2) for one in ("010", "0121", "01a1", "０101", ""))
