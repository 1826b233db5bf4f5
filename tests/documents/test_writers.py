"""What is written can be opened again: cells as text, the office's page, headings on every page."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from taizhang.documents.lists import Column, ListSheet
from taizhang.documents.write_docx import to_docx
from taizhang.documents.write_pdf import has_font, to_pdf
from taizhang.documents.write_xlsx import to_csv, to_xlsx

pytestmark = pytest.mark.once
PAYLOADS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "＝1", "\t=1", '=HYPERLINK("http://x")']
SHEET = ListSheet(
    "问题清单",
    [Column("序号", 5), *[Column(f"第{n}栏") for n in range(7)]],
    [[str(at), text, *["字"] * 6] for at, text in enumerate(PAYLOADS)],
    ("单位：柳沟镇党委",),
    ("签发人：",),
    "qr",
)


def test_no_cell_becomes_a_formula() -> None:
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx(SHEET))).active
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert page["B4"].value == PAYLOADS[0]
    lines = to_csv(SHEET).decode("utf-8-sig").splitlines()
    assert not any(
        cell.lstrip('"').startswith(("=", "+", "-2", "@", "＝")) for line in lines[1:] for cell in line.split(",")[1:2]
    )


def test_negative_numbers_stay_numbers_in_csv() -> None:
    sheet = ListSheet("t", [Column("a")], [["-12.5"]])
    assert b"-12.5" in to_csv(sheet) and b"'-12.5" not in to_csv(sheet)


def test_word_page_is_the_offices() -> None:
    document = docx.Document(io.BytesIO(to_docx(SHEET)))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(m.mm) for m in margins] == [37, 35, 28, 26] and round(section.page_width.mm) == 297
    assert document.tables[0].rows[0]._tr.xml.count("tblHeader") == 1
    assert "PAGE" in section.footer.paragraphs[0]._p.xml and "— " in section.footer.paragraphs[0].text
    assert document.tables[0].cell(1, 1).text == PAYLOADS[0]


def test_narrow_list_stands_upright() -> None:
    section = docx.Document(io.BytesIO(to_docx(ListSheet("t", [Column("a")], [["b"]])))).sections[0]
    assert round(section.page_width.mm) == 210


@pytest.mark.skipif(not has_font(), reason="no Chinese font on this machine")
def test_pdf_takes_text_as_text() -> None:
    made = to_pdf(ListSheet("#panic()", [Column("#x")], [['#read("/etc/passwd") *b* $a$ \\']]))
    assert made.startswith(b"%PDF") and len(made) > 2000
