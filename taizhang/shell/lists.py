"""Any list, in any format: what the export command and the export buttons share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext

from taizhang.cycle.selectors import round_called
from taizhang.documents.lists import WORD_LIMIT, ListSheet
from taizhang.documents.write_pdf import to_pdf
from taizhang.documents.write_xlsx import to_csv, to_xlsx
from taizhang.filing.selectors import summary_sheet
from taizhang.kit.clock import now
from taizhang.kit.errors import BadInput
from taizhang.kit.words import _
from taizhang.ledger.labels import TOO_LONG_FOR_WORD
from taizhang.ledger.lists import ListAsked, light_rows, list_is_longer, sheet_of
from taizhang.ledger.selectors import Filters
from taizhang.orgs.selectors import unit_for
from taizhang.people.viewers import Viewer
from taizhang.rulebook.selectors import word_file

AS_OF = _("截至{year}年{month}月{day}日")
WENT_OUT = _("导出时间：{at}")
OF_UNIT = _("单位：{unit}")
WRITERS = {"xlsx": to_xlsx, "pdf": to_pdf, "csv": to_csv}


def sheet_for(
    viewer: Viewer, name: str, unit_code: str, round_code: str = "", wanted: Filters | None = None
) -> ListSheet:
    """The list of a unit in a round, narrowed as on the screen, as text cells."""
    day = date.fromisoformat(wanted.day) if wanted and wanted.day else viewer.today
    above: tuple[str, ...] = (gettext(AS_OF).format(year=day.year, month=day.month, day=day.day),)
    if name == "summary":
        return summary_sheet(
            viewer, unit_for(viewer, unit_code), round_called(round_code) if round_code else None, above
        )
    unit, items = light_rows(viewer, ListAsked(name, unit_code, round_code, wanted or Filters()))
    if not (wanted and wanted.day):
        above = (*above, gettext(WENT_OUT).format(at=localtime(now()).strftime("%Y-%m-%d %H:%M")))
    sheet = sheet_of(name, unit, items, viewer, (gettext(OF_UNIT).format(unit=unit.label), *above))
    return replace(sheet, title=f"{sheet.title}（{day.isoformat()}）") if wanted and wanted.day else sheet


def is_longer(viewer: Viewer, name: str, unit_code: str, wanted: Filters, rows: int) -> bool:
    """Whether a list has more rows than this, without reading them all."""
    return list_is_longer(viewer, ListAsked(name, unit_code, wanted.round, wanted), rows)


def as_bytes(sheet: ListSheet, form: str, name: str, moment: datetime) -> bytes:
    """The list in a format; Word and PDF only up to their limit, Word in the county's own template if it has one."""
    if form in ("docx", "pdf") and len(sheet.rows) > WORD_LIMIT:
        raise BadInput(TOO_LONG_FOR_WORD, count=len(sheet.rows), limit=WORD_LIMIT)
    return word_file(name, moment, sheet) if form == "docx" else WRITERS[form](sheet)
