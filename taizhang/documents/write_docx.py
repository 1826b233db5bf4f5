"""Lists as .docx in the office's page (GB/T 9704-2012): margins 37/35/28/26 mm, 仿宋 三号, page number "— n —".

Lists with more than six columns lie across; their headings repeat on every page.
"""

from __future__ import annotations

import io
from typing import Any

import docx
import segno
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from taizhang.documents.lists import ListSheet, printable
from taizhang.documents.papers import Heading, Paper

BODY, HEAD, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
THIRD, TITLE_SIZE, TABLE_SIZE = Pt(16), Pt(22), Pt(10.5)
LINE = Pt(28)
INDENT = Pt(32)  # two characters of the body


def to_docx(sheet: ListSheet) -> bytes:
    """The list as a Word file."""
    document = docx.Document()
    _page(document, wide=len(sheet.columns) > 6)
    _paragraph(document, sheet.title, TITLE, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    for line in sheet.above:
        _paragraph(document, line, BODY, THIRD)
    _table(document, sheet)
    for line in sheet.below:
        _paragraph(document, line, BODY, THIRD)
    if sheet.qr:
        drawn = io.BytesIO()
        segno.make(sheet.qr, error="m").save(drawn, kind="png", scale=4)
        document.add_picture(io.BytesIO(drawn.getvalue()), width=Mm(30))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paper_docx(paper: Paper) -> bytes:
    """A letter, a report or minutes as a Word file in the office's page."""
    document = docx.Document()
    _page(document, wide=False)
    _paragraph(document, paper.title, TITLE, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    if paper.number:
        _paragraph(document, paper.number, BODY, THIRD, WD_ALIGN_PARAGRAPH.CENTER)
    if paper.to:
        _paragraph(document, paper.to, BODY, THIRD)
    for block in paper.blocks:
        _block(document, block)
    for line in paper.below:
        _paragraph(document, line, BODY, THIRD, WD_ALIGN_PARAGRAPH.RIGHT)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _block(document: Any, block: str | Heading | ListSheet) -> None:
    if isinstance(block, ListSheet):
        _table(document, block)
    elif isinstance(block, Heading):
        _paragraph(document, block.text, HEAD, THIRD, indent=INDENT)
    else:
        for line in block.splitlines():
            if line.strip():
                _paragraph(document, line.strip(), BODY, THIRD, indent=INDENT)


def _page(document: Any, wide: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    _font(style, BODY, THIRD)
    _page_number(section.footer.paragraphs[0])


def _font(holder: Any, face: str, size: Any) -> None:
    holder.font.name, holder.font.size = face, size
    holder.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("", "— "), ("begin", ""), ("", "PAGE"), ("end", ""), ("", " —")):
        run = paragraph.add_run(text if text != "PAGE" else "")
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == "PAGE":
            field = OxmlElement("w:instrText")
            field.text = "PAGE"
            run._r.append(field)


def _paragraph(document: Any, text: str, face: str, size: Any, alignment: Any = None, indent: Any = None) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.first_line_indent = alignment, indent
    paragraph.paragraph_format.line_spacing = LINE
    paragraph.paragraph_format.space_after = Pt(0)
    _font_run(paragraph.add_run(printable(text)), face, size)


def _font_run(run: Any, face: str, size: Any) -> None:
    run.font.name, run.font.size = face, size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _table(document: Any, sheet: ListSheet) -> None:
    table = document.add_table(rows=1, cols=len(sheet.columns))
    table.style, table.autofit = "Table Grid", False
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    total = sum(column.width for column in sheet.columns)
    widths = [int(room * column.width / total) for column in sheet.columns]
    for grid, width in zip(table.columns, widths, strict=True):
        grid.width = width
    _cells(table.rows[0], [column.heading for column in sheet.columns], widths, HEAD)
    _repeat(table.rows[0])
    for texts in sheet.rows:
        _cells(table.add_row(), texts, widths, BODY)


def _cells(row: Any, texts: list[str], widths: list[int], face: str) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if face == HEAD:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _font_run(paragraph.add_run(text), face, TABLE_SIZE)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
