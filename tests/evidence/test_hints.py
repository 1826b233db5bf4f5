"""Quiet hints: the same picture elsewhere, older than the problem, kept by an editor, words copied; never a verdict."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from taizhang.evidence.models import Evidence, Trait
from taizhang.evidence.preparing import prepare
from taizhang.ledger.models import Item
from taizhang.ledger.selectors import hints_for, steps_of
from taizhang.people.models import Account
from tests.cast import AT, VERIFIED, County


def picture(seed: int = 0, size: int = 640, shot: str = "", program: str = "", quality: int = 90) -> bytes:
    """A drawn scene; another seed, another scene."""
    made = Image.new("RGB", (size, size * 3 // 4), (200, 200, 210))
    draw = ImageDraw.Draw(made)
    for at in range(9):
        left, top = (at * 71 + seed * 131) % 560 * size // 640, (at * 97 + seed * 53) % 400 * size // 640
        draw.rectangle((left, top, left + size // 6, top + size // 8), fill=(20 * at, 90, 255 - 25 * at))
    exif = Image.Exif()
    if shot:
        exif.get_ifd(0x8769)[0x9003] = shot
    if program:
        stand_in = "~" * len(program.encode())  # Pillow writes letters only; phones write UTF-8 into the same field
        exif[0x0131] = stand_in
    out = io.BytesIO()
    made.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue().replace(stand_in.encode(), program.encode()) if program else out.getvalue()


def applied(
    county: County, unit: str, who: str, photo: bytes, note: str = "已经补记并上墙公示，请验收，谢谢各位领导。"
) -> Item:
    """A problem with closure applied for, with this photo as proof."""
    code, later = county.problem(unit=unit), AT + timedelta(days=2)
    county.do("verify_problem", who, code, later, finding="true", **VERIFIED)
    county.do("submit_plan", who, code, later, measures="补", due_on=date(2026, 8, 15))
    county.do("approve_plan", "cheng", code, later)
    county.do("apply_closure", who, code, later, note=note, files=[prepare("改后.jpg", photo)])
    return Item.unscoped.select_related("unit", "accepting", "raised_by").get(code=code)


def told(county: County, who: str, item: Item) -> list[str]:
    rows = list(Evidence.unscoped.filter(subject=item.code))
    return [sentence.format(**facts) for sentence, facts in hints_for(county.who(who), item, rows, steps_of(item))]


def test_an_honest_photo_gets_no_hint(county: County) -> None:
    item = applied(county, "东坡村党支部", "zhao", picture(1, shot="2026:07:09 10:00:00"))
    assert told(county, "zhao", item) == [] and told(county, "cheng", item) == []
    assert Trait.unscoped.get().shot_at is not None


@pytest.mark.parametrize(
    "again", [picture(1), picture(1, size=480), picture(1, quality=40)], ids=["same", "smaller", "coarser"]
)
def test_the_same_picture_elsewhere_is_hinted_and_only_named_to_those_who_see_it(county: County, again: bytes) -> None:
    first = applied(county, "东坡村党支部", "zhao", picture(1))
    second = applied(county, "前坝村党支部", "wang", again, note="前坝村的公开栏已经全部更新，请到村里来看。")
    assert told(county, "wang", second) == ["这张照片在别的事项（—）里也用过，或者很相像。"]
    assert told(county, "cheng", second) == [f"这张照片在别的事项（{first.code}）里也用过，或者很相像。"]
    third = applied(county, "后岭村党支部", "sun", picture(5), note="后岭村已经重新拍照存档，记录本也补齐了。")
    assert told(county, "sun", third) == []


def test_a_bare_wall_is_like_any_other_and_says_nothing(county: County) -> None:
    def wall(shade: int) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (640, 480), (shade, shade, shade)).save(out, "JPEG")
        return out.getvalue()

    applied(county, "东坡村党支部", "zhao", wall(200))
    item = applied(county, "前坝村党支部", "wang", wall(180), note="前坝村的墙已经刷白，请到村里来看一看。")
    assert told(county, "wang", item) == []


def test_an_older_one_and_an_edited_one_are_hinted_to_the_unit_first(county: County) -> None:
    photo = picture(2, shot="2026:05:01 08:00:00", program="美图秀秀 9.1")
    item = applied(county, "东坡村党支部", "zhao", photo)
    wanted = ["这张照片拍于2026年5月1日，早于问题登记的日子。", "这张照片用“美图秀秀 9.1”存过。"]
    assert told(county, "zhao", item) == wanted == told(county, "cheng", item)
    county.do("return_closure", "cheng", item.code, AT + timedelta(days=3), note="请换一张")
    item.refresh_from_db()
    assert told(county, "zhao", item) == wanted and told(county, "cheng", item) == []
    assert told(county, "sun", item) == [] and told(county, "tian", item) == []


def test_words_copied_from_another_unit_are_hinted(county: County) -> None:
    text = "已按要求补齐四月至七月的会议记录，并在公开栏公示七天，群众没有意见。"
    first = applied(county, "东坡村党支部", "zhao", picture(1), note=text)
    second = applied(county, "前坝村党支部", "wang", picture(4), note=text)
    assert told(county, "cheng", second) == [f"这段文字与另一个单位（{first.code}）报的一字不差。"]
    short = applied(county, "后岭村党支部", "sun", picture(6), note="已改")
    assert told(county, "sun", short) == []


def test_the_page_says_that_it_is_only_a_hint(county: County) -> None:
    item = applied(county, "东坡村党支部", "zhao", picture(2, program="Adobe Photoshop 25"))
    client = Client()
    account: Any = Account.unscoped.get(username="zhao")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/items/{item.code}/").content.decode()
    assert "只是提示，不作结论，也不统计" in page and "Adobe Photoshop 25" in page
