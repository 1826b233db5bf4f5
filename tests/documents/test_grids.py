"""Hostile and honest files: refused in words before they can hurt, or read in full."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from taizhang.documents.grids import read_grids, read_lines
from taizhang.documents.texts import read_text
from taizhang.kit.errors import BadInput
from tests.documents.sheets import PROBLEMS, workbook

pytestmark = pytest.mark.once


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_sheet(xml: bytes) -> bytes:
    honest = workbook([["a"]])
    files = {m: zipfile.ZipFile(io.BytesIO(honest)).read(m) for m in zipfile.ZipFile(io.BytesIO(honest)).namelist()}
    files["xl/worksheets/sheet1.xml"] = xml
    return zipped(files)


SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
HOSTILE = {
    "a zip bomb": lambda: with_sheet(SHEET % (b" " * 180_000_000)),
    "a flat bomb within the ratio of its parts": lambda: zipped(
        {"[Content_Types].xml": b"x", **{f"p{n}": b"\0" * 30_000_000 for n in range(9)}}
    ),
    "too many members": lambda: zipped({"[Content_Types].xml": b"x", **{f"m{n}": b"" for n in range(2_001)}}),
    "a DTD": lambda: with_sheet(b'<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET % b""),
    "a path outside": lambda: zipped({"[Content_Types].xml": b"x", "../../etc/passwd": b"x"}),
    "a cell at the far corner": lambda: with_sheet(
        SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "HTML under another name": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "an empty file": lambda: b"",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "half a workbook": lambda: workbook(PROBLEMS)[:900],
    "no workbook inside": lambda: zipped({"[Content_Types].xml": b"<a/>", "x.txt": b"1"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_workbooks_are_refused_quickly(what: str) -> None:
    started = time.process_time()
    with pytest.raises(BadInput):
        read_grids(HOSTILE[what](), "表.xlsx")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("name", "content"),
    [("表.doc", b"x"), ("表.et", b"x"), ("表.pdf", b"%PDF"), ("表.xls", b"PK"), ("表.csv", b"a\0b"), ("表.csv", b"")],
)
def test_other_files_are_refused_by_name_or_content(name: str, content: bytes) -> None:
    with pytest.raises(BadInput):
        read_grids(content, name)


def test_an_honest_large_sheet_passes() -> None:
    rows = [["序号", "存在问题"], *([n, "同样的中文内容反复出现在表里"] for n in range(10_000))]
    assert len(read_grids(workbook(rows), "大表.xlsx")[0].rows) == 10_001


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_delimited_text_in_every_usual_coding(codec: str, mark: str) -> None:
    text = f"序号{mark}存在问题\r\n1{mark}“三会一课”记录不规范\r\n"
    assert read_lines(text.encode(codec), "表.csv")[1] == ["1", "“三会一课”记录不规范"]


def test_dates_of_both_epochs_are_the_same_day() -> None:
    from datetime import date

    for old in (False, True):
        grid = read_grids(workbook([[date(2026, 7, 10)]], epoch_1904=old), "表.xlsx")[0]
        assert grid.rows[0][0] == "2026-07-10"


def test_a_number_excel_ruined_is_shown_as_ruined() -> None:
    assert "E+" in read_grids(workbook([[131127199001011200]]), "表.xlsx")[0].rows[0][0]


def test_words_automatic_numbers_are_put_into_the_text() -> None:
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("抓学习", style="List Number")
    document.add_paragraph("抓落实", style="List Number")
    document.save(out)
    assert read_text(out.getvalue(), "讲话.docx").splitlines()[:2] == ["1.抓学习", "2.抓落实"]
