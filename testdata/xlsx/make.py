"""Makes the workbooks of this folder with openpyxl, one for each trap that
sales lists in Excel have. Most hold the three orders of plain.xlsx:

    C1  2024-01-01  10.50   1
    C2  2024-01-02  20.25   2
    C1  2024-01-03  19.995  3

    pip install openpyxl==3.1.5
    python make.py
"""

import datetime as dt
import pathlib
import zipfile

import openpyxl

HERE = pathlib.Path(__file__).parent
HEADER = ["Customer ID", "Order Date", "Amount", "Order ID"]


def day(d, month=1):
    return dt.datetime(2024, month, d)


ROWS = [HEADER, ["C1", day(1), 10.5, 1], ["C2", day(2), 20.25, 2], ["C1", day(3), 19.995, 3]]


def save(name, change=None, rows=ROWS):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    path = HERE / (name + ".xlsx")
    book.save(path)
    fix_time(path)


def fix_time(path):
    """openpyxl notes the time at which it writes; without it the bytes are the same."""
    parts = [(i.filename, zipfile.ZipFile(path).read(i)) for i in zipfile.ZipFile(path).infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts:
            if name != "docProps/core.xml":
                out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def column(letter, values, number_format=None):
    def change(_, sheet):
        for row, value in enumerate(values, start=2):
            cell = sheet[f"{letter}{row}"]
            cell.value = value
            if number_format:
                cell.number_format = number_format
            if isinstance(value, str) and value.startswith("#"):
                cell.data_type = "e"

    return change


def several_sheets(book, _):
    more = book.create_sheet("Orders 2023")
    for row in ROWS:
        more.append(row)
    book.create_sheet("Notes").append(["ask Ann"])


def years(book, sheet):
    sheet.title = "2023"
    sheet.append(["Total", None, "=SUM(C2:C4)"])
    more = book.create_sheet("2024")
    more.append(["Orders of 2024"])
    for row in ROWS:
        more.append(row)
    more.append(["Total", None, "=SUM(C3:C5)"])


def hidden(book, sheet):
    old = book.create_sheet("Old")
    old.append(HEADER)
    old.sheet_state = "hidden"
    sheet.row_dimensions[3].hidden = True


save("plain")
save("report", rows=[["Sales report"], ["printed on", day(5)], [], *ROWS, [], ["Total", None, "=SUM(C5:C7)"]])
save("merged", lambda _, sheet: sheet.merge_cells("A2:A3"))
save("errors", column("C", [10.5, "#N/A", "=B1*2"]))
save("long_ids", column("A", [1234567890123456, 1234567890123457, 17]))
save("zeros", column("A", [17, 18, 17], "00000"))
save("mixed_dates", column("B", [day(5, 1), "13/05/2024", day(3)]))
save("text_numbers", column("C", ["10.50", "1,020.25", 19.995]))
save("serials", column("B", [45292, 45293, 45294], "General"))
save("several_sheets", several_sheets)
save("years", years)
save("hidden", hidden)
