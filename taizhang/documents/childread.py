"""Read one workbook inside limits and print it as JSON. Run as a child process, alone: `python -I childread.py`.

Standard input: the file. Output: {"sheets": [{"name", "rows": [[text]], "merges": [[top, left, bottom, right]]}]}.
Numbers become text as a person reads them; more than 15 digits are shown as Excel shows them (1.3E+17).
"""

import datetime
import io
import json
import resource
import sys

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


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
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
        sheets.append({"name": meta.name, "rows": rows, "merges": merges, "start": list(start)})
    json.dump({"sheets": sheets}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
