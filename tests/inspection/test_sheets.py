"""Checklists as Excel: our books round the office and back, the office's own score sheet, faults told by cell."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from taizhang.documents.grids import read_grids
from taizhang.documents.write_xlsx import to_workbook
from taizhang.inspection.rules.answers import items_of
from taizhang.inspection.sheets import Reading, checklist_sheets, read_checklist, told
from taizhang.inspection.views.checklists import as_yaml
from taizhang.kit.errors import BadInput
from taizhang.rulebook.books import Content, read_book, shipped
from taizhang.rulebook.models import Book
from tests.cast import County
from tests.inspection.test_inspection import entered

SYNONYMS = shipped()["sheet-headings"].body["checklist"]
KNOWN = shipped()["problem-terms"].body["categories"]
BOOKS = [one for one in shipped().values() if one.kind == "checklist"]


def read(rows: list[list[object]], merges: tuple[str, ...] = ()) -> Reading:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for one in merges:
        sheet.merge_cells(one)
    out = io.BytesIO()
    book.save(out)
    return read_checklist(read_grids(out.getvalue(), "评分表.xlsx"), SYNONYMS, KNOWN)


def said(reading: Reading) -> list[str]:
    return [str(told(one)) for one in reading.faults]


@pytest.mark.parametrize("book", BOOKS, ids=lambda one: one.name)
def test_a_book_comes_back_from_excel_as_it_went(book: Content) -> None:
    head = {
        "title": book.title,
        "book": book.name,
        "version": "2027.1",
        "in_force_from": "2027-01-01",
        "source": "本县",
    }
    content = to_workbook(checklist_sheets(head, book.body))
    reading = read_checklist(read_grids(content, "检查表.xlsx"), SYNONYMS, KNOWN)
    assert not said(reading) and reading.head == head and reading.body == book.body
    again = read_book(as_yaml(reading))
    assert again.body == book.body and again.version == "2027.1"


def test_the_offices_own_score_sheet_is_understood() -> None:
    reading = read(
        [
            ["云岭县2026年党支部考核评分表", None, None, None, None],
            ["考核类别", "考核内容", "分值", "评分办法", "检查方式"],
            ["组织生活", "三会一课按期召开", 10, "缺一次扣2分", "查、谈"],
            [None, "主题党日固定", "5分", "没有固定不得分", "查"],
            ["阵地建设", "有活动场所", 5, "没有不得分", "看"],
            ["合计", None, 20, None, None],
        ],
        ("A1:E1", "A3:A4"),
    )
    assert not said(reading)
    sections = reading.body["sections"]
    assert [(one["title"], len(one["items"])) for one in sections] == [("组织生活", 2), ("阵地建设", 1)]
    first = sections[0]["items"][0]
    assert first["answer"] == "score" and first["points"] == 10 and first["how"] == ["check", "talk"]
    assert [one["key"] for one in items_of(reading.body)] == ["1.1", "1.2", "2.1"]
    reading.head |= {"book": "check-own", "version": "1", "in_force_from": "2026-07-01"}
    assert read_book(as_yaml(reading)).title == "云岭县2026年党支部考核评分表"


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (["1", "开会", "十分", "查", "打分", "", "", ""], "C2", "不是数字"),
        (["1", "开会", "10", "瞧", "打分", "", "", ""], "D2", "可以写：看、查、录、谈"),
        (["1", "开会", "10", "查", "填空", "", "", ""], "E2", "可以写：是否"),
        (["1", "开会", "10", "查", "单选", "", "", ""], "F2", "单选、多选要写出答案"),
        (["1", "开会", "10", "查", "单选", "好=11；差=0", "", ""], "F2", "好"),
        (["1", "开会", "10", "查", "数字", "", "10 - [9]", ""], "G2", "[9]"),
        (["1", "开会", "10", "查", "数字", "", "10 - ", ""], "G2", "▲"),
        (["1", "开会", "10", "查", "数字", "", "", ""], "G2", "得分怎样算"),
        (["1", "", "10", "查", "打分", "", "", ""], "B2", "没有写"),
        (["1", "开会", "10", "查", "打分", "", "", "天气"], "H2", "不认识“天气”"),
        (["[1]", "开会", "10", "查", "打分", "", "", ""], "A2", "方括号"),
        (["1", "长" * 301, "10", "查", "打分", "", "", ""], "B2", "最多300字"),
    ],
)
def test_what_cannot_be_understood_is_told_by_cell(row: list[object], cell: str, words: str) -> None:
    head = ["编号", "项目", "分值", "方式", "答案类型", "选项", "得分算法", "问题类别"]
    found = said(read([head, row, ["2", "另一项", "5", "查", "打分", "", "", ""]]))
    assert found and found[0].startswith(f"{cell}：") and words in found[0], found


def test_a_total_that_is_no_total_and_numbers_twice_are_told() -> None:
    head: list[object] = ["编号", "项目", "分值"]
    assert "各项相加是15分" in said(read([head, ["1", "甲", 10], ["2", "乙", 5], ["合计", None, 20]]))[0]
    assert "重复" in said(read([head, ["1", "甲", 10], ["1", "乙", 5]]))[0]
    assert said(read([["姓名", "电话"], ["甲", "1"]])) == [
        "表里找不到检查项目。表头至少要有“项目”和“分值”或“标准”两栏。"
    ]


def test_a_sheet_without_a_name_says_what_is_missing() -> None:
    reading = read([["编号", "项目", "分值"], ["1", "甲", 10]])
    with pytest.raises(BadInput, match="英文代号、版本、生效日期"):
        as_yaml(reading)


def test_a_column_that_is_not_recognised_is_named() -> None:
    reading = read([["项目", "分值", "责任股室"], ["党员大会", "10", "看记录"]])
    assert reading.unknown == ["责任股室"]


def test_a_new_version_made_of_an_old_sheet_is_in_force_from_today(county: County) -> None:
    client = entered("cheng")
    sheet = client.get("/checklists/check-service.xlsx").content
    file = SimpleUploadedFile("便民.xlsx", sheet)
    told = client.post("/checklists/", {"file": file, "version": "2026.7", "do": "publish"}, follow=True)
    assert "2026.7版已发布" in told.content.decode() and "2020年" not in told.content.decode()
    book = Book.unscoped.get(name="check-service", version="2026.7")
    assert book.from_on == timezone.localdate()
