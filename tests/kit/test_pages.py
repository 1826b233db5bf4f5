"""Pages: every row once and in order, whatever the size; nothing cut off in silence."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from taizhang.kit.errors import BadInput
from taizhang.kit.pages import paged
from taizhang.people.models import Account
from taizhang.people.selectors import accounts_all
from tests.cast import County

MODEL = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize("key", ["username", "-id"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_every_row_comes_once_in_order(county: County, key: str, size: int) -> None:
    seen, after = [], ""
    while True:
        page = paged(accounts_all(), key, after, size)
        assert len(page.rows) <= size
        seen += page.rows
        if not (after := page.next):
            break
    assert seen == list(accounts_all().order_by(key)) and len(seen) > 6


@pytest.mark.parametrize("after", ["x", "1.5", "１２x"])
def test_a_page_that_cannot_be_read_is_refused_in_words(county: County, after: str) -> None:
    with pytest.raises(BadInput, match="第一页"):
        paged(accounts_all(), "-id", after, 5)


def test_accounts_are_found_and_paged_on_the_screen(
    county: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The administrator reaches the last account, and any by a part of its name."""
    monkeypatch.setattr("taizhang.people.views.PAGE", 4)
    client.force_login(Account.unscoped.get(username="sys"), backend=MODEL)
    shown: list[str] = []
    where = "/accounts/"
    while where:
        page = client.get(where).content.decode()
        shown += re.findall(r'<td data-h="用户名">([^<]+)</td>', page)
        more = re.search(r'href="(\?text=&amp;after=[^"]+)"', page)
        where = "/accounts/" + more[1].replace("&amp;", "&") if more else ""
    assert shown == list(accounts_all().values_list("username", flat=True))
    one = Account.unscoped.select_related("person").get(username="zhao")
    for text in ("zha", one.person.name):
        assert re.findall(r'用户名">([^<]+)<', client.get("/accounts/", {"text": text}).content.decode()) == ["zhao"]
    assert "没有这样的账号" in client.get("/accounts/", {"text": "不存在"}).content.decode()
