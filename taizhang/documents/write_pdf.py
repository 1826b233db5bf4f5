"""Lists as PDF by typst. Text reaches typst as data (JSON), never as markup, so no cell can become code."""

from __future__ import annotations

import io
import json
import tempfile
from functools import cache
from pathlib import Path

import segno
import typst

from taizhang.documents import labels
from taizhang.documents.lists import ListSheet
from taizhang.kit.errors import Refused

FACES = ("Noto Serif CJK SC", "Noto Sans CJK SC")
PAGE = """
#let sheet = json("sheet.json")
#set document(title: sheet.title, date: auto)
#set page(paper: "a4", flipped: sheet.wide, margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm),
  footer: context align(center)[— #counter(page).display() —])
#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), size: 10pt, lang: "zh", region: "cn")
#align(center)[#text(size: 20pt, weight: "bold", sheet.title)]
#for line in sheet.above { par(text(size: 12pt, line)) }
#table(
  columns: sheet.widths.map(w => calc.max(w, 6) * 1fr),
  inset: 4pt, stroke: 0.5pt,
  table.header(..sheet.headings.map(h => table.cell(align: center + horizon)[#text(weight: "bold", h)])),
  ..sheet.rows.flatten().map(t => table.cell(align: left + top)[#text(t)]),
)
#block(breakable: false, grid(columns: (1fr, 32mm), column-gutter: 8mm,
  [#for line in sheet.below { par(text(size: 12pt, line)) }],
  [#if sheet.qr { image("qr.svg", width: 28mm) }],
))
"""


def to_pdf(sheet: ListSheet) -> bytes:
    """The list as PDF/A-2b; Refused with the remedy when the machine has no Chinese font."""
    if not has_font():
        raise Refused(labels.NO_FONT)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "sheet.json").write_text(json.dumps(_plain(sheet), ensure_ascii=False), "utf-8")
        (home / "main.typ").write_text(PAGE, "utf-8")
        if sheet.qr:
            drawn = io.BytesIO()
            segno.make(sheet.qr, error="m").save(drawn, kind="svg", scale=4)
            (home / "qr.svg").write_bytes(drawn.getvalue())
        made: bytes = typst.compile(str(home / "main.typ"), root=folder, pdf_standards=["a-2b"])
    return made


def _plain(sheet: ListSheet) -> dict[str, object]:
    return {
        "title": sheet.title,
        "above": list(sheet.above),
        "below": list(sheet.below),
        "headings": [column.heading for column in sheet.columns],
        "widths": [column.width for column in sheet.columns],
        "rows": sheet.rows,
        "wide": len(sheet.columns) > 6,
        "qr": bool(sheet.qr),
    }


@cache
def has_font() -> bool:
    """Whether typst finds one of the faces we print in."""
    return any(face in typst.Fonts().families() for face in FACES)
