"""Read one workbook inside limits and print it as JSON. Run as a child process, alone: `python -I childread.py`.

Standard input: the file. Output: {"sheets": [{"name", "rows": [[text]], "merges": [[top, left, bottom, right]]}]}.
Numbers become text as a person reads them; more than 15 digits are shown as Excel shows them (1.3E+17).
"""

import datetime
import io
import json
import re
import resource
import sys
import zipfile
from html import unescape

CPU_SECONDS, MEMORY = 30, 2 * 1024**3
ROWS, COLUMNS = 60_000, 200


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        if abs(value) >= 1e15:
            return f"{value:.14E}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def error_cells(content):
    """Sheet name → {(row, column): the error as Excel shows it}. The reader leaves such cells empty, we must not."""
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            links = dict(
                re.findall(r'Id="([^"]+)"[^>]*Target="([^"]+)"', _unordered(archive.read("xl/_rels/workbook.xml.rels")))
            )
            for tag in re.findall(
                r"<(?:\w+:)?sheet [^>]+>", archive.read("xl/workbook.xml").decode("utf-8", "replace")
            ):
                name, link = re.search(r'name="([^"]*)"', tag), re.search(r'r:id="([^"]*)"', tag)
                target = links.get(link.group(1), "") if link else ""
                path = target.lstrip("/") if target.startswith("/") else "xl/" + target
                if name and path in archive.namelist():
                    found[unescape(name.group(1))] = _errors_in(archive.read(path).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, KeyError):
        pass
    return found


def _unordered(xml):
    text = xml.decode("utf-8", "replace")
    return re.sub(r'(Target="[^"]+")([^>]*?)(Id="[^"]+")', r"\3 \1\2", text)


def _errors_in(xml):
    cells = {}
    for letters, row, error in re.findall(r'<c r="([A-Z]+)(\d+)"[^>]*t="e"[^>]*>.*?<v>([^<]*)</v>', xml):
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        cells[int(row) - 1, column - 1] = error
    return cells


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from python_calamine import CalamineWorkbook

    content = sys.stdin.buffer.read()
    book, errors = CalamineWorkbook.from_filelike(io.BytesIO(content)), error_cells(content)
    sheets = []
    for meta in book.sheets_metadata:
        if str(meta.typ)[-9:] != "WorkSheet" or str(meta.visible)[-7:] != "Visible":
            continue
        sheet = book.get_sheet_by_name(meta.name)
        rows = []
        for row in sheet.iter_rows():
            rows.append([text_of(value) for value in row[:COLUMNS]])
            if len(rows) >= ROWS:
                break
        merges = [[a[0], a[1], b[0], b[1]] for a, b in sheet.merged_cell_ranges or []]
        start = sheet.start or (0, 0)
        for (row, column), error in errors.get(meta.name, {}).items():
            if 0 <= row - start[0] < len(rows) and 0 <= column - start[1] < len(rows[row - start[0]]):
                rows[row - start[0]][column - start[1]] = error
        sheets.append({"name": meta.name, "rows": rows, "merges": merges, "start": list(start)})
    json.dump({"sheets": sheets}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
